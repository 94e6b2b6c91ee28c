// Context: one reader per header form.
#include "agent/trace/context.h"

#include <charconv>
#include <string_view>

#include "protocols/base/ascii.h"
#include "protocols/base/semconv.h"

namespace goldwire {
namespace {

std::optional<std::uint64_t> read_hex(std::string_view text) {
  std::uint64_t value = 0;
  if (text.empty() || text.size() > 16) return std::nullopt;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, 16);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// 1 to 32 hex digits, as B3 and Jaeger allow; all zero is no id.
std::optional<TraceId> read_trace_id(std::string_view text) {
  if (text.empty() || text.size() > 32) return std::nullopt;
  const std::size_t split = text.size() > 16 ? text.size() - 16 : 0;
  const auto high = split == 0 ? std::optional<std::uint64_t>(0) : read_hex(text.substr(0, split));
  const auto low = read_hex(text.substr(split));
  if (!high || !low || (*high == 0 && *low == 0)) return std::nullopt;
  return TraceId{*high, *low};
}

/// The n-th field of `text` between `separator`s.
std::string_view field(std::string_view text, char separator, std::size_t n) {
  for (; n > 0; --n) {
    const std::size_t at = text.find(separator);
    if (at == std::string_view::npos) return {};
    text.remove_prefix(at + 1);
  }
  return text.substr(0, text.find(separator));
}

void set_ids(Context& context, std::string_view trace, std::string_view parent) {
  if (context.trace_id) return;
  context.trace_id = read_trace_id(trace);
  if (context.trace_id) context.parent_id = read_hex(parent).value_or(0);
}

/// W3C Trace Context, section 3.2: version-traceid-parentid-flags.
void read_traceparent(Context& context, std::string_view text) {
  if (text.size() < 55 || field(text, '-', 0).size() != 2 || field(text, '-', 0) == "ff") return;
  const std::string_view trace = field(text, '-', 1);
  const std::string_view parent = field(text, '-', 2);
  if (trace.size() == 32 && parent.size() == 16) set_ids(context, trace, parent);
}

/// AWS X-Ray: Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1.
void read_xray(Context& context, std::string_view text) {
  std::string trace;
  std::string_view parent;
  for (std::size_t n = 0; n < 8; ++n) {
    std::string_view part = field(text, ';', n);
    while (part.starts_with(' ')) part.remove_prefix(1);
    if (part.starts_with("Root=1-")) {
      trace.append(field(part.substr(5), '-', 1)).append(field(part.substr(5), '-', 2));
    } else if (part.starts_with("Parent=")) {
      parent = part.substr(7);
    }
  }
  if (trace.size() == 32) set_ids(context, trace, parent);
}

/// One header of a request or record. `name` is lower case.
void read_header(Context& context, std::string_view name, std::string_view value) {
  if (name == "traceparent") {
    read_traceparent(context, value);
  } else if (name == "b3") {
    set_ids(context, field(value, '-', 0), field(value, '-', 1));
  } else if (name == "x-b3-traceid") {
    set_ids(context, value, {});
  } else if (name == "x-b3-spanid") {
    if (context.parent_id == 0) context.parent_id = read_hex(value).value_or(0);
  } else if (name == "uber-trace-id") {
    set_ids(context, field(value, ':', 0), field(value, ':', 1));
  } else if (name == "x-amzn-trace-id") {
    read_xray(context, value);
  } else if (name == "x-request-id" || name == "request-id" || name == "x-correlation-id" ||
             name == "correlation-id") {
    if (!value.empty()) context.correlation.emplace_back(value);
  }
}

void read_http(Context& context, const Attributes& attributes) {
  for (const Attribute& attribute : attributes.all()) {
    if (!attribute.key.starts_with(semconv::kHttpRequestHeaderPrefix)) continue;
    const auto* values = std::get_if<std::vector<std::string>>(&attribute.value);
    if (values == nullptr || values->empty()) continue;
    read_header(context,
                std::string_view(attribute.key).substr(semconv::kHttpRequestHeaderPrefix.size()),
                values->front());
  }
}

/// Record headers stand in the body as [[name, value], ...].
void read_record(Context& context, const Payload& payload) {
  const auto* body = std::get_if<Value>(&payload.body);
  const Value* headers = body == nullptr ? nullptr : body->find("headers");
  if (headers == nullptr || headers->list() == nullptr) return;
  for (const Value& header : *headers->list()) {
    const Value::List* pair = header.list();
    if (pair == nullptr || pair->size() != 2) continue;
    const std::string* name = (*pair)[0].text();
    const std::string* value = (*pair)[1].text();
    if (name == nullptr || value == nullptr) continue;
    read_header(context, lower_case(*name), *value);
  }
}

/// sqlcommenter: /*traceparent='00-...-01'*/.
void read_sql(Context& context, std::string_view text) {
  constexpr std::string_view kKey = "traceparent='";
  const std::size_t at = text.find(kKey);
  if (at == std::string_view::npos) return;
  read_traceparent(context, field(text.substr(at + kKey.size()), '\'', 0));
}

}  // namespace

Context context_of(const Interaction& interaction) {
  Context context;
  switch (interaction.role) {
    case Role::call:
      read_http(context, interaction.attributes);
      break;
    case Role::query:
      read_http(context, interaction.attributes);  // of databases that are asked by HTTP
      read_sql(context, interaction.attributes.text(semconv::kDbQueryText));
      break;
    case Role::send:
      read_record(context, interaction.request_payload);
      break;
    case Role::receive:
      read_record(context, interaction.response_payload);
      break;
  }
  return context;
}

}  // namespace goldwire
