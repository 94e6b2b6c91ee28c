// OTLP: spans as OpenTelemetry's own messages, binary and JSON.
//
// Contract: follows the OTLP specification 1.x: resources by service, hex ids in JSON, 64-bit
// integers as text in JSON. Bodies go as attributes "goldwire.request.body" and
// "goldwire.response.body" (text, or base64 with "...encoding"). The same spans give the same
// bytes.
#pragma once

#include <span>
#include <string>

#include "agent/trace/span.h"

namespace goldwire {

/// An ExportTraceServiceRequest in protobuf's binary form.
std::string otlp_protobuf(std::span<const Span> spans);

/// One TracesData document in OTLP/JSON.
std::string otlp_json(std::span<const Span> spans);

}  // namespace goldwire
