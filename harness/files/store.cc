// Store: names, proposals, and what accepting one means.
#include "harness/files/store.h"

#include <algorithm>
#include <cctype>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <system_error>

#include "harness/files/files.h"
#include "harness/files/nearest.h"
#include "harness/files/noise_file.h"
#include "harness/files/yaml_reader.h"
#include "harness/files/yaml_writer.h"
#include "harness/golden/pattern.h"

namespace goldwire {
namespace {

namespace fs = std::filesystem;

constexpr const char* kProject = "goldwire.yaml";
constexpr const char* kProposal = "proposal.yaml";
constexpr std::size_t kLongestName = 100;

/// Names of the folders in `folder` that hold one of `files`, sorted.
std::vector<std::string> folders_with(const fs::path& folder,
                                      std::initializer_list<const char*> files) {
  std::vector<std::string> names;
  std::error_code unreadable;
  for (const auto& entry : fs::directory_iterator(folder, unreadable)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with('.')) continue;
    const bool holds =
        std::ranges::any_of(files, [&](const char* file) { return is_file(entry.path() / file); });
    if (holds) names.push_back(name);
  }
  std::ranges::sort(names);
  return names;
}

Result<void> remove_folder(const fs::path& path) {
  std::error_code refused;
  fs::remove_all(path, refused);
  if (refused) {
    return failure("cannot be removed: " + refused.message(), path.string(), "look at its rights");
  }
  return {};
}

/// The learned rules of `proposed`, and what people accepted before.
Rules merged(const Rules& old, const Rules& proposed) {
  Rules rules = proposed;
  for (const Rule& rule : old) {
    const bool there =
        std::ranges::any_of(rules, [&](const Rule& one) { return one.line() == rule.line(); });
    if (!rule.learned && !there) rules.push_back(rule);
  }
  return rules;
}

bool may_differ(const Golden& golden) {
  return std::ranges::any_of(golden.spans, [](const GoldenSpan& span) {
    return span.optional || std::ranges::any_of(span.leaves, [](const GoldenLeaf& leaf) {
             return leaf.optional || !is_literal(leaf.pattern);
           });
  });
}

Result<std::string> proposed_against(const fs::path& file) {
  const auto text = read_file(file);
  if (!text) return std::unexpected(text.error());
  auto document = YamlMap::document(*text, file.string());
  if (!document) return std::unexpected(document.error());
  const std::string base = document->text("base");
  if (auto problem = document->problem()) return std::unexpected(*problem);
  return base;
}

}  // namespace

Result<void> check_name(const std::string& name) {
  if (name.size() > kLongestName) {
    return failure(fmt::format("a name of {} characters is too long for a scenario", name.size()),
                   {}, fmt::format("use at most {}", kLongestName));
  }
  const bool plain =
      !name.empty() && name.front() != '.' && name.front() != '-' && name != kProject &&
      std::ranges::all_of(name, [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_' || c == '.';
      });
  if (plain) return {};
  return failure(fmt::format("'{}' is no name for a scenario", name), {},
                 "use letters, digits, '-', '_' and '.', and begin with none of '-' and '.'");
}

Result<Project> Store::project() const {
  const fs::path file = folder_ / kProject;
  if (!is_file(file)) return Project();
  const auto text = read_file(file);
  if (!text) return std::unexpected(text.error());
  return read_project(*text, file.string());
}

std::vector<std::string> Store::scenarios() const {
  return folders_with(folder_, {"golden.yaml", "scenario.yaml"});
}

std::vector<std::string> Store::pending() const {
  return folders_with(folder_ / ".pending", {kProposal});
}

Result<void> Store::known(const std::string& name) const {
  const std::vector<std::string> names = scenarios();
  if (std::ranges::find(names, name) != names.end()) return {};
  if (names.empty()) {
    return failure(
        fmt::format("there is no scenario '{}' in {}/, nor any other", name, folder_.string()), {},
        fmt::format("make it with 'goldwire record {}'", name));
  }
  return failure(fmt::format("there is no scenario '{}' in {}/", name, folder_.string()), {},
                 fmt::format("there are: {}", fmt::join(nearest_first(name, names), ", ")));
}

fs::path Store::scenario_path(const std::string& name) const {
  return folder_ / name / "scenario.yaml";
}

Result<Baseline> Store::baseline(const std::string& name) const {
  const GoldenFolder folder = golden(name);
  if (!folder.exists()) {
    return failure("there is no golden.yaml", folder.path().string(),
                   fmt::format("make it with 'goldwire record {}'", name));
  }
  auto baseline = folder.read();
  if (!baseline) return baseline;
  const Golden& golden = baseline->golden.golden;
  if (golden.scenario != name) {
    return failure(fmt::format("it is the golden of scenario '{}'", golden.scenario),
                   (folder.path() / "golden.yaml").string(),
                   fmt::format("write 'scenario: {}', or rename the folder", name));
  }
  if (!folder.has_rules() && may_differ(golden)) {
    return failure("it is missing, and with it every rule for what may differ in the golden",
                   (folder.path() / "noise.yaml").string(),
                   fmt::format("restore it from version control, or remove golden.yaml and record "
                               "'{}' again",
                               name));
  }
  return baseline;
}

Result<std::optional<Scenario>> Store::scenario(const std::string& name) const {
  const fs::path file = scenario_path(name);
  if (!is_file(file)) return std::nullopt;
  const auto text = read_file(file);
  if (!text) return std::unexpected(text.error());
  auto scenario = read_scenario(*text, file.string());
  if (!scenario) return std::unexpected(scenario.error());
  return std::move(*scenario);
}

Result<Scenario> Store::kept_scenario(const std::string& name) const {
  auto kept = scenario(name);
  if (!kept) return std::unexpected(kept.error());
  if (*kept) return std::move(**kept);
  return failure(
      "it is missing, and with it which traffic belongs to the golden",
      scenario_path(name).string(),
      fmt::format("restore it from version control; 'goldwire record {}' makes a new one", name));
}

Result<void> Store::write_scenario(const std::string& name, const Scenario& scenario) const {
  return keep_file(scenario_path(name), goldwire::write_scenario(scenario));
}

Result<void> Store::propose(const std::string& name, const GoldenFile& golden,
                            const std::string& recording, const std::optional<Rules>& rules) const {
  const GoldenFolder folder = proposal(name);
  // An older proposal's rules would outlive it.
  if (auto gone = remove_folder(folder.path()); !gone) return gone;
  if (auto written = folder.write(golden, recording); !written) return written;
  if (rules) {
    if (auto written = folder.write_rules(*rules); !written) return written;
  }
  YamlWriter yaml;
  yaml.comment("Against which golden.yaml this was proposed.");
  yaml.put("schema", "1");
  yaml.put("base", yaml_quoted(this->golden(name).digest()));
  return keep_file(folder.path() / kProposal, yaml.take());
}

Result<void> Store::accept(const std::string& name) const {
  const GoldenFolder from = proposal(name);
  const GoldenFolder to = golden(name);
  const auto base = proposed_against(from.path() / kProposal);
  if (!base) return std::unexpected(base.error());
  if (*base != to.digest()) {
    return failure("the golden changed since this was proposed", from.path().string(),
                   "reject it and check again");
  }
  auto proposed = from.read();
  if (!proposed) return std::unexpected(proposed.error());
  const auto recording = read_file(from.path() / "recording/spans.jsonl.zst");
  if (!recording) return std::unexpected(recording.error());
  if (from.has_rules()) {
    Rules old;
    if (to.exists()) {
      auto baseline = to.read();
      if (!baseline) return std::unexpected(baseline.error());
      old = std::move(baseline->rules);
    }
    if (auto written = to.write_rules(merged(old, proposed->rules)); !written) return written;
  }
  if (auto written = to.write(proposed->golden, *recording); !written) return written;
  return reject(name);
}

Result<void> Store::reject(const std::string& name) const {
  if (auto gone = remove_folder(proposal(name).path()); !gone) return gone;
  std::error_code not_empty;
  fs::remove(folder_ / ".pending", not_empty);
  return {};
}

}  // namespace goldwire
