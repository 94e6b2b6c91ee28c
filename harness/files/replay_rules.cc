// Replay rules <-> YAML.
#include "harness/files/replay_rules.h"

#include <algorithm>
#include <cctype>
#include <fmt/format.h>

namespace goldwire {
namespace {

void write_destinations(YamlWriter& yaml, const std::vector<replay::Destination>& to) {
  std::vector<std::string> items;
  for (const replay::Destination& one : to) items.push_back(yaml_quoted(spell(one)));
  if (items.size() <= 1) return yaml.put("to", yaml_flow_list(items));
  yaml.open("to");
  for (const std::string& item : items) yaml.put_item(item);
  yaml.close();
}

std::vector<replay::Destination> read_destinations(YamlMap& map) {
  std::vector<replay::Destination> out;
  for (const std::string& text : map.texts("to")) {
    auto one = replay::read_destination(text);
    if (one) {
      out.push_back(std::move(*one));
    } else {
      map.complain_at("to", fmt::format("'{}' is no place in requests", text),
                      "write for instance \"requests 2-5 header.authorization\"");
    }
  }
  if (out.empty()) {
    map.complain_at("to", "'to' names no place in a request",
                    "write for instance to: [\"request 2 body.order\"]");
  }
  return out;
}

replay::Carry read_carry(YamlMap& map) {
  replay::Carry out;
  const std::string from = map.text("from");
  if (auto source = replay::read_source(from)) {
    out.from = std::move(*source);
  } else {
    map.complain_at("from", fmt::format("'{}' is no place in an answer", from),
                    "write for instance from: answer 1 body.token");
  }
  out.from.like = map.text("like", "");
  if (!out.from.like.empty() && !replay::is_like(out.from.like)) {
    map.complain_at("like", fmt::format("'{}' does not say where the value stands", out.from.like),
                    "write {} once where it stands, and * at an end for anything");
  }
  out.to = read_destinations(map);
  return out;
}

bool is_variable(std::string_view name) {
  return !name.empty() && std::isdigit(static_cast<unsigned char>(name.front())) == 0 &&
         std::ranges::all_of(name, [](char c) {
           return c == '_' || std::isalnum(static_cast<unsigned char>(c)) != 0;
         });
}

replay::Secret read_secret(YamlMap& map) {
  replay::Secret out;
  out.variable = map.text("variable");
  if (!is_variable(out.variable)) {
    map.complain_at("variable", fmt::format("'{}' cannot name a variable", out.variable),
                    "use letters, digits and '_'");
  }
  out.to = read_destinations(map);
  return out;
}

}  // namespace

void write_replay_rules(YamlWriter& yaml, const replay::Rules& rules) {
  yaml.blank();
  yaml.comment(
      "What 'goldwire replay' does not send as it was recorded. Requests are numbered in the "
      "order\n"
      "they were sent. What an answer gave is taken from the live answer; secrets are on no disk,\n"
      "they come from the environment. All else in a place (\"Bearer \") stays as it was.");
  yaml.open("replay");
  if (rules.carry.empty()) {
    yaml.put("carry", "[]");
  } else {
    yaml.open("carry");
    for (const replay::Carry& carry : rules.carry) {
      yaml.open_item();
      yaml.put("from", yaml_text(spell(carry.from)));
      if (!carry.from.like.empty()) yaml.put("like", yaml_quoted(carry.from.like));
      write_destinations(yaml, carry.to);
      yaml.close();
    }
    yaml.close();
  }
  if (rules.secrets.empty()) {
    yaml.put("secrets", "[]");
  } else {
    yaml.open("secrets");
    for (const replay::Secret& secret : rules.secrets) {
      yaml.open_item();
      yaml.put("variable", yaml_text(secret.variable));
      write_destinations(yaml, secret.to);
      yaml.close();
    }
    yaml.close();
  }
  yaml.close();
}

replay::Rules read_replay_rules(YamlMap& document) {
  replay::Rules rules;
  auto section = document.map("replay");
  if (!section) return rules;
  for (YamlMap& map : section->maps("carry")) rules.carry.push_back(read_carry(map));
  for (YamlMap& map : section->maps("secrets")) rules.secrets.push_back(read_secret(map));
  return rules;
}

}  // namespace goldwire
