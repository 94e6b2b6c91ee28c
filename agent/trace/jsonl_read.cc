// JSONL reading: strict about types, silent about keys it does not know.
#include <charconv>
#include <string>

#include "agent/trace/jsonl.h"
#include "protocols/base/json.h"
#include "protocols/base/semconv.h"

namespace goldwire {
namespace {

/// Reads members of one JSON object; remembers the first that is missing or of the wrong type.
class Members {
 public:
  Members(const Value* object, std::string& wrong) : object_(object), wrong_(wrong) {}

  const Value* find(std::string_view name) const {
    return object_ == nullptr ? nullptr : object_->find(name);
  }
  Members object(std::string_view name) {
    const Value* member = find(name);
    if (member == nullptr || member->object() == nullptr) blame(name);
    return Members(member, wrong_);
  }
  std::string text(std::string_view name) {
    const Value* member = find(name);
    if (member == nullptr || member->text() == nullptr) {
      blame(name);
      return {};
    }
    return *member->text();
  }
  std::uint64_t number(std::string_view name) {
    const Value* member = find(name);
    if (member == nullptr || member->number() == nullptr) {
      blame(name);
      return 0;
    }
    return parse(name, member->number()->text, 10);
  }
  std::uint64_t hex_text(std::string_view name) {
    const std::string digits = text(name);
    return digits.empty() ? 0 : parse(name, digits, 16);
  }
  bool flag(std::string_view name) {
    const Value* member = find(name);
    return member != nullptr && member->boolean() != nullptr && *member->boolean();
  }
  std::optional<Time> time(std::string_view name) {
    const std::string digits = text(name);
    if (digits.empty()) return std::nullopt;
    return from_unix_nano(static_cast<std::int64_t>(parse(name, digits, 10)));
  }
  void blame(std::string_view name) {
    if (wrong_.empty()) wrong_ = name;
  }
  std::string& wrong() { return wrong_; }

 private:
  std::uint64_t parse(std::string_view name, std::string_view digits, int base) {
    std::uint64_t value = 0;
    const char* const first = digits.data();
    const char* const last = first + digits.size();
    const auto [end, error] = std::from_chars(first, last, value, base);
    if (error != std::errc{} || end != last) blame(name);
    return value;
  }

  const Value* object_;
  std::string& wrong_;
};

TraceId read_trace_id(Members& members) {
  const std::string digits = members.text("trace_id");
  TraceId id;
  if (digits.size() != 32) {
    members.blame("trace_id");
    return id;
  }
  const auto half = [&](std::size_t at) {
    std::uint64_t value = 0;
    const auto [end, error] =
        std::from_chars(digits.data() + at, digits.data() + at + 16, value, 16);
    if (error != std::errc{} || end != digits.data() + at + 16) members.blame("trace_id");
    return value;
  };
  id.high = half(0);
  id.low = half(16);
  return id;
}

Party read_party(Members members) {
  Party party;
  const std::string address = members.text("address");
  if (const auto parsed = Address::parse(address)) {
    party.endpoint.address = *parsed;
  } else {
    members.blame("address");
  }
  party.endpoint.port = static_cast<std::uint16_t>(members.number("port"));
  party.service = members.text("service");
  party.named = members.flag("named");
  party.external = members.flag("external");
  return party;
}

Attributes read_attributes(Members& members, std::string_view name) {
  Attributes attributes;
  const Value* object = members.find(name);
  if (object == nullptr || object->object() == nullptr) {
    members.blame(name);
    return attributes;
  }
  for (const auto& [key, value] : *object->object()) {
    if (const auto* text = value.text()) {
      attributes.set(key, *text);
    } else if (const auto* flag = value.boolean()) {
      attributes.set(key, *flag);
    } else if (const auto* number = value.number()) {
      if (number->text.find_first_of(".eE") == std::string::npos) {
        std::int64_t integer = 0;
        std::from_chars(number->text.data(), number->text.data() + number->text.size(), integer);
        attributes.set(key, integer);
      } else {
        double real = 0;
        std::from_chars(number->text.data(), number->text.data() + number->text.size(), real);
        attributes.set(key, real);
      }
    } else if (const auto* list = value.list()) {
      std::vector<std::string> items;
      for (const Value& item : *list) {
        if (item.text() == nullptr)
          members.blame(key);
        else
          items.push_back(*item.text());
      }
      attributes.set(key, std::move(items));
    } else {
      members.blame(key);
    }
  }
  return attributes;
}

Payload read_payload(Members members) {
  Payload payload;
  payload.size = members.number("size");
  payload.wire_size = members.number("wire_size");
  payload.captured = members.number("captured");
  const std::string encoding = members.text("encoding");
  const Value* body = members.find("body");
  if (encoding.empty()) return payload;
  if (body == nullptr) {
    members.blame("body");
  } else if (encoding == "json") {
    payload.body = *body;
  } else if (body->text() == nullptr) {
    members.blame("body");
  } else if (encoding == "base64") {
    auto octets = unbase64(*body->text());
    if (octets)
      payload.body = std::move(*octets);
    else
      members.blame("body");
  } else {
    payload.body = *body->text();
  }
  return payload;
}

SpanKind read_kind(Members& members) {
  const std::string name = members.text("kind");
  for (const SpanKind kind : {SpanKind::internal, SpanKind::server, SpanKind::client,
                              SpanKind::producer, SpanKind::consumer}) {
    if (name_of(kind) == name) return kind;
  }
  members.blame("kind");
  return SpanKind::internal;
}

Role role_of(SpanKind kind, const Attributes& attributes) {
  if (kind == SpanKind::producer) return Role::send;
  if (kind == SpanKind::consumer) return Role::receive;
  if (kind == SpanKind::server) return Role::call;
  // A database that is asked by HTTP is one as well; AWS's are third parties' APIs.
  const bool database = attributes.find(semconv::kDbSystemName) != nullptr &&
                        attributes.text(semconv::kRpcSystem) != "aws-api";
  const bool http = attributes.find(semconv::kHttpRequestMethod) != nullptr;
  return http && !database ? Role::call : Role::query;
}

Status read_status(Members members) {
  const std::string code = members.text("code");
  Status status;
  status.code = code == "OK"      ? StatusCode::ok
                : code == "ERROR" ? StatusCode::error
                                  : StatusCode::unset;
  status.message = members.text("message");
  return status;
}

Reasons read_reasons(Members& members) {
  Reasons reasons;
  const Value* list = members.find("incomplete");
  if (list == nullptr || list->list() == nullptr) {
    members.blame("incomplete");
    return reasons;
  }
  for (const Value& item : *list->list()) {
    const auto reason = item.text() == nullptr ? std::nullopt : reason_named(*item.text());
    if (reason)
      reasons.add(*reason);
    else
      members.blame("incomplete");
  }
  return reasons;
}

Parent read_parent(Members& members) {
  Parent parent;
  parent.span_id = members.hex_text("parent_span_id");
  const Value* said = members.find("parent");
  if (said == nullptr) return parent;
  Members own(said, members.wrong());
  const std::string name = own.text("evidence");
  for (const Evidence evidence : {Evidence::header, Evidence::kafka_offset, Evidence::containment,
                                  Evidence::payload, Evidence::learned}) {
    if (name_of(evidence) == name) parent.evidence = evidence;
  }
  const Value* confidence = own.find("confidence");
  if (confidence != nullptr && confidence->number() != nullptr) {
    const std::string& text = confidence->number()->text;
    std::from_chars(text.data(), text.data() + text.size(), parent.confidence);
  }
  return parent;
}

std::vector<Event> read_events(Members& members) {
  std::vector<Event> events;
  const Value* list = members.find("events");
  if (list == nullptr || list->list() == nullptr) return events;
  for (const Value& item : *list->list()) {
    Members own(&item, members.wrong());
    Event event;
    event.name = own.text("name");
    event.time = own.time("time_unix_nano").value_or(Time{});
    event.attributes = read_attributes(own, "attributes");
    events.push_back(std::move(event));
  }
  return events;
}

/// "" is no duration.
std::optional<Duration> read_lag(Members& members, std::string_view name) {
  const std::string text = members.text(name);
  if (text.empty()) return std::nullopt;
  std::int64_t nanoseconds = 0;
  const char* const last = text.data() + text.size();
  const auto [end, error] = std::from_chars(text.data(), last, nanoseconds);
  if (error != std::errc{} || end != last) members.blame(name);
  return Duration{nanoseconds};
}

std::vector<VantageLag> read_vantages(Members& members) {
  std::vector<VantageLag> lags;
  const Value* list = members.find("vantages");
  if (list == nullptr || list->list() == nullptr) return lags;
  for (const Value& item : *list->list()) {
    Members own(&item, members.wrong());
    lags.push_back({static_cast<std::uint32_t>(own.number("vantage")),
                    {read_lag(own, "request_lag_nano"), read_lag(own, "response_lag_nano")}});
  }
  return lags;
}

Lost read_lost(Members& members) {
  Lost lost;
  if (members.find("lost") == nullptr) return lost;
  Members own = members.object("lost");
  lost.kernel_drops = own.number("kernel_drops");
  lost.interface_drops = own.number("interface_drops");
  const Value* list = own.find("holes");
  if (list == nullptr || list->list() == nullptr) {
    members.blame("lost");
    return lost;
  }
  for (const Value& item : *list->list()) {
    Members hole(&item, members.wrong());
    lost.holes.push_back({read_party(hole.object("client")), read_party(hole.object("server")),
                          hole.time("time_unix_nano").value_or(Time{}), hole.text("what")});
  }
  return lost;
}

}  // namespace

Result<SpanLine> read_line(std::string_view line) {
  const auto value = read_json(line);
  if (!value || value->object() == nullptr) {
    return failure("no span: not one JSON object", {}, "give a file written by goldwire spans");
  }
  std::string wrong;
  Members members(&*value, wrong);
  SpanLine out;
  Span& span = out.span;
  Interaction& what = span.what;
  span.trace_id = read_trace_id(members);
  span.span_id = members.hex_text("span_id");
  span.parent = read_parent(members);
  what.name = members.text("name");
  span.kind = read_kind(members);
  what.protocol = members.text("protocol");
  span.client = read_party(members.object("client"));
  span.server = read_party(members.object("server"));
  what.start = members.time("start_unix_nano").value_or(Time{});
  what.end = members.time("end_unix_nano").value_or(Time{});
  Members times = members.object("times");
  what.request.first = times.time("request_first");
  what.request.last = times.time("request_last");
  what.response.first = times.time("response_first");
  what.response.last = times.time("response_last");
  span.lags = read_vantages(members);
  what.status = read_status(members.object("status"));
  what.attributes = read_attributes(members, "attributes");
  what.role = role_of(span.kind, what.attributes);
  what.control = what.attributes.find(semconv::kControl) != nullptr;
  what.request_payload = read_payload(members.object("request"));
  what.response_payload = read_payload(members.object("response"));
  what.incomplete = read_reasons(members);
  what.events = read_events(members);
  Members position = members.object("position");
  span.connection = position.hex_text("connection");
  span.ordinal = position.number("ordinal");
  what.part = static_cast<std::uint32_t>(position.number("part"));
  span.settled = position.time("settled_unix_nano").value_or(Time{});
  what.external_api = position.text("external_api");
  out.lost = read_lost(members);
  if (!wrong.empty()) {
    return failure("no span: '" + wrong + "' is missing or of the wrong type", {},
                   "give a file written by goldwire spans");
  }
  return out;
}

Result<Span> read_span(std::string_view line) {
  auto read = read_line(line);
  if (!read) return std::unexpected(read.error());
  return std::move(read->span);
}

}  // namespace goldwire
