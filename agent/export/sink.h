// Sink: where finished spans go: a bounded queue, a thread, and a Destination that may be slow.
//
// Contract: take() never waits for a disk or a network. Every span taken ends in exactly one of
// written, dropped or failed.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <thread>

#include "agent/export/bounded_queue.h"
#include "agent/trace/span.h"

namespace goldwire {

/// What became of a batch; spans that were not written are given up.
struct Delivery {
  std::size_t written = 0;
  std::string trouble;  ///< one phrase for a person; empty when there was none
};

/// A place that takes spans batch by batch. Called by one thread only.
class Destination {
 public:
  virtual ~Destination() = default;
  /// May wait for its disk or network, but ends soon after `stop`.
  virtual Delivery deliver(std::span<const SharedSpan> batch, const std::stop_token& stop) = 0;
  /// How large a batch it likes, and how long one may wait for company.
  virtual BatchLimits batch() const = 0;
};

struct SinkCounts {
  std::uint64_t written = 0;  ///< spans that reached their place
  std::uint64_t dropped = 0;  ///< spans the queue had no room for
  std::uint64_t failed = 0;   ///< spans given up: refused, never answered, or left at the end
  std::string trouble;        ///< what the destination complained of last
};

class Sink {
 public:
  using Moment = std::chrono::steady_clock::time_point;

  Sink(std::unique_ptr<Destination> destination, QueueRoom room);
  /// Waits for the thread: short, unless stuck().
  ~Sink() = default;
  Sink(const Sink&) = delete;
  Sink& operator=(const Sink&) = delete;

  /// Waits for room in the queue until `patience`, by default not at all.
  void take(SharedSpan span, Moment patience = {});
  /// Takes no more, and waits until everything is written or given up. What is left at `deadline`
  /// is given up.
  void finish(Moment deadline);
  SinkCounts counts() const;
  /// After finish(): the destination hangs in something that cannot be broken off (a name server).
  bool stuck() const;

 private:
  void work(const std::stop_token& stop);

  const std::unique_ptr<Destination> destination_;
  BoundedQueue<SharedSpan> queue_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  SinkCounts counts_;
  std::uint64_t taken_ = 0;  ///< into the queue
  bool ended_ = false;       ///< the thread said what became of the last span
  std::jthread worker_;      ///< last: everything it uses stands when it starts
};

}  // namespace goldwire
