// Names and spellings of what a span holds.
#include "agent/trace/span.h"

#include <fmt/format.h>

namespace goldwire {

std::string_view name_of(SpanKind kind) {
  switch (kind) {
    case SpanKind::server:
      return "SERVER";
    case SpanKind::client:
      return "CLIENT";
    case SpanKind::producer:
      return "PRODUCER";
    case SpanKind::consumer:
      return "CONSUMER";
    case SpanKind::internal:
      break;
  }
  return "INTERNAL";
}

std::string_view name_of(Evidence evidence) {
  switch (evidence) {
    case Evidence::header:
      return "header";
    case Evidence::kafka_offset:
      return "kafka-offset";
    case Evidence::containment:
      return "containment";
    case Evidence::payload:
      return "payload";
    case Evidence::learned:
      return "learned";
    case Evidence::none:
      break;
  }
  return "";
}

namespace {

std::size_t octets_in(const Value& value) {
  std::size_t octets = sizeof value;
  if (const auto* text = value.text()) octets += text->size();
  if (const auto* number = value.number()) octets += number->text.size();
  if (const auto* blob = value.blob()) octets += blob->octets.size();
  if (const auto* list = value.list()) {
    for (const Value& item : *list) octets += octets_in(item);
  }
  if (const auto* object = value.object()) {
    for (const auto& [name, item] : *object) octets += name.size() + octets_in(item);
  }
  return octets;
}

std::size_t octets_in(const Attributes& attributes) {
  std::size_t octets = 0;
  for (const Attribute& one : attributes.all()) {
    octets += sizeof one + one.key.size();
    if (const auto* text = std::get_if<std::string>(&one.value)) octets += text->size();
    if (const auto* list = std::get_if<std::vector<std::string>>(&one.value)) {
      for (const std::string& item : *list) octets += sizeof item + item.size();
    }
  }
  return octets;
}

std::size_t octets_in(const Payload& payload) {
  if (const auto* octets = std::get_if<std::string>(&payload.body)) return octets->size();
  const auto* value = std::get_if<Value>(&payload.body);
  return value == nullptr ? 0 : octets_in(*value);
}

}  // namespace

std::size_t octets_of(const Span& span) {
  const Interaction& what = span.what;
  std::size_t octets = sizeof span + what.name.size() + what.status.message.size() +
                       octets_in(what.attributes) + octets_in(what.request_payload) +
                       octets_in(what.response_payload);
  for (const Event& event : what.events) octets += sizeof event + octets_in(event.attributes);
  return octets;
}

std::string hex(std::uint64_t id) { return fmt::format("{:016x}", id); }

std::string TraceId::hex() const { return fmt::format("{:016x}{:016x}", high, low); }

}  // namespace goldwire
