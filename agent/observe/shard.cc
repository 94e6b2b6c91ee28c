// Shard: flows by tuple, expiry by packet time, budget by least recently seen.
#define XXH_INLINE_ALL  // hashing few octets costs less than a call
#include "agent/observe/shard.h"

#include <algorithm>
#include <array>
#include <utility>
#include <xxhash.h>

namespace goldwire {
namespace {

constexpr Duration kFirstTick = std::chrono::seconds(1);
/// A flow that holds something is told the time a second later, then after 2, 4, ... more, up to
/// this: by then every hole's patience and every protocol's proof by silence is over. A segment
/// starts that anew but puts nothing off: TCP keeps an idle connection alive with empty ones.
constexpr Duration kLastTick = std::chrono::seconds(64);

}  // namespace

FlowKey FlowKey::of(const Segment& segment) {
  const auto [low, high] = std::minmax(segment.source, segment.destination);
  std::array<std::uint8_t, 36> octets{};
  std::ranges::copy(low.address.octets, octets.begin());
  std::ranges::copy(high.address.octets, octets.begin() + 16);
  octets[32] = static_cast<std::uint8_t>(low.port >> 8);
  octets[33] = static_cast<std::uint8_t>(low.port);
  octets[34] = static_cast<std::uint8_t>(high.port >> 8);
  octets[35] = static_cast<std::uint8_t>(high.port);
  return {low, high, XXH3_64bits(octets.data(), octets.size())};
}

Shard::Shard(const ShardLimits& limits, Observer& observer)
    : limits_(limits), observer_(observer) {}

void Shard::take(const Segment& segment, const FlowKey& key) {
  if (Flow* const flow = find_or_make(segment, key)) {
    flow->last = segment.time;
    flow->vantage = segment.vantage;
    if (flow->ended) {
      ledger_.out_of_window += segment.payload.size();
    } else {
      const auto self = flows_.begin();
      flow->connection->take(segment);
      if (flow->connection->closed()) {
        end(self, Ending::fin, segment.time);
      } else {
        count_held(self);
      }
    }
    if (held_ > limits_.held || by_key_.size() > limits_.flows) keep_budget();
  }
}

void Shard::finish(Ending kind) {
  // Oldest first, so that what the ends settle comes in the order in which the flows fell silent.
  while (!flows_.empty()) end(std::prev(flows_.end()), kind, flows_.back().last);
  waiting_.clear();
  by_key_.clear();
  ended_.clear();
  held_ = 0;
}

/// The segment's flow; one that lives is moved to the front. A bare ACK or RST of an unknown flow
/// makes none.
Shard::Flow* Shard::find_or_make(const Segment& segment, const FlowKey& key) {
  const bool same = !flows_.empty() && flows_.front().key == key;
  const auto known = same ? by_key_.end() : by_key_.find(key);
  if (same || known != by_key_.end()) {
    const auto flow = same ? flows_.begin() : known->second;
    if (!flow->connection->restarted_by(segment)) {
      if (!same && !flow->ended) flows_.splice(flows_.begin(), flows_, flow);
      return &*flow;
    }
    if (!flow->ended) end(flow, Ending::reset, segment.time);
    remove(flow);
  }
  if (!segment.syn && segment.payload.empty() && segment.missing == 0) return nullptr;
  flows_.emplace_front();
  Flow& flow = flows_.front();
  flow.key = key;
  flow.connection = std::make_unique<Connection>(segment, limits_.connection, ledger_, observer_);
  by_key_[key] = flows_.begin();
  return &flow;
}

void Shard::count_held(Flows::iterator flow) {
  held_ -= flow->held;
  flow->held = flow->connection->held();
  held_ += flow->held;
  const Time tick_at = flow->last + kFirstTick;
  flow->tick_at = flow->waits ? std::min(flow->tick_at, tick_at) : tick_at;
  flow->tick_after = kFirstTick;
  if (flow->held > 0 && !flow->waits) {
    flow->waits = true;
    waiting_.push_back(flow);
  }
}

void Shard::end(Flows::iterator flow, Ending kind, Time now) {
  flow->connection->finish(kind, now);
  flow->ended = true;
  held_ -= std::exchange(flow->held, 0);
  flow->last = now;
  ended_.splice(ended_.begin(), flows_, flow);
}

void Shard::remove(Flows::iterator flow) {
  held_ -= flow->held;
  if (flow->waits) std::erase(waiting_, flow);
  by_key_.erase(flow->key);
  (flow->ended ? ended_ : flows_).erase(flow);
}

void Shard::advance(std::uint32_t vantage, Time now) {
  const auto silent_for = [&](Flows& flows, Duration limit, auto act) {
    for (auto next = flows.end(); next != flows.begin();) {
      const auto flow = std::prev(next);
      if (flow->vantage != vantage) {
        next = flow;
        continue;
      }
      if (now - flow->last <= limit) return;
      act(flow);
    }
  };
  silent_for(flows_, limits_.idle, [&](Flows::iterator flow) {
    ++ledger_.expired;
    end(flow, Ending::idle, now);
  });
  silent_for(ended_, limits_.linger, [&](Flows::iterator flow) { remove(flow); });

  std::erase_if(waiting_, [&](Flows::iterator flow) {
    if (!flow->ended) {
      if (flow->vantage != vantage || now < flow->tick_at) return false;
      const Duration tick_after = flow->tick_after * 2;
      flow->connection->tick(now);
      count_held(flow);
      flow->tick_at = now + tick_after;
      flow->tick_after = tick_after;
      if (flow->held > 0 && tick_after <= kLastTick) return false;
    }
    flow->waits = false;
    return true;
  });
}

/// Gives up flows, those that ended first, then the longest silent, until the shard is within its
/// limits; when one is left, it sheds.
void Shard::keep_budget() {
  while (by_key_.size() > 1 && (held_ > limits_.held || by_key_.size() > limits_.flows)) {
    if (!ended_.empty()) {
      remove(std::prev(ended_.end()));
      continue;
    }
    ++ledger_.evicted;
    end(std::prev(flows_.end()), Ending::evicted, flows_.back().last);
  }
  if (held_ > limits_.held && !flows_.empty()) {
    flows_.front().connection->shed(held_ - limits_.held);
    count_held(flows_.begin());
  }
}

}  // namespace goldwire
