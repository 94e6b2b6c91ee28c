// Attributes and payloads, each by the kind of text it is.
#include "harness/redact/span_secrets.h"

#include <algorithm>
#include <charconv>
#include <set>

#include "harness/redact/secret_sql.h"
#include "protocols/base/semconv.h"

namespace goldwire {
namespace {

using TextMap = std::function<std::string(std::string_view)>;

/// JSON, form or anything: by what the text looks like, as a cut body has no reliable type.
std::string redact_body(std::string_view text, bool form, const RedactionRules& rules,
                        const Replace& replace) {
  const std::string known =
      form ? redact_form(text, rules, replace) : redact_json(text, rules, replace);
  return redact_userinfo(known, replace);
}

/// A scalar as the text a person would write.
std::string scalar_text(const Value& value) {
  if (const std::string* const text = value.text()) return *text;
  if (const Value::Number* const number = value.number()) return number->text;
  if (const Value::Blob* const blob = value.blob()) return blob->octets;
  return {};
}

void replace_scalar(Value& value, const Replace& replace) {
  const std::string text = scalar_text(value);
  if (!text.empty()) value = Value(replace(text));
}

class ValueRedactor {
 public:
  ValueRedactor(const RedactionRules& rules, const Replace& replace)
      : rules_(rules), replace_(replace) {}

  void redact(Value& value) const {
    if (Value::Object* const object = value.object()) {
      redact_rows(*object);
      for (auto& [name, member] : *object) {
        if (is_secret_field(name, rules_)) replace_scalar(member, replace_);
        redact(member);
      }
    } else if (Value::List* const list = value.list()) {
      if (is_header(*list)) {
        const std::string line = scalar_text((*list)[1]);
        const std::string& name = *(*list)[0].text();
        const bool secret = secret_header(name, rules_) != SecretHeader::none;
        if (secret) (*list)[1] = Value(redact_header(name, line, rules_, replace_));
      }
      for (Value& item : *list) redact(item);
    } else if (const std::string* const text = value.text()) {
      std::string known = redact_body(*text, false, rules_, replace_);
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
          replace_scalar((*row.list())[i], replace_);
        }
      }
    }
  }

  const RedactionRules& rules_;
  const Replace& replace_;
};

/// The attributes with every text put through `change`, which is told the attribute's key.
Attributes changed(const Attributes& attributes,
                   const std::function<std::string(std::string_view, std::string_view)>& change) {
  Attributes out;
  for (const Attribute& attribute : attributes.all()) {
    AttributeValue value = attribute.value;
    if (auto* const text = std::get_if<std::string>(&value)) {
      *text = change(attribute.key, *text);
    } else if (auto* const list = std::get_if<std::vector<std::string>>(&value)) {
      for (std::string& item : *list) item = change(attribute.key, item);
    }
    out.set(attribute.key, std::move(value));
  }
  return out;
}

std::string_view header_name(std::string_view key) {
  for (const std::string_view prefix :
       {semconv::kHttpRequestHeaderPrefix, semconv::kHttpResponseHeaderPrefix}) {
    if (key.starts_with(prefix)) return key.substr(prefix.size());
  }
  return {};
}

bool is_form(const Attributes& attributes, std::string_view prefix) {
  const AttributeValue* const value = attributes.find(std::string(prefix) + "content-type");
  const auto* const lines =
      value == nullptr ? nullptr : std::get_if<std::vector<std::string>>(value);
  return lines != nullptr && !lines->empty() &&
         lines->front().find("form-urlencoded") != std::string::npos;
}

/// Parameters of the statement whose column has a secret name, by their number from 0.
bool is_secret_parameter(std::string_view key, const std::set<std::size_t>& parameters) {
  if (!key.starts_with(semconv::kDbQueryParameterPrefix)) return false;
  const std::string_view digits = key.substr(semconv::kDbQueryParameterPrefix.size());
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return error == std::errc{} && end == digits.data() + digits.size() &&
         parameters.contains(number);
}

void redact_parameters(Payload& payload, const std::set<std::size_t>& parameters,
                       const Replace& replace) {
  Value* const body = std::get_if<Value>(&payload.body);
  if (body == nullptr || body->object() == nullptr) return;
  for (auto& [name, member] : *body->object()) {
    if (name != "parameters" || member.list() == nullptr) continue;
    for (const std::size_t number : parameters) {
      if (number < member.list()->size()) replace_scalar((*member.list())[number], replace);
    }
  }
}

void each_text(Value& value, const std::function<void(std::string&)>& change) {
  if (auto* const text = std::get_if<std::string>(&value.any())) return change(*text);
  if (auto* const blob = std::get_if<Value::Blob>(&value.any())) return change(blob->octets);
  if (Value::List* const list = value.list()) {
    for (Value& item : *list) each_text(item, change);
  } else if (Value::Object* const object = value.object()) {
    for (auto& [name, member] : *object) each_text(member, change);
  }
}

}  // namespace

void redact_known(Interaction& what, const RedactionRules& rules, const Replace& asked,
                  const Replace& answered) {
  const bool request_form = is_form(what.attributes, semconv::kHttpRequestHeaderPrefix);
  const bool response_form = is_form(what.attributes, semconv::kHttpResponseHeaderPrefix);
  const RedactedSql sql = redact_sql(what.attributes.text(semconv::kDbQueryText), rules, asked);
  what.attributes = changed(what.attributes, [&](std::string_view key, std::string_view text) {
    const Replace& replace = key.starts_with(semconv::kHttpResponseHeaderPrefix) ? answered : asked;
    if (const std::string_view name = header_name(key); !name.empty()) {
      return redact_userinfo(redact_header(name, text, rules, replace), replace);
    }
    if (key == semconv::kUrlQuery) return redact_form(text, rules, replace);
    if (key == semconv::kDbQueryText) return sql.text;
    if (is_secret_parameter(key, sql.parameters) && !text.empty()) return replace(text);
    return redact_userinfo(text, replace);
  });
  redact_parameters(what.request_payload, sql.parameters, asked);
  const auto redact_payload = [&](Payload& payload, bool form, const Replace& replace) {
    if (auto* const octets = std::get_if<std::string>(&payload.body)) {
      *octets = redact_body(*octets, form, rules, replace);
    } else if (auto* const value = std::get_if<Value>(&payload.body)) {
      ValueRedactor(rules, replace).redact(*value);
    }
  };
  redact_payload(what.request_payload, request_form, asked);
  redact_payload(what.response_payload, response_form, answered);
}

void each_text(Interaction& what, const std::function<void(std::string&)>& change) {
  const auto change_copy = [&](std::string_view, std::string_view text) {
    std::string copy(text);
    change(copy);
    return copy;
  };
  change(what.name);
  change(what.status.message);
  what.attributes = changed(what.attributes, change_copy);
  for (Event& event : what.events) event.attributes = changed(event.attributes, change_copy);
  for (Payload* const payload : {&what.request_payload, &what.response_payload}) {
    if (auto* const octets = std::get_if<std::string>(&payload->body)) change(*octets);
    if (auto* const value = std::get_if<Value>(&payload->body)) each_text(*value, change);
  }
}

}  // namespace goldwire
