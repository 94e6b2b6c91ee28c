// OTLP: spans as OpenTelemetry's own messages, binary and JSON.
//
// Contract: follows the OTLP specification 1.x: resources by service, hex ids in JSON, 64-bit
// integers as text in JSON. Bodies go as attributes "goldwire.request.body" and
// "goldwire.response.body" (text, or base64 with "...encoding"). The same spans give the same
// bytes. Text that is no UTF-8 is shown with U+FFFD for each bad octet.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "agent/export/sink.h"
#include "agent/trace/span.h"

namespace goldwire {

/// An ExportTraceServiceRequest in protobuf's binary form. Every resource also has `resource`.
std::string otlp_protobuf(std::span<const SharedSpan> spans, const Attributes& resource = {});

/// What a receiver did not take of a request it accepted (specification, "Partial Success").
struct OtlpRejection {
  std::uint64_t spans = 0;
  std::string message;  ///< may be a warning about spans that were taken
};
/// Reads an ExportTraceServiceResponse; octets that are none reject nothing.
OtlpRejection read_otlp_rejection(std::string_view response);

/// One TracesData document in OTLP/JSON.
std::string otlp_json(std::span<const Span> spans);

}  // namespace goldwire
