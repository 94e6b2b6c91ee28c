// Session: flags over goldwire.yaml over defaults.
#include "harness/commands/session.h"

#include <algorithm>
#include <cstdlib>
#include <fmt/format.h>
#include <unistd.h>

#include "agent/observe/descriptors_file.h"
#include "agent/observe/services_file.h"
#include "harness/commands/command.h"
#include "harness/files/files.h"
#include "harness/golden/duration_text.h"

namespace goldwire {
namespace {

Result<std::vector<Selector>> selectors(const std::vector<std::string>& texts) {
  std::vector<Selector> all;
  for (const std::string& text : texts) {
    auto selector = Selector::parse(text);
    if (!selector) return std::unexpected(selector.error());
    all.push_back(std::move(*selector));
  }
  return all;
}

Result<Duration> duration(const std::string& flag, const std::string& text, Duration fallback) {
  if (text.empty()) return fallback;
  if (const auto read = read_duration(text)) return *read;
  return failure(fmt::format("{} '{}' is no duration", flag, text), {},
                 fmt::format("write for instance {} 2s", flag));
}

/// A comma too many, or a variable of the shell that was not set.
std::optional<Error> nameless(const std::string& from) {
  const bool hole = from.empty() || from.front() == ',' || from.back() == ',' ||
                    from.find(",,") != std::string::npos;
  if (!hole || is_there(from)) return std::nullopt;
  return Error{
      fmt::format("--from '{}' names no file{}", from, from.empty() ? "" : " beside a comma"),
      {},
      "give a capture, or several with one comma between each two"};
}

}  // namespace

void add_folder_flag(CLI::App& app, std::string& folder) {
  app.add_option("--dir", folder, "folder of the goldens (default: goldwire)");
}

void add_descriptors_flag(CLI::App& app, std::vector<std::string>& files) {
  add_repeated(app, "--descriptors", files,
               "schemas of gRPC messages: a FileDescriptorSet, as protoc --include_imports "
               "--descriptor_set_out=FILE writes it; may be given several times");
}

void add_checksum_flag(CLI::App& app, bool& verify) {
  app.add_flag(
      "--verify-checksums", verify,
      "leave aside packets whose IPv4 or TCP checksum is wrong (default: taken, as network "
      "cards fill it in behind the capture)");
}

void add_choice_flags(CLI::App& app, RunFlags& flags) {
  app.add_option("--services", flags.services,
                 "YAML file that names addresses (default: DIR/goldwire.yaml, if there)");
  add_descriptors_flag(app, flags.descriptors);
  app.add_option("--filter", flags.filter, "BPF expression; packets it refuses are not read");
  add_checksum_flag(app, flags.verify_checksums);
  add_repeated(app, "--include", flags.include, "only traces whose root fits this selector");
  add_repeated(app, "--exclude", flags.exclude, "no traces whose root fits this selector");
  add_folder_flag(app, flags.folder);
}

void add_live_flags(CLI::App& app, RunFlags& flags) {
  add_repeated(app, "-i,--interface", flags.interfaces,
               "capture here while the system is driven; any: all interfaces; a pattern such as "
               "'veth*': those that fit, also when they appear later");
  app.add_option("--ring", flags.ring, "MB of kernel ring per interface (default 32)")
      ->check(CLI::Range(1, 2047));
  app.add_option("--snaplen", flags.snaplen, "octets captured of one packet (default 262144)")
      ->check(CLI::Range(64, 262'144));
  app.add_option("--settle", flags.settle, "how long the system must be quiet (default 1s)");
  app.add_option("--timeout", flags.timeout, "how long to wait for that (default 60s)");
  add_choice_flags(app, flags);
}

void add_run_flags(CLI::App& app, RunFlags& flags) {
  add_repeated(app, "--from", flags.from,
               "one run: a capture or spans file, or its vantages as a directory or FILE,FILE");
  add_live_flags(app, flags);
}

Result<Session> Session::open(const RunFlags& flags) {
  for (const std::string& from : flags.from) {
    if (auto bad = nameless(from)) return std::unexpected(*bad);
  }
  Store store(flags.folder);
  auto project = store.project();
  if (!project) return std::unexpected(project.error());
  if (!flags.services.empty()) {
    auto services = load_services(flags.services);
    if (!services) return std::unexpected(services.error());
    project->services = std::move(*services);
  }
  const auto described = add_descriptors(project->services.terms(), flags.descriptors);
  if (!described) return std::unexpected(described.error());
  if (!flags.filter.empty()) project->filter = flags.filter;
  const auto settle = duration("--settle", flags.settle, project->settle);
  if (!settle) return std::unexpected(settle.error());
  const auto timeout = duration("--timeout", flags.timeout, project->timeout);
  if (!timeout) return std::unexpected(timeout.error());
  project->settle = *settle;
  project->timeout = *timeout;
  const std::string services =
      flags.services.empty() ? (store.folder() / "goldwire.yaml").string() : flags.services;
  Session session(std::move(store), std::move(*project));
  session.services_ = services;
  if (flags.verify_checksums) session.checksums_ = Checksums::verified;
  auto include = selectors(flags.include);
  if (!include) return std::unexpected(include.error());
  auto exclude = selectors(flags.exclude);
  if (!exclude) return std::unexpected(exclude.error());
  session.choice_ = {std::move(*include), std::move(*exclude)};
  return session;
}

ReadingOptions Session::reading(const std::string& run) const {
  ReadingOptions options;
  options.services = project_.services;
  options.filter = project_.filter;
  options.checksums = checksums_;
  if (is_there(run)) {
    options.inputs = {run};
    return options;
  }
  for (std::size_t at = 0; at <= run.size();) {
    const std::size_t end = std::min(run.find(',', at), run.size());
    options.inputs.push_back(run.substr(at, end - at));
    at = end + 1;
  }
  return options;
}

std::vector<std::string> each_once(const std::vector<std::string>& names) {
  std::vector<std::string> once;
  for (const std::string& name : names) {
    if (std::ranges::find(once, name) == once.end()) once.push_back(name);
  }
  return once;
}

Result<std::vector<std::string>> Session::scenarios(const std::vector<std::string>& names) const {
  for (const std::string& name : names) {
    if (auto known = store_.known(name); !known) return std::unexpected(known.error());
  }
  if (!names.empty()) return each_once(names);
  std::vector<std::string> all = store_.scenarios();
  if (all.empty()) {
    return failure(fmt::format("there is no scenario in {}/", store_.folder().string()), {},
                   "make one with 'goldwire record NAME'");
  }
  return all;
}

std::optional<Error> Session::check_there(const std::string& what) const {
  const bool path = what.empty() || what == "-" || what.find_first_of("/.,") != std::string::npos;
  if (path || is_there(what)) return std::nullopt;
  const auto known = store_.known(what);
  if (known) return std::nullopt;
  return Error{"no such file, and " + known.error().what, what, known.error().remedy};
}

std::vector<std::string> Session::inputs(const std::vector<std::string>& runs,
                                         const std::vector<std::string>& names) const {
  std::vector<std::string> all{services_};
  for (const std::string& run : runs) {
    const ReadingOptions options = reading(run);
    all.insert(all.end(), options.inputs.begin(), options.inputs.end());
  }
  for (const std::string& name : names) {
    for (const auto& part : store_.golden(name).parts()) all.push_back(part.string());
  }
  return all;
}

TextStyle style_of_stdout() {
  const char* const no_colour = std::getenv("NO_COLOR");
  const char* const terminal = std::getenv("TERM");
  const bool refused = (no_colour != nullptr && *no_colour != '\0') || terminal == nullptr ||
                       std::string_view(terminal) == "dumb";
  return {!refused && ::isatty(STDOUT_FILENO) == 1};
}

void note(std::string_view text) { tell_aside("goldwire: {}\n", printable(text, 2000)); }

}  // namespace goldwire
