// Attributes and payloads, each by the kind of text it is.
#include "harness/redact/span_secrets.h"

#include <algorithm>
#include <charconv>
#include <set>

#include "harness/redact/secret_header.h"
#include "harness/redact/secret_parameters.h"
#include "harness/redact/secret_sql.h"
#include "harness/redact/secret_value.h"
#include "protocols/base/semconv.h"

namespace goldwire {
namespace {

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
       {semconv::kHttpRequestHeaderPrefix, semconv::kHttpResponseHeaderPrefix,
        semconv::kHttpRequestTrailerPrefix, semconv::kHttpResponseTrailerPrefix}) {
    if (key.starts_with(prefix)) return key.substr(prefix.size());
  }
  return {};
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

void redact_bound(Payload& payload, const std::set<std::size_t>& parameters,
                  const Replace& replace) {
  Value* const body = std::get_if<Value>(&payload.body);
  if (body == nullptr || body->object() == nullptr) return;
  for (auto& [name, member] : *body->object()) {
    if (name != "parameters" || member.list() == nullptr) continue;
    for (const std::size_t number : parameters) {
      if (number < member.list()->size()) hide_value((*member.list())[number], replace);
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
  const RedactedSql sql = redact_sql(what.attributes.text(semconv::kDbQueryText), rules, asked);
  what.attributes = changed(what.attributes, [&](std::string_view key, std::string_view text) {
    const Replace& replace = key.starts_with(semconv::kHttpResponseHeaderPrefix) ||
                                     key.starts_with(semconv::kHttpResponseTrailerPrefix)
                                 ? answered
                                 : asked;
    if (const std::string_view name = header_name(key); !name.empty()) {
      return redact_userinfo(redact_header(name, text, rules, replace), replace);
    }
    if (key == semconv::kUrlQuery) return redact_form(text, rules, replace);
    if (key == semconv::kDbQueryText) return sql.text;
    if (is_secret_parameter(key, sql.parameters) && !text.empty()) return replace(text);
    return redact_text(text, rules, replace);
  });
  what.status.message = redact_text(what.status.message, rules, answered);
  for (Event& event : what.events) {
    event.attributes = changed(event.attributes, [&](std::string_view, std::string_view text) {
      return redact_text(text, rules, answered);
    });
  }
  redact_bound(what.request_payload, sql.parameters, asked);
  const auto redact_payload = [&](Payload& payload, const Replace& replace) {
    if (auto* const octets = std::get_if<std::string>(&payload.body)) {
      *octets = redact_text(*octets, rules, replace);
    } else if (auto* const value = std::get_if<Value>(&payload.body)) {
      redact_value(*value, rules, replace);
    }
  };
  redact_payload(what.request_payload, asked);
  redact_payload(what.response_payload, answered);
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
