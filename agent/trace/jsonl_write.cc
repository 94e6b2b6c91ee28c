// JSONL writing: keys in the contract's order.
#include <fmt/format.h>

#include "agent/trace/jsonl.h"
#include "protocols/base/json.h"

namespace goldwire {
namespace {

/// `name` is one of the contract's: it needs no escapes.
void key(std::string& out, std::string_view name) {
  out += out.back() == '{' ? "\"" : ",\"";
  out += name;
  out += "\":";
}

void text(std::string& out, std::string_view name, std::string_view value) {
  key(out, name);
  write_json_text(out, value);
}

void number(std::string& out, std::string_view name, std::uint64_t value) {
  key(out, name);
  out += std::to_string(value);
}

void flag(std::string& out, std::string_view name, bool value) {
  key(out, name);
  out += value ? "true" : "false";
}

std::string nano(const std::optional<Time>& time) {
  return time ? std::to_string(unix_nano(*time)) : std::string();
}

void party(std::string& out, std::string_view name, const Party& party) {
  key(out, name);
  out += '{';
  text(out, "address", party.endpoint.address.text());
  number(out, "port", party.endpoint.port);
  text(out, "service", party.service);
  flag(out, "named", party.named);
  flag(out, "external", party.external);
  out += '}';
}

void attribute_value(std::string& out, const AttributeValue& value) {
  if (const auto* string = std::get_if<std::string>(&value)) {
    write_json_text(out, *string);
  } else if (const auto* integer = std::get_if<std::int64_t>(&value)) {
    out += std::to_string(*integer);
  } else if (const auto* real = std::get_if<double>(&value)) {
    const std::string shortest = fmt::format("{}", *real);
    out += shortest;
    if (shortest.find_first_of(".en") == std::string::npos) out += ".0";
  } else if (const auto* boolean = std::get_if<bool>(&value)) {
    out += *boolean ? "true" : "false";
  } else {
    out += '[';
    for (const std::string& item : std::get<std::vector<std::string>>(value)) {
      if (out.back() != '[') out += ',';
      write_json_text(out, item);
    }
    out += ']';
  }
}

void attributes(std::string& out, std::string_view name, const Attributes& attributes) {
  key(out, name);
  out += '{';
  for (const Attribute& attribute : attributes.all()) {
    if (out.back() != '{') out += ',';
    write_json_text(out, attribute.key);
    out += ':';
    attribute_value(out, attribute.value);
  }
  out += '}';
}

void payload(std::string& out, std::string_view name, const Payload& payload) {
  key(out, name);
  out += '{';
  number(out, "size", payload.size);
  number(out, "wire_size", payload.wire_size);
  number(out, "captured", payload.captured);
  if (const auto* octets = std::get_if<std::string>(&payload.body)) {
    const bool readable = is_readable_text(*octets);
    text(out, "body", readable ? *octets : base64(*octets));
    text(out, "encoding", readable ? "text" : "base64");
  } else if (const auto* value = std::get_if<Value>(&payload.body)) {
    key(out, "body");
    write_json(out, *value);
    text(out, "encoding", "json");
  } else {
    key(out, "body");
    out += "null";
    text(out, "encoding", "");
  }
  out += '}';
}

void losses(std::string& out, const Lost& lost) {
  key(out, "lost");
  out += '{';
  number(out, "kernel_drops", lost.kernel_drops);
  number(out, "interface_drops", lost.interface_drops);
  key(out, "holes");
  out += '[';
  for (const LossNote& hole : lost.holes) {
    if (out.back() != '[') out += ',';
    out += '{';
    party(out, "client", hole.client);
    party(out, "server", hole.server);
    text(out, "time_unix_nano", nano(hole.time));
    text(out, "what", hole.what);
    out += '}';
  }
  out += "]}";
}

std::string nano(const std::optional<Duration>& duration) {
  return duration ? std::to_string(duration->count()) : std::string();
}

void vantages(std::string& out, const std::vector<VantageLag>& lags) {
  key(out, "vantages");
  out += '[';
  for (const VantageLag& lag : lags) {
    if (out.back() != '[') out += ',';
    out += '{';
    number(out, "vantage", lag.vantage);
    text(out, "request_lag_nano", nano(lag.sides[0]));
    text(out, "response_lag_nano", nano(lag.sides[1]));
    out += '}';
  }
  out += ']';
}

std::string_view name_of(StatusCode code) {
  switch (code) {
    case StatusCode::ok:
      return "OK";
    case StatusCode::error:
      return "ERROR";
    case StatusCode::unset:
      break;
  }
  return "UNSET";
}

}  // namespace

void write_span(std::string& out, const Span& span, const Lost& lost) {
  const Interaction& what = span.what;
  out += '{';
  text(out, "trace_id", span.trace_id.hex());
  text(out, "span_id", hex(span.span_id));
  text(out, "parent_span_id", span.parent.span_id == 0 ? "" : hex(span.parent.span_id));
  text(out, "name", what.name);
  text(out, "kind", goldwire::name_of(span.kind));
  text(out, "protocol", what.protocol);
  text(out, "service", span.service().service);
  text(out, "peer", span.peer().service);
  party(out, "client", span.client);
  party(out, "server", span.server);
  text(out, "start_unix_nano", nano(what.start));
  text(out, "end_unix_nano", nano(what.end));
  key(out, "times");
  out += '{';
  text(out, "request_first", nano(what.request.first));
  text(out, "request_last", nano(what.request.last));
  text(out, "response_first", nano(what.response.first));
  text(out, "response_last", nano(what.response.last));
  out += '}';
  if (!span.lags.empty()) vantages(out, span.lags);
  key(out, "status");
  out += '{';
  text(out, "code", name_of(what.status.code));
  text(out, "message", what.status.message);
  out += '}';
  attributes(out, "attributes", what.attributes);
  payload(out, "request", what.request_payload);
  payload(out, "response", what.response_payload);
  flag(out, "complete", what.incomplete.empty());
  key(out, "incomplete");
  out += '[';
  for (const std::string_view reason : what.incomplete.names()) {
    if (out.back() != '[') out += ',';
    write_json_text(out, reason);
  }
  out += ']';
  if (span.parent.evidence != Evidence::none) {
    key(out, "parent");
    out += '{';
    text(out, "evidence", goldwire::name_of(span.parent.evidence));
    key(out, "confidence");
    out += fmt::format("{:.2f}", span.parent.confidence);
    out += '}';
  }
  key(out, "events");
  out += '[';
  for (const Event& event : what.events) {
    if (out.back() != '[') out += ',';
    out += '{';
    text(out, "name", event.name);
    text(out, "time_unix_nano", nano(event.time));
    attributes(out, "attributes", event.attributes);
    out += '}';
  }
  out += ']';
  // What a reader needs to have the same span again.
  key(out, "position");
  out += '{';
  text(out, "connection", hex(span.connection));
  number(out, "ordinal", span.ordinal);
  number(out, "part", what.part);
  text(out, "settled_unix_nano", nano(span.settled));
  text(out, "external_api", what.external_api);
  out += '}';
  if (!lost.empty()) losses(out, lost);
  out += '}';
}

}  // namespace goldwire
