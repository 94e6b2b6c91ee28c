// Respell: one spelling for values that PostgreSQL's log spells in its own way.
//
// Contract: the log shows a parameter as its type writes it, not as the client sent it. So a JSON
// object's members are sorted, a UTC time is written as RFC 3339 with no zeros at its end, and an
// array's elements lose the quotes that they do not need. Any other text stays as it is.
#pragma once

#include <algorithm>
#include <regex>
#include <string>

#include "protocols/base/json.h"

namespace goldwire::truth {

inline void sort_members(Value& value) {
  if (Value::List* const list = value.list()) std::ranges::for_each(*list, sort_members);
  Value::Object* const object = value.object();
  if (object == nullptr) return;
  for (auto& [name, member] : *object) sort_members(member);
  std::ranges::sort(*object, {}, &Value::Member::first);
}

inline std::string respell(const std::string& text) {
  static const std::regex time(
      R"((\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:(\.\d*[1-9])0*|\.0+)?(?:Z|\+00(?::00)?))");
  static const std::regex needless(R"re("(?!null")([^"\\{},\s]+)")re", std::regex::icase);
  if (std::smatch parts; std::regex_match(text, parts, time)) {
    return parts.format("$1T$2$3Z");
  }
  if (!text.starts_with('{')) return text;
  if (Decoded<Value> json = read_json(text)) {
    sort_members(*json);
    return write_json(*json);
  }
  return std::regex_replace(text, needless, "$1");
}

}  // namespace goldwire::truth
