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

std::string hex(std::uint64_t id) { return fmt::format("{:016x}", id); }

std::string TraceId::hex() const { return fmt::format("{:016x}{:016x}", high, low); }

}  // namespace goldwire
