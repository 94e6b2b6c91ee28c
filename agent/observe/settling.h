// Settling: puts what was learned in one moment into the order that the contract promises for
// spans: packet time, then connection, then ordinal.
//
// Contract: a moment is a run of packets with the same time; moments are numbered by who reads the
// packets and come here in order. What is learned in one of them waits until it is over.
#pragma once

#include <cstdint>
#include <deque>
#include <vector>

#include "agent/observe/connection.h"

namespace goldwire {

/// One thing learned, and in which moment.
struct Noted {
  std::uint64_t moment = 0;
  Observed what;
};

class Settling {
 public:
  /// What is in order goes to `next`, which outlives this.
  explicit Settling(Observer& next) : next_(next) {}

  /// A later moment than before releases what waits. `what` is borrowed until then, or reach().
  void add(std::uint64_t moment, Observed& what);
  /// The same; owned from now on.
  void add(std::uint64_t moment, Observed&& what);
  /// Packets have reached `moment`: what was learned before is released, what waits of it is no
  /// longer borrowed.
  void reach(std::uint64_t moment);
  /// The moment is over.
  void release() {
    if (!waiting_.empty()) tell();
  }

 private:
  void tell();

  Observer& next_;
  std::uint64_t moment_ = 0;
  std::vector<Observed*> waiting_;  ///< learned in moment_, not yet in order
  std::deque<Observed> kept_;       ///< those of them that are owned, the oldest of all
};

}  // namespace goldwire
