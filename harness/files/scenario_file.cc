// Scenario <-> YAML.
#include "harness/files/scenario_file.h"

#include <algorithm>
#include <fmt/format.h>

#include "harness/files/replay_rules.h"
#include "harness/files/yaml_reader.h"
#include "harness/files/yaml_writer.h"
#include "harness/golden/duration_text.h"

namespace goldwire {
namespace {

std::vector<std::string> quoted(const std::vector<std::string>& texts) {
  std::vector<std::string> out;
  for (const std::string& text : texts) out.push_back(yaml_quoted(text));
  return out;
}

Budget read_budget(YamlMap& map) {
  Budget budget;
  budget.caller = map.text("caller", "*");
  budget.callee = map.text("callee", "*");
  budget.operation = map.text("operation", "*");
  const auto limit = read_duration(map.text("at_most"));
  if (!limit) map.complain_at("at_most", "no duration", "write for instance at_most: 500ms");
  budget.limit = limit.value_or(Duration{});
  return budget;
}

Selector read_selector(YamlMap& map, std::string_view key, const std::string& text) {
  auto selector = Selector::parse(text);
  if (selector) return *selector;
  map.complain_at(key, selector.error().what, selector.error().remedy);
  return {};
}

void write_selectors(YamlWriter& yaml, std::string_view key,
                     const std::vector<Selector>& selectors) {
  if (selectors.empty()) return yaml.put(key, "[]");
  yaml.open(key);
  for (const Selector& one : selectors) yaml.put_item(yaml_quoted(one.text()));
  yaml.close();
}

void write_budgets(YamlWriter& yaml, const std::vector<Budget>& budgets) {
  yaml.blank();
  yaml.comment(
      "A call that takes longer than its budget is a finding. '*' stands for any characters:\n"
      "  - caller: payments\n"
      "    callee: stripe\n"
      "    operation: \"POST /v1/*\"\n"
      "    at_most: 500ms");
  if (budgets.empty()) return yaml.put("budgets", "[]");
  yaml.open("budgets");
  for (const Budget& budget : budgets) {
    yaml.open_item();
    yaml.put("caller", yaml_text(budget.caller));
    yaml.put("callee", yaml_text(budget.callee));
    yaml.put("operation", yaml_text(budget.operation));
    yaml.put("at_most", yaml_quoted(spell_duration(budget.limit)));
    yaml.close();
  }
  yaml.close();
}

void write_checkpoints(YamlWriter& yaml, const std::vector<Checkpoint>& checkpoints) {
  yaml.blank();
  yaml.comment("Parts of the scenario that reports tell apart: a JUnit test case each.");
  if (checkpoints.empty()) return yaml.put("checkpoints", "[]");
  yaml.open("checkpoints");
  for (const Checkpoint& checkpoint : checkpoints) {
    yaml.open_item();
    yaml.put("name", yaml_text(checkpoint.name));
    yaml.put("span", yaml_quoted(checkpoint.span.text()));
    yaml.close();
  }
  yaml.close();
}

}  // namespace

std::string write_scenario(const Scenario& scenario) {
  YamlWriter yaml;
  yaml.comment(
      "How this scenario is recorded and checked. Yours to edit; goldwire does not write it "
      "again.");
  yaml.put("schema", "1");
  yaml.blank();
  yaml.comment(
      "Which traffic belongs here: the requests that begin it (none: all), and of these the ones "
      "that\n"
      "do not belong. A call whose own cause cannot be told belongs when all requests before it "
      "do;\n"
      "when only some do, it is compared as far as such calls are missing otherwise.");
  write_selectors(yaml, "entries", scenario.entries);
  write_selectors(yaml, "except", scenario.except);
  yaml.blank();
  yaml.comment("How 'record -i' and 'check -i' drive it when no -- COMMAND is given.");
  yaml.open("driven");
  yaml.put("command", yaml_flow_list(quoted(scenario.command)));
  yaml.put("interfaces", yaml_flow_list(quoted(scenario.interfaces)));
  yaml.put("filter", yaml_quoted(scenario.filter));
  yaml.put("runs", std::to_string(scenario.runs));
  yaml.close();
  write_replay_rules(yaml, scenario.replay);
  write_checkpoints(yaml, scenario.checkpoints);
  write_budgets(yaml, scenario.budgets);
  return yaml.take();
}

Result<Scenario> read_scenario(std::string_view text, const std::string& name) {
  auto document = YamlMap::document(text, name);
  if (!document) return std::unexpected(document.error());
  Scenario scenario;
  for (const std::string& entry : document->texts("entries")) {
    scenario.entries.push_back(read_selector(*document, "entries", entry));
  }
  for (const std::string& entry : document->texts("except")) {
    scenario.except.push_back(read_selector(*document, "except", entry));
  }
  if (auto driven = document->map("driven")) {
    scenario.command = driven->texts("command");
    scenario.interfaces = driven->texts("interfaces");
    scenario.filter = driven->text("filter", "");
    scenario.runs = static_cast<unsigned>(driven->number("runs", scenario.runs));
    if (scenario.runs == 0 || scenario.runs > 1000) {
      driven->complain_at("runs", "runs is not between 1 and 1000", "write runs: 3");
    }
  }
  for (YamlMap& map : document->maps("checkpoints")) {
    Checkpoint checkpoint;
    checkpoint.name = map.text("name");
    checkpoint.span = read_selector(map, "span", map.text("span"));
    if (std::ranges::find(scenario.checkpoints, checkpoint.name, &Checkpoint::name) !=
        scenario.checkpoints.end()) {
      map.complain_at("name", fmt::format("two checkpoints are called '{}'", checkpoint.name),
                      "give each a name of its own");
    }
    scenario.checkpoints.push_back(std::move(checkpoint));
  }
  for (YamlMap& map : document->maps("budgets")) scenario.budgets.push_back(read_budget(map));
  scenario.replay = read_replay_rules(*document);
  if (auto problem = document->problem()) return std::unexpected(*problem);
  return scenario;
}

}  // namespace goldwire
