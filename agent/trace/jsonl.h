// JSONL: one span per line, as the contract's "spans --format jsonl" says, and back.
//
// Contract: the same span gives the same bytes. What is read back equals what was written, but for
// the byte extents inside the streams. A span carries its parent only when it was linked. What the
// capture lost between two spans stands with the first of them, so that whoever reads the lines
// knows that they are not all.
#pragma once

#include <string>
#include <string_view>

#include "agent/trace/trace.h"
#include "protocols/base/result.h"

namespace goldwire {

/// Appends the span as one JSON object without a line end.
void write_span(std::string& out, const Span& span, const Lost& lost = {});

struct SpanLine {
  Span span;
  Lost lost;
};

/// Reads one line. The Error's `where` is left to the caller, who knows file and line.
Result<SpanLine> read_line(std::string_view line);
/// The same where losses are known otherwise.
Result<Span> read_span(std::string_view line);

}  // namespace goldwire
