// goldwire init: proposes who is who, and scenarios, from what is seen.
#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fmt/format.h>
#include <map>
#include <memory>
#include <set>

#include "harness/commands/command.h"
#include "harness/commands/list.h"
#include "harness/commands/obtain.h"
#include "harness/commands/parties.h"
#include "harness/files/files.h"
#include "protocols/base/ascii.h"

namespace goldwire {
namespace {

struct Options {
  std::vector<std::string> inputs;
  RunFlags run;
  std::vector<std::string> command;
};

/// Every run that was named, as one list of traces.
std::expected<Run, Refusal> obtain_all(const Session& session, const Options& options) {
  std::vector<std::string> inputs = options.inputs;
  inputs.insert(inputs.end(), options.run.from.begin(), options.run.from.end());
  Run all;
  const auto take = [&](Run&& run) {
    std::ranges::move(run.traces, std::back_inserter(all.traces));
    std::ranges::move(run.background, std::back_inserter(all.background));
  };
  for (const std::string& input : inputs) {
    auto obtained = obtain_from(session, input);
    if (!obtained) return std::unexpected(obtained.error());
    take(std::move(obtained->run));
  }
  if (options.run.interfaces.empty()) return all;
  auto obtained = obtain_live(session, plan_for(session, options.run, {}, options.command));
  if (!obtained) return std::unexpected(obtained.error());
  take(std::move(obtained->run));
  return all;
}

/// "POST /accounts/{id}/deposits" -> "post-accounts-id-deposits".
std::string scenario_name(std::string_view operation) {
  std::string name;
  for (const char c : operation) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0) {
      name += lower_case(c);
    } else if (!name.empty() && name.back() != '-') {
      name += '-';
    }
  }
  while (name.ends_with('-')) name.pop_back();
  return name.empty() ? "scenario" : name.substr(0, 60);
}

void print_scenarios(const Run& run, const Options& options) {
  const std::set<std::string> outside = outside_addresses(run);
  std::map<std::string, std::size_t> entries;
  for (const Trace& trace : run.traces) {
    const Span* const root = root_of(trace);
    if (root == nullptr || root->kind == SpanKind::consumer) continue;
    if (outside.contains(root->client.endpoint.address.text())) ++entries[root->what.name];
  }
  if (entries.empty()) return;
  std::string source;
  for (const std::string& input : options.inputs) source += " --from " + input;
  for (const std::string& from : options.run.from) source += " --from " + from;
  for (const std::string& interface : options.run.interfaces) source += " -i " + interface;
  tell("\nscenarios, one for each kind of request from outside:\n");
  for (const auto& [operation, count] : entries) {
    tell("  goldwire record {}{} --include 'span[name=\"{}\"]'   # seen {} time{}\n",
         scenario_name(operation), source, printable(operation), count, count == 1 ? "" : "s");
  }
}

int run(const Options& options) {
  const auto session = Session::open(options.run);
  if (!session) return refuse(session.error());
  if (options.inputs.empty() && options.run.from.empty() && options.run.interfaces.empty()) {
    return refuse(
        {"there is nothing to look at", {}, "give a capture, or -i IFACE and -- COMMAND"});
  }
  if (!options.run.interfaces.empty() && options.command.empty()) {
    return refuse({"nothing drives the system while it is captured", {}, "add -- COMMAND"});
  }
  auto seen = obtain_all(*session, options);
  if (!seen) return refuse(seen.error().error, seen.error().code);
  const Parties parties = parties_of(*seen);
  if (parties.services.empty() && parties.external.empty()) {
    return refuse({"no exchange was recognised, so there is nobody to name",
                   {},
                   "look at the capture with 'goldwire spans'"});
  }
  const std::filesystem::path file = session->store().folder() / "goldwire.yaml";
  const std::string text = write_project(parties.services, parties.external);
  if (is_there(file)) {
    tell("{}", text);
    note(fmt::format("{} is there already and was left as it is", file.string()));
  } else if (auto written = keep_file(file, text); !written) {
    return refuse(written.error());
  } else {
    tell("written to {}: {} services, {} external\n", file.string(), parties.services.size(),
         parties.external.size());
  }
  print_scenarios(*seen, options);
  return 0;
}

Action prepare(CLI::App& app, const std::vector<std::string>& driven) {
  auto options = std::make_shared<Options>();
  options->command = driven;
  app.add_option("INPUT", options->inputs, "captures of the system at work");
  add_run_flags(app, options->run);
  return [options] { return run(*options); };
}

}  // namespace

Command init_command() {
  return {"init", "propose a services file and scenarios from what is seen",
          "  goldwire init run.pcap\n"
          "  goldwire init -i any -- ./drive.sh\n"
          "A goldwire.yaml that is there already is never written; the proposal is printed.\n",
          true, prepare};
}

}  // namespace goldwire
