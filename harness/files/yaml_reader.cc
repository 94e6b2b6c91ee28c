// YamlMap over yaml-cpp, which by itself takes doubled keys and any scalar.
#include "harness/files/yaml_reader.h"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>

namespace goldwire {

struct YamlMap::Document {
  std::string file;
  std::optional<Error> first;
  /// Of every map that was opened, to find what nobody asked for.
  std::vector<std::pair<std::string, std::shared_ptr<std::vector<Member>>>> opened;

  void complain(const YAML::Node& node, std::string what, std::string remedy) {
    if (first) return;
    first =
        Error{std::move(what), fmt::format("{}:{}", file, node.Mark().line + 1), std::move(remedy)};
  }
};

bool is_quoted(const YAML::Node& scalar) { return scalar.IsScalar() && scalar.Tag() == "!"; }

YamlMap::YamlMap(std::shared_ptr<Document> document, const YAML::Node& node, std::string path)
    : document_(std::move(document)),
      node_(node),
      path_(std::move(path)),
      members_(std::make_shared<std::vector<Member>>()) {
  for (const auto& entry : node) {
    if (!entry.first.IsScalar()) {
      complain(entry.first, "a key is no text", "write KEY: VALUE");
      continue;
    }
    const std::string key = entry.first.Scalar();
    if (find(key) != nullptr) {
      complain(entry.first, fmt::format("'{}' stands twice", name_of_key(key)), "keep one of them");
    }
    members_->push_back({key, entry.first, entry.second, false});
  }
  document_->opened.emplace_back(path_, members_);
}

Result<YamlMap> YamlMap::document(std::string_view text, const std::string& file, Schema wanted) {
  YAML::Node root;
  try {
    root = YAML::Load(std::string(text));
  } catch (const YAML::Exception& bad) {
    return failure("no YAML: " + bad.msg, fmt::format("{}:{}", file, bad.mark.line + 1),
                   "mend the line");
  }
  if (!root.IsMap()) return failure("no map", file, "begin it with 'schema: 1'");
  auto document = std::make_shared<Document>();
  document->file = file;
  YamlMap map(document, root, "");
  const std::string schema =
      wanted == Schema::required ? map.text("schema") : map.text("schema", "1");
  if (map.document_->first) return std::unexpected(*map.document_->first);
  if (schema != "1") {
    map.complain_at("schema", fmt::format("schema {} is unknown", schema),
                    "this goldwire reads schema 1; use a newer one or mend the line");
    return std::unexpected(*map.document_->first);
  }
  return map;
}

bool YamlMap::has(std::string_view key) const {
  return std::ranges::find(*members_, key, &Member::key) != members_->end();
}

YamlMap::Member* YamlMap::find(std::string_view key) {
  const auto at = std::ranges::find(*members_, key, &Member::key);
  return at == members_->end() ? nullptr : &*at;
}

std::string YamlMap::name_of_key(std::string_view key) const { return path_ + std::string(key); }

std::string YamlMap::text(std::string_view key) {
  if (find(key) == nullptr) {
    complain(fmt::format("'{}' is missing", name_of_key(key)), fmt::format("add '{}: ...'", key));
    return {};
  }
  return text(key, {});
}

std::string YamlMap::text(std::string_view key, std::string fallback) {
  Member* const member = find(key);
  if (member == nullptr) return fallback;
  member->known = true;
  if (member->value.IsScalar()) return member->value.Scalar();
  complain(member->value, fmt::format("'{}' is no text", name_of_key(key)),
           fmt::format("write {}: \"...\"", key));
  return fallback;
}

std::uint64_t YamlMap::number(std::string_view key, std::uint64_t fallback) {
  Member* const member = find(key);
  if (member == nullptr) return fallback;
  member->known = true;
  const std::string text = member->value.IsScalar() ? member->value.Scalar() : std::string();
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc{} && end == text.data() + text.size() && !text.empty()) return number;
  complain(member->value, fmt::format("'{}' is no whole number", name_of_key(key)),
           fmt::format("write for instance {}: 3", key));
  return fallback;
}

bool YamlMap::flag(std::string_view key, bool fallback) {
  Member* const member = find(key);
  if (member == nullptr) return fallback;
  member->known = true;
  const std::string text = member->value.IsScalar() ? member->value.Scalar() : std::string();
  if (!is_quoted(member->value) && (text == "true" || text == "false")) return text == "true";
  complain(member->value, fmt::format("'{}' is neither true nor false", name_of_key(key)),
           fmt::format("write {}: true", key));
  return fallback;
}

std::vector<std::string> YamlMap::texts(std::string_view key) {
  Member* const member = find(key);
  if (member == nullptr) return {};
  member->known = true;
  if (member->value.IsScalar()) return {member->value.Scalar()};
  std::vector<std::string> texts;
  bool fits = member->value.IsSequence() || member->value.IsNull();
  for (const auto& item : member->value) {
    fits = fits && item.IsScalar();
    if (fits) texts.push_back(item.Scalar());
  }
  if (fits) return texts;
  complain(member->value, fmt::format("'{}' is no list of texts", name_of_key(key)),
           fmt::format("write {}: [\"...\", ...]", key));
  return {};
}

std::vector<YamlMap> YamlMap::maps(std::string_view key) {
  Member* const member = find(key);
  if (member == nullptr) return {};
  member->known = true;
  std::vector<YamlMap> maps;
  bool fits = member->value.IsSequence() || member->value.IsNull();
  for (const auto& item : member->value) {
    fits = fits && item.IsMap();
    if (fits) maps.push_back(YamlMap(document_, item, name_of_key(key) + '.'));
  }
  if (fits) return maps;
  complain(member->value, fmt::format("'{}' is no list of maps", name_of_key(key)),
           "write '- KEY: VALUE' below it");
  return {};
}

std::optional<YamlMap> YamlMap::map(std::string_view key) {
  Member* const member = find(key);
  if (member == nullptr || member->value.IsNull()) {
    leave(key);
    return std::nullopt;
  }
  member->known = true;
  if (member->value.IsMap()) return YamlMap(document_, member->value, name_of_key(key) + '.');
  complain(member->value, fmt::format("'{}' is no map", name_of_key(key)),
           "write 'KEY: VALUE' below it");
  return std::nullopt;
}

std::vector<std::pair<std::string, YAML::Node>> YamlMap::members(std::string_view key) {
  auto inner = map(key);
  return inner ? inner->rest() : std::vector<std::pair<std::string, YAML::Node>>();
}

std::vector<std::pair<std::string, YAML::Node>> YamlMap::rest() {
  std::vector<std::pair<std::string, YAML::Node>> rest;
  for (Member& member : *members_) {
    if (!member.known) rest.emplace_back(member.key, member.value);
    member.known = true;
  }
  return rest;
}

void YamlMap::leave(std::string_view key) {
  if (Member* const member = find(key)) member->known = true;
}

void YamlMap::complain(const YAML::Node& node, std::string what, std::string remedy) {
  document_->complain(node, std::move(what), std::move(remedy));
}

void YamlMap::complain(std::string what, std::string remedy) {
  complain(node_, std::move(what), std::move(remedy));
}

void YamlMap::complain_at(std::string_view key, std::string what, std::string remedy) {
  const Member* const member = find(key);
  complain(member != nullptr ? member->name : node_, std::move(what), std::move(remedy));
}

std::optional<Error> YamlMap::problem() {
  for (const auto& [path, members] : document_->opened) {
    for (const Member& member : *members) {
      if (member.known) continue;
      document_->complain(member.name, fmt::format("'{}{}' is unknown", path, member.key),
                          "remove it or mend its spelling");
    }
  }
  return document_->first;
}

}  // namespace goldwire
