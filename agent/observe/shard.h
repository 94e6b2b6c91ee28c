// Shard: a fixed part of all flows, with its own budget and packet clocks.
//
// Contract: a flow always falls into the same shard, so what a shard learns does not depend on the
// number of workers. Memory stays under the budget, and what that costs is counted: of too many
// flows those silent for longest are given up; of too many octets those who hold most give up
// theirs, and stay. Time is packet time of the vantage that saw the flow: one host's clock an hour
// ahead does not expire another's flows.
#pragma once

#include <boost/unordered/unordered_flat_set.hpp>
#include <cstddef>
#include <list>
#include <memory>
#include <optional>
#include <vector>

#include "agent/observe/connection.h"

namespace goldwire {

struct ShardLimits {
  ConnectionLimits connection;
  /// Connections kept; of those that rest, four count as one. 16 shards of them stay below 100 MB.
  /// One that is given up and speaks again is joined anew.
  std::size_t flows = 2048;
  /// Of them, those heard most recently are kept ready; of the others as little as can be.
  std::size_t ready = 256;
  std::size_t held = 8U << 20;                 ///< octets kept over all of them; 16 shards: 128 MB
  Duration idle = std::chrono::minutes(15);    ///< silence after which a flow is closed
  Duration linger = std::chrono::seconds(30);  ///< a closed flow still takes late packets
  /// Forgotten connections whose packets are still known: another vantage's clock may show them
  /// hours later. About 60 octets each.
  std::size_t remembered = 4096;
};

/// The two endpoints of a flow, the lower first. VLANs and overlays are not in it, since a trunk
/// and an access port show the same packet with and without its tag: of networks that use one tuple
/// at the same time, exchanges are torn (and say so) or one's octets are out_of_window.
struct FlowKey {
  Endpoint low;
  Endpoint high;
  std::uint64_t hash = 0;  ///< of both
  static FlowKey of(const Segment& segment);
  friend bool operator==(const FlowKey& left, const FlowKey& right) {
    return left.hash == right.hash && left.low == right.low && left.high == right.high;
  }
};

class Shard {
 public:
  /// `observer` and `limits` outlive this.
  Shard(const ShardLimits& limits, Observer& observer);
  Shard(const Shard&) = delete;
  Shard& operator=(const Shard&) = delete;

  void take(const Segment& segment, const FlowKey& key);
  /// The packet clock of `vantage` has reached `now`: closes what was silent for too long, forgets
  /// what ended long ago, and lets those that wait for something notice the time. About once a
  /// second.
  void advance(std::uint32_t vantage, Time now);

  // --- at the end ---

  void order_by_silence();
  /// Packet time of the last segment of the flow silent for longest; empty when no flow is left.
  std::optional<Time> longest_silent() const;
  /// Ends the flows that are silent since `until` or longer, those silent for longest first.
  void finish(Ending kind, Time until = Time::max());

  const Ledger& ledger() const { return ledger_; }

 private:
  struct Flow {
    FlowKey key;
    std::uint32_t vantage = 0;
    Time last;                     ///< packet time of its last segment
    std::size_t held = 0;          ///< as last counted into held_
    bool ended = false;            ///< both sides closed and reported; in ended_
    bool ready = true;             ///< not to rest yet
    bool low_is_client = false;    ///< of one that rests
    std::size_t waits = kNowhere;  ///< its place in waiting_
    std::unique_ptr<Connection> connection;
    std::unique_ptr<Connection::Rest> rest;  ///< instead of `connection`
  };
  static constexpr std::size_t kNowhere = static_cast<std::size_t>(-1);
  using Flows = std::list<Flow>;
  /// A flow that holds something. What decides about its ticks stands here: all are looked at each
  /// second, and few have anything to do.
  struct Waiting {
    Flows::iterator flow;
    std::uint32_t vantage = 0;
    bool holds = false;     ///< still
    bool acts = false;      ///< a tick may make it do something
    Time tick_at;           ///< when it is told the time again
    Duration tick_after{};  ///< from that time on until it is told once more
  };
  /// Flows are found by the keys they hold themselves.
  struct ByKey {
    using is_avalanching = void;
    using is_transparent = void;
    static const FlowKey& key_of(const FlowKey& key) { return key; }
    static const FlowKey& key_of(Flows::iterator flow) { return flow->key; }
    std::size_t operator()(const auto& one) const { return key_of(one).hash; }
    bool operator()(const auto& left, const auto& right) const {
      return key_of(left) == key_of(right);
    }
  };

  bool is_past(const Segment& segment, const FlowKey& key);
  Flow* find_or_make(const Segment& segment, const FlowKey& key);
  void come_first(Flows::iterator flow);
  void leave(Flows::iterator flow);
  void let_rest();
  void wake(Flow& flow);
  /// Too many are kept, or they hold too much.
  bool beyond_limits() const {
    return held_ > limits_.held || by_key_.size() - resting_ + resting_ / 4 > limits_.flows;
  }
  void count_held(Flows::iterator flow);
  void wait(Flows::iterator flow);
  void stop_waiting(Flows::iterator flow);
  void end(Flows::iterator flow, Ending kind, Time now);
  void remove(Flows::iterator flow);
  void keep_budget();
  void shed();

  const ShardLimits& limits_;
  Observer& observer_;
  Ledger ledger_;
  Flows flows_;                                     ///< most recently seen first
  Flows::iterator first_not_ready_ = flows_.end();  ///< nor is any behind it; all before it are
  std::size_t ready_ = 0;                           ///< how many stand before it
  std::size_t resting_ = 0;
  Flows ended_;  ///< most recently ended first; they take late packets and say nothing
  boost::unordered_flat_set<Flows::iterator, ByKey, ByKey> by_key_;
  EndedConnections past_;
  std::vector<Waiting> waiting_;  ///< those that may still be waiting for something
  std::size_t held_ = 0;
};

}  // namespace goldwire
