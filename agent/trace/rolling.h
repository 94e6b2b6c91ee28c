// Rolling: linking while spans keep coming, for an agent that never ends.
//
// Contract: a span is given on once `hold` of packet time has passed since it was settled, linked
// by what was known until then; it stays in memory for `memory` as a possible parent. Everything is
// given exactly once, in the order of settling. At most `most` spans, holding about `octets`, are
// kept: beyond that the oldest are given on sooner.
#pragma once

#include <deque>
#include <functional>

#include "agent/trace/facts.h"
#include "agent/trace/span.h"

namespace goldwire {

struct RollingLimits {
  Duration hold = std::chrono::seconds(5);
  Duration memory = std::chrono::seconds(30);
  std::size_t most = 20'000;
  std::size_t octets = 256U << 20;
};

class Rolling {
 public:
  using Give = std::function<void(SharedSpan)>;

  /// `facts` outlives this; commits older than `memory` are dropped from it.
  Rolling(RollingLimits limits, Facts& facts, Give give)
      : limits_(limits), facts_(facts), give_(std::move(give)) {}

  /// Spans come in the order of settling. Control spans are given on as they are.
  void take(Span&& span);
  /// Packet time has reached `now`.
  void advance(Time now);
  /// Gives on all that is left.
  void finish();

 private:
  /// Nobody changes the span once it was given.
  struct Kept {
    std::shared_ptr<Span> span;
    std::size_t octets;
  };
  void give_until(Time settled);
  void link_window(std::size_t until);
  void forget_oldest();

  RollingLimits limits_;
  Facts& facts_;
  Give give_;
  std::deque<Kept> window_;
  std::size_t octets_ = 0;  ///< of window_
  std::size_t given_ = 0;   ///< spans at the front of window_ that were given on
  Time last_;               ///< packet time of the last linking
};

}  // namespace goldwire
