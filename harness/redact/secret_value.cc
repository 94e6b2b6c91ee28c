// Members, pairs, headers and rows of a structure.
#include "harness/redact/secret_value.h"

#include <algorithm>

#include "harness/redact/secret_header.h"

namespace goldwire {
namespace {

/// A scalar as the text a person would write.
std::string scalar_text(const Value& value) {
  if (const std::string* const text = value.text()) return *text;
  if (const Value::Number* const number = value.number()) return number->text;
  if (const Value::Blob* const blob = value.blob()) return blob->octets;
  return {};
}

class ValueRedactor {
 public:
  ValueRedactor(const RedactionRules& rules, const Replace& replace)
      : rules_(rules), replace_(replace) {}

  void redact(Value& value) const {
    if (Value::Object* const object = value.object()) {
      redact_rows(*object);
      const bool pair = std::ranges::any_of(*object, [&](const Value::Member& member) {
        return is_pair_name(member.first) && member.second.text() != nullptr &&
               is_secret_field(*member.second.text(), rules_);
      });
      for (auto& [name, member] : *object) {
        if (is_secret_field(name, rules_) || (pair && is_pair_value(name))) {
          hide_value(member, replace_);
        } else {
          redact(member);
        }
      }
    } else if (Value::List* const list = value.list()) {
      if (is_header(*list)) {
        const std::string line = scalar_text((*list)[1]);
        const std::string& name = *(*list)[0].text();
        const bool secret = secret_header(name, rules_) != SecretHeader::none;
        if (secret) (*list)[1] = Value(redact_header(name, line, rules_, replace_));
        if (!secret && is_secret_field(name, rules_)) hide_value((*list)[1], replace_);
      }
      for (Value& item : *list) redact(item);
    } else if (Value::Blob* const blob = std::get_if<Value::Blob>(&value.any())) {
      blob->octets = redact_text(blob->octets, rules_, replace_);
    } else if (const std::string* const text = value.text()) {
      std::string known = redact_text(*text, rules_, replace_);
      if (known != *text) value = Value(std::move(known));
    }
  }

 private:
  /// [name, value], as record headers are written.
  static bool is_header(const Value::List& list) {
    return list.size() == 2 && list[0].text() != nullptr && !scalar_text(list[1]).empty();
  }

  /// {columns: [...], rows: [[...], ...]}: the columns' names are those of the rows' items.
  void redact_rows(Value::Object& object) const {
    const auto member = [&](std::string_view name) -> Value* {
      const auto at = std::ranges::find(object, name, &Value::Member::first);
      return at == object.end() ? nullptr : &at->second;
    };
    Value* const columns = member("columns");
    Value* const rows = member("rows");
    if (columns == nullptr || rows == nullptr) return;
    if (columns->list() == nullptr || rows->list() == nullptr) return;
    for (std::size_t i = 0; i < columns->list()->size(); ++i) {
      const Value& column = (*columns->list())[i];
      const Value* const name = column.object() != nullptr ? column.find("name") : &column;
      if (name == nullptr || name->text() == nullptr) continue;
      if (!is_secret_field(*name->text(), rules_)) continue;
      for (Value& row : *rows->list()) {
        if (row.list() != nullptr && i < row.list()->size()) {
          hide_value((*row.list())[i], replace_);
        }
      }
    }
  }

  const RedactionRules& rules_;
  const Replace& replace_;
};

}  // namespace

void hide_value(Value& value, const Replace& replace) {
  if (Value::List* const list = value.list()) {
    for (Value& item : *list) hide_value(item, replace);
  } else if (Value::Object* const object = value.object()) {
    for (auto& [name, member] : *object) hide_value(member, replace);
  } else if (const std::string text = scalar_text(value); !text.empty()) {
    value = Value(replace(text));
  }
}

void redact_value(Value& value, const RedactionRules& rules, const Replace& replace) {
  ValueRedactor(rules, replace).redact(value);
}

}  // namespace goldwire
