// Names are looked at one by one; one that a person may have written makes the object a plain one.
#include "harness/canonical/keyed_entries.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/canonical/value_class.h"
#include "protocols/base/json.h"

namespace goldwire {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// Ten characters or more that go to and fro between letters and digits.
bool is_mixed_run(std::string_view run) {
  constexpr std::size_t kShortest = 10;
  constexpr std::ptrdiff_t kChanges = 3;
  std::ptrdiff_t changes = 0;
  for (std::size_t i = 1; i < run.size(); ++i) changes += is_digit(run[i]) != is_digit(run[i - 1]);
  return run.size() >= kShortest && changes >= kChanges;
}

bool looks_generated(std::string_view name) {
  if (fits(name, ValueClass::uuid)) return true;
  for (std::size_t at = 0; at < name.size();) {
    std::size_t end = at;
    while (end < name.size() && (is_digit(name[end]) || is_letter(name[end]))) ++end;
    if (is_mixed_run(name.substr(at, end - at))) return true;
    at = end + 1;
  }
  return false;
}

/// `value` without what is another one in every run: what has to do for an order of such entries.
Value steady_part(const Value& value) {
  constexpr std::size_t kEpochDigits = 10;
  if (const Value::Object* const object = value.object()) {
    Value::Object out;
    for (const auto& [name, held] : *object) {
      out.emplace_back(looks_generated(name) ? "" : name, steady_part(held));
    }
    return out;
  }
  if (const Value::List* const list = value.list()) {
    Value::List out;
    for (const Value& item : *list) out.push_back(steady_part(item));
    return out;
  }
  const std::string* const text = value.text();
  const Value::Number* const number = value.number();
  const bool changes =
      (text != nullptr && (looks_generated(*text) || fits(*text, ValueClass::timestamp))) ||
      (number != nullptr && number->text.size() >= kEpochDigits);
  return changes ? Value() : value;
}

}  // namespace

std::optional<Value::List> keyed_entries(const Value::Object& object) {
  const auto generated = [](const Value::Member& member) { return looks_generated(member.first); };
  if (object.empty() || !std::ranges::all_of(object, generated)) return std::nullopt;
  std::vector<std::pair<std::string, const Value::Member*>> members;
  for (const Value::Member& member : object) {
    members.emplace_back(write_json(steady_part(member.second)), &member);
  }
  std::ranges::stable_sort(members, {}, [](const auto& member) { return member.first; });
  Value::List out;
  for (const auto& [steady, member] : members) {
    out.emplace_back(Value::Object{{"key", Value(member->first)}, {"value", member->second}});
  }
  return out;
}

}  // namespace goldwire
