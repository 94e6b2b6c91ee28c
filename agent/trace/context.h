// Context: what an application itself says of the trace an interaction belongs to.
//
// Contract: reads W3C traceparent, B3 (single and multi), Jaeger uber-trace-id, X-Ray, and
// correlation ids from HTTP request headers and Kafka record headers, and W3C traceparent from SQL
// comments (sqlcommenter). Nothing is guessed: what does not follow its specification is no
// context.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "agent/trace/span.h"

namespace goldwire {

struct Context {
  std::optional<TraceId> trace_id;
  std::uint64_t parent_id = 0;           ///< the application's own span id; 0 when it gives none
  std::vector<std::string> correlation;  ///< values of x-request-id and its like
};

Context context_of(const Interaction& interaction);

}  // namespace goldwire
