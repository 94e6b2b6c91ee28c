// JSONL: one span per line, as the contract's "spans --format jsonl" says, and back.
//
// Contract: the same span gives the same bytes. What is read back equals what was written, but for
// the byte extents inside the streams. A span carries its parent only when it was linked.
#pragma once

#include <string>
#include <string_view>

#include "agent/trace/span.h"
#include "protocols/base/result.h"

namespace goldwire {

/// Appends the span as one JSON object without a line end.
void write_span(std::string& out, const Span& span);

/// Reads one line. The Error's `where` is left to the caller, who knows file and line.
Result<Span> read_span(std::string_view line);

}  // namespace goldwire
