// Sink: where finished spans go.
//
// Contract: take() never waits for a disk or a network longer than a write to a buffer; what a sink
// has no room for it drops and counts.
#pragma once

#include <cstdint>

#include "agent/trace/span.h"

namespace goldwire {

struct SinkCounts {
  std::uint64_t written = 0;  ///< spans that reached their place
  std::uint64_t dropped = 0;  ///< spans the queue had no room for
  std::uint64_t failed = 0;   ///< spans given up after the place refused them
};

class Sink {
 public:
  virtual ~Sink() = default;
  virtual void take(const Span& span) = 0;
  /// Waits until everything taken is written or given up, at most `limit`. True when nothing is
  /// left.
  virtual bool flush(Duration limit) = 0;
  virtual SinkCounts counts() const = 0;
};

}  // namespace goldwire
