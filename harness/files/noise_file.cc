// Rules <-> YAML.
#include "harness/files/noise_file.h"

#include "harness/files/yaml_reader.h"
#include "harness/files/yaml_writer.h"
#include "protocols/base/json.h"

namespace goldwire {
namespace {

constexpr std::string_view kHead =
    "What may differ between two runs of the same build, and why goldwire believes so. Learned "
    "from\n"
    "repeated runs by 'goldwire record', or accepted by a person. Removing a rule makes the value "
    "it\n"
    "speaks of a difference again. Verbs: noise, rename, ignore, optional, count, unordered, "
    "anywhere;\n"
    "'*' stands for any characters.";

constexpr std::size_t kLongestEvidence = 200;

/// Evidence is for people: octets that are no text are shown as what they are not.
std::string shown(std::string_view text) {
  if (text.size() <= kLongestEvidence && is_readable_text(text)) return std::string(text);
  std::string out;
  write_json_text(out, text.substr(0, kLongestEvidence));
  return out.substr(1, out.size() - 2) + (text.size() > kLongestEvidence ? "..." : "");
}

}  // namespace

std::string write_noise(const Rules& rules) {
  YamlWriter yaml;
  yaml.comment(kHead);
  yaml.put("schema", "1");
  if (rules.empty()) {
    yaml.put("rules", "[]");
    return yaml.take();
  }
  yaml.open("rules");
  for (const Rule& rule : rules) {
    yaml.open_item();
    yaml.put("rule", yaml_quoted(rule.line()));
    if (rule.learned) yaml.put("learned", "true");
    if (!rule.evidence.empty()) {
      yaml.open("evidence");
      for (const std::string& one : rule.evidence) yaml.put_item(yaml_quoted(shown(one)));
      yaml.close();
    }
    yaml.close();
  }
  yaml.close();
  return yaml.take();
}

Result<Rules> read_noise(std::string_view text, const std::string& name) {
  auto document = YamlMap::document(text, name);
  if (!document) return std::unexpected(document.error());
  Rules rules;
  for (YamlMap& map : document->maps("rules")) {
    auto rule = Rule::parse(map.text("rule"));
    if (!rule) {
      map.complain_at("rule", rule.error().what, rule.error().remedy);
      continue;
    }
    rule->learned = map.flag("learned", false);
    rule->evidence = map.texts("evidence");
    rules.push_back(std::move(*rule));
  }
  if (auto problem = document->problem()) return std::unexpected(*problem);
  return rules;
}

}  // namespace goldwire
