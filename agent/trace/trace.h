// Trace: the spans of one cause, and what was lost around them.
//
// Contract: spans are sorted by start, then span_id; every parent.span_id names a span of the same
// trace or is 0. The root is the span without a parent that starts first.
#pragma once

#include <string>
#include <vector>

#include "agent/trace/span.h"
#include "protocols/base/ledger.h"

namespace goldwire {

/// A loss that touched a connection: what a verdict must know.
struct LossNote {
  Party client;
  Party server;
  Time time;
  std::string what;  ///< one phrase, such as "hole of 1448 bytes in the response stream"
};

/// What the capture did not show, as far as it is known between two spans.
struct Lost {
  std::vector<LossNote> holes;
  std::uint64_t kernel_drops = 0;
  std::uint64_t interface_drops = 0;

  bool empty() const { return holes.empty() && kernel_drops == 0 && interface_drops == 0; }
};

struct Trace {
  TraceId id;
  std::uint64_t root_span_id = 0;
  std::vector<Span> spans;
};

/// All that one run showed.
struct Run {
  std::vector<Trace> traces;     ///< sorted by start, then id
  std::vector<Span> background;  ///< control spans, kept for those who ask
  std::vector<LossNote> losses;
  /// Who still had work before it when the run ended: "10.0.0.3 on transactions/1 was behind when
  /// the capture ended"; empty when nobody, as far as is known.
  std::string unfinished;
  Ledger ledger;
};

}  // namespace goldwire
