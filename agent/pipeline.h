// Pipeline: packets in, spans out to sinks; the agent's threads.
//
// Contract: one thread reads the source and observes (or, with several workers, hands over to
// those), and never waits for what comes after; one describes (the workers do, where there are
// several), links and hands spans to the sinks. Between them stands a bounded queue; what has no
// room there is counted. stop() loses nothing that the source still gives, as long as its deadline
// allows.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <variant>
#include <vector>

#include "agent/capture/source.h"
#include "agent/export/bounded_queue.h"
#include "agent/export/sink.h"
#include "agent/observe/observation.h"
#include "agent/trace/collector.h"
#include "agent/trace/rolling.h"
#include "agent/wire/checksum.h"

namespace goldwire {

struct PipelineOptions {
  Services services;
  ShardLimits limits;
  RollingLimits linking;
  QueueRoom room;
  bool control = false;  ///< spans of protocol housekeeping go to the sinks too
  std::size_t workers = 1;
  Checksums checksums = Checksums::tolerated;
};

/// What the pipeline lost or left out by itself.
struct PipelineCounts {
  std::uint64_t dropped = 0;  ///< exchanges, facts and holes without room between the threads
  std::uint64_t control_left_out = 0;  ///< spans of protocol housekeeping
};

class Pipeline final : private Observer {
 public:
  using Moment = std::chrono::steady_clock::time_point;

  struct Input {
    Source& source;
    std::function<void()> drain;  ///< makes `source` end; called by the thread that reads it
    std::function<void()>
        broken;  ///< called when an Error ended the source before stop() did; by that thread
  };

  /// Starts. Everything referred to outlives this.
  Pipeline(PipelineOptions options, Input input, std::vector<Sink*> sinks, const OwnEndpoints& own);
  ~Pipeline() override;
  Pipeline(const Pipeline&) = delete;
  Pipeline& operator=(const Pipeline&) = delete;

  /// Reads the source to its end, settles everything, and gives all spans to the sinks, waiting for
  /// room in their queues until `deadline`. Called once.
  void stop(Moment deadline);

  /// As of at most half a second ago; exact after stop().
  Ledger ledger() const;
  PipelineCounts counts() const;
  /// Why the source ended by itself, if it did.
  std::optional<Error> failed() const;

 private:
  /// What goes from one thread to the other: something learned, or how far packet time has come.
  using Item = std::variant<Observed, Time>;

  void observed(Observed&& observed) override;
  void describe(Observed& observed) const override;
  void read(const std::stop_token& stop);
  /// A look around twice a second: passes packet time on and keeps the ledger.
  void look_around(Moment now);
  void publish();
  void link();
  void take(Span&& span);
  void give(const SharedSpan& span);
  /// Until when a push may wait: not at all before stop().
  Moment patience() const { return Moment(Moment::duration(patience_.load())); }

  const PipelineOptions options_;
  const Input input_;
  const std::vector<Sink*> sinks_;
  BoundedQueue<Item> queue_;
  std::atomic<Moment::rep> patience_{0};
  std::atomic<std::uint64_t> dropped_{0};
  std::atomic<std::uint64_t> control_left_out_{0};
  std::atomic<std::uint64_t> spans_{0};

  // of the thread that reads
  Observation observation_;
  Time packet_time_;
  Moment last_packet_;
  Moment last_look_;
  Moment last_hand_over_;

  // of the thread that links
  Collector collector_;
  Rolling rolling_;

  mutable std::mutex mutex_;
  Ledger ledger_;  ///< as published last
  std::optional<Error> failed_;

  std::jthread linker_;  ///< last: everything they use stands when they start
  std::jthread reader_;
};

}  // namespace goldwire
