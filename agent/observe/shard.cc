// Shard: flows by tuple, expiry by packet time, budget by least recently seen.
#include "agent/observe/shard.h"

#include <algorithm>
#include <array>
#include <xxhash.h>

namespace goldwire {
namespace {

/// How often, in packet time, a shard looks for flows that went silent.
constexpr Duration kSweepEvery = std::chrono::seconds(1);

}  // namespace

FlowKey FlowKey::of(const Segment& segment) {
  return segment.source < segment.destination ? FlowKey{segment.source, segment.destination}
                                              : FlowKey{segment.destination, segment.source};
}

std::uint64_t FlowKey::hash() const {
  std::array<std::uint8_t, 36> octets{};
  std::ranges::copy(low.address.octets, octets.begin());
  std::ranges::copy(high.address.octets, octets.begin() + 16);
  octets[32] = static_cast<std::uint8_t>(low.port >> 8);
  octets[33] = static_cast<std::uint8_t>(low.port);
  octets[34] = static_cast<std::uint8_t>(high.port >> 8);
  octets[35] = static_cast<std::uint8_t>(high.port);
  return XXH3_64bits(octets.data(), octets.size());
}

Shard::Shard(const ShardLimits& limits, Observer& observer)
    : limits_(limits), observer_(observer) {}

void Shard::take(const Segment& segment, const FlowKey& key) {
  const auto found = find_or_make(segment, key);
  if (found != flows_.end()) {
    Flow& flow = *found;
    flow.last = segment.time;
    flow.vantage = segment.vantage;
    if (!flow.ended) {
      flow.connection->take(segment);
      if (flow.connection->closed()) end(flow, Ending::fin, segment.time);
      count_held(flow);
    }
    if (held_ > limits_.held || flows_.size() > limits_.flows) keep_budget();
  }
  sweep(segment.vantage, segment.time);
}

void Shard::finish(Ending kind) {
  // Oldest first, so that what the ends settle comes in the order in which the flows fell silent.
  for (auto flow = flows_.rbegin(); flow != flows_.rend(); ++flow) {
    if (!flow->ended) end(*flow, kind, flow->last);
  }
  by_key_.clear();
  flows_.clear();
  held_ = 0;
}

/// The segment's flow, moved to the front. A bare ACK or RST of an unknown flow makes none.
Shard::Flows::iterator Shard::find_or_make(const Segment& segment, const FlowKey& key) {
  if (!flows_.empty() && flows_.front().key == key &&
      !flows_.front().connection->restarted_by(segment)) {
    return flows_.begin();
  }
  const auto known = by_key_.find(key);
  if (known != by_key_.end()) {
    const auto flow = known->second;
    if (!flow->connection->restarted_by(segment)) {
      flows_.splice(flows_.begin(), flows_, flow);
      return flow;
    }
    if (!flow->ended) end(*flow, Ending::reset, segment.time);
    remove(flow);
  }
  if (!segment.syn && segment.payload.empty() && segment.missing == 0) return flows_.end();
  Flow flow;
  flow.key = key;
  flow.connection = std::make_unique<Connection>(segment, limits_.connection, ledger_, observer_);
  flows_.push_front(std::move(flow));
  by_key_[key] = flows_.begin();
  return flows_.begin();
}

void Shard::count_held(Flow& flow) {
  held_ -= flow.held;
  flow.held = flow.connection->held();
  held_ += flow.held;
}

void Shard::end(Flow& flow, Ending kind, Time now) {
  flow.connection->finish(kind, now);
  flow.ended = true;
  count_held(flow);
}

void Shard::remove(Flows::iterator flow) {
  held_ -= flow->held;
  by_key_.erase(flow->key);
  flows_.erase(flow);
}

/// Closes what was silent for too long and lets the others notice the time.
void Shard::sweep(std::uint32_t vantage, Time now) {
  if (swept_.size() <= vantage) swept_.resize(vantage + 1, now);
  if (now - swept_[vantage] < kSweepEvery) return;
  swept_[vantage] = now;
  for (auto flow = flows_.end(); flow != flows_.begin();) {
    --flow;
    if (flow->vantage != vantage) continue;
    const Duration silent = now - flow->last;
    if (!flow->ended && silent > limits_.idle) {
      ++ledger_.expired;
      end(*flow, Ending::idle, now);
    }
    if (flow->ended) {
      if (silent > limits_.linger) {
        const auto old = flow++;
        remove(old);
      }
      continue;
    }
    flow->connection->tick(now);
    count_held(*flow);
  }
}

/// Gives up flows from the silent end until the shard is within its limits; the newest one sheds.
void Shard::keep_budget() {
  while (flows_.size() > 1 && (held_ > limits_.held || flows_.size() > limits_.flows)) {
    const auto oldest = std::prev(flows_.end());
    if (!oldest->ended) {
      ++ledger_.evicted;
      end(*oldest, Ending::evicted, oldest->last);
    }
    remove(oldest);
  }
  if (held_ > limits_.held) {
    Flow& flow = flows_.front();
    if (!flow.ended) flow.connection->shed(held_ - limits_.held);
    count_held(flow);
  }
}

}  // namespace goldwire
