// Shard: flows by tuple, expiry by packet time, budget by least recently seen.
#define XXH_INLINE_ALL  // hashing few octets costs less than a call
#include "agent/observe/shard.h"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <type_traits>
#include <utility>
#include <xxhash.h>

namespace goldwire {
namespace {

constexpr Duration kFirstTick = std::chrono::seconds(1);
/// A flow that holds something is told the time a second later, then after 2, 4, ... more, up
/// to this: by then every hole's patience and every protocol's proof by silence is over. A segment
/// starts that anew but puts nothing off: TCP keeps an idle connection alive with empty ones.
constexpr Duration kLastTick = std::chrono::seconds(64);

}  // namespace

FlowKey FlowKey::of(const Segment& segment) {
  static_assert(std::has_unique_object_representations_v<Endpoint>);
  constexpr std::size_t kBoth = 2 * sizeof(Endpoint);
  static_assert(offsetof(FlowKey, high) == sizeof(Endpoint));
  // Any order will do, and ports nearly always differ.
  const bool in_order = segment.source.port != segment.destination.port
                            ? segment.source.port < segment.destination.port
                            : segment.source.address < segment.destination.address;
  FlowKey key{in_order ? segment.source : segment.destination,
              in_order ? segment.destination : segment.source, 0};
  key.hash = XXH3_64bits(&key, kBoth);
  return key;
}

Shard::Shard(const ShardLimits& limits, Observer& observer)
    : limits_(limits), observer_(observer), past_(limits.remembered) {}

void Shard::take(const Segment& segment, const FlowKey& key) {
  if (Flow* const flow = find_or_make(segment, key)) {
    flow->connection->take(segment);
    if (flow->vantage != segment.vantage && flow->connection->goes_by(segment.vantage)) {
      flow->vantage = segment.vantage;
    }
    if (flow->vantage == segment.vantage) flow->last = segment.time;
    if (!flow->ended) {
      const auto self = flows_.begin();
      if (flow->connection->closed()) {
        end(self, Ending::fin, segment.time);
      } else {
        count_held(self);
      }
    }
    if (ready_ > limits_.ready) let_rest();
    if (beyond_limits()) keep_budget();
  }
}

void Shard::order_by_silence() {
  const auto later = [](const Flow& left, const Flow& right) { return left.last > right.last; };
  // Only clocks that do not agree bring them out of order.
  if (!std::ranges::is_sorted(flows_, later)) flows_.sort(later);
}

std::optional<Time> Shard::longest_silent() const {
  return flows_.empty() ? std::nullopt : std::optional(flows_.back().last);
}

void Shard::finish(Ending kind, Time until) {
  while (!flows_.empty() && flows_.back().last <= until) {
    const auto flow = std::prev(flows_.end());
    end(flow, kind, flow->last);
    remove(flow);
  }
}

/// `segment` is of a connection that ended on this tuple long ago; then it is counted.
bool Shard::is_past(const Segment& segment, const FlowKey& key) {
  const auto vantage = past_.shown_by(key.hash, segment.source == key.low, segment);
  if (!vantage) return false;
  if (*vantage == segment.vantage) {
    ledger_.out_of_window += segment.payload.size();
  } else {
    ++ledger_.duplicates;
    ledger_.duplicated += segment.payload.size();
  }
  return true;
}

/// The segment's flow; one that lives is moved to the front. A bare ACK or RST of an unknown flow
/// makes none, and what is past is of none.
Shard::Flow* Shard::find_or_make(const Segment& segment, const FlowKey& key) {
  std::vector<Stray> strays;
  const bool same = !flows_.empty() && flows_.front().key == key;
  const auto known = same ? by_key_.end() : by_key_.find(key);
  if (same || known != by_key_.end()) {
    const auto flow = same ? flows_.begin() : *known;
    // A vantage whose clock is behind may still show the connection before this one.
    const bool other = flow->ended || flow->vantage != segment.vantage;
    if (other && is_past(segment, key)) return nullptr;
    wake(*flow);
    const bool restarted = flow->connection->restarted_by(segment);
    const bool past = restarted && is_past(segment, key);
    if (!restarted || past) {
      if (!same && !flow->ended) come_first(flow);
      return past ? nullptr : &*flow;
    }
    if (!segment.syn) strays = flow->connection->release_strays();
    if (!flow->ended) end(flow, Ending::reset, segment.time);
    remove(flow);
  } else if (is_past(segment, key)) {
    return nullptr;
  }
  if (!segment.syn && segment.payload.empty() && segment.missing == 0) return nullptr;
  flows_.emplace_front();
  ++ready_;
  Flow& flow = flows_.front();
  flow.key = key;
  const Segment first = strays.empty() ? segment : strays.front().segment();
  flow.connection = std::make_unique<Connection>(first, limits_.connection, ledger_, observer_);
  for (const Stray& stray : strays) flow.connection->take(stray.segment());
  by_key_.insert(flows_.begin());
  return &flow;
}

void Shard::come_first(Flows::iterator flow) {
  leave(flow);
  flow->ready = true;
  ++ready_;
  flows_.splice(flows_.begin(), flows_, flow);
}

/// The flow is about to be taken from its place.
void Shard::leave(Flows::iterator flow) {
  if (flow == first_not_ready_) ++first_not_ready_;
  if (flow->ready) --ready_;
}

/// The longest silent of those that are ready is ready no more. It rests, if it can.
void Shard::let_rest() {
  Flow& flow = *--first_not_ready_;
  flow.ready = false;
  --ready_;
  flow.low_is_client = flow.connection->client() == flow.key.low;
  flow.rest = flow.connection->rest();
  if (!flow.rest) return;
  flow.connection.reset();
  ++resting_;
}

void Shard::wake(Flow& flow) {
  if (!flow.rest) return;
  const auto& [client, server] = flow.low_is_client ? std::tie(flow.key.low, flow.key.high)
                                                    : std::tie(flow.key.high, flow.key.low);
  flow.connection = std::make_unique<Connection>(std::move(*flow.rest), client, server,
                                                 limits_.connection, ledger_, observer_);
  flow.rest.reset();
  --resting_;
}

void Shard::count_held(Flows::iterator flow) {
  held_ -= flow->held;
  flow->held = flow->connection->held();
  held_ += flow->held;
  if (flow->held > 0 || flow->waits != kNowhere) wait(flow);
}

/// The flow is told the time soon, or as it was to be already.
void Shard::wait(Flows::iterator flow) {
  Time tick_at = flow->last + kFirstTick;
  if (flow->waits == kNowhere) {
    flow->waits = waiting_.size();
    waiting_.emplace_back();
  } else {
    tick_at = std::min(tick_at, waiting_[flow->waits].tick_at);
  }
  waiting_[flow->waits] = {flow,    flow->vantage, flow->held > 0, flow->connection->awaits_time(),
                           tick_at, kFirstTick};
}

/// The last one takes its place.
void Shard::stop_waiting(Flows::iterator flow) {
  const std::size_t place = std::exchange(flow->waits, kNowhere);
  if (place == kNowhere) return;
  if (place + 1 < waiting_.size()) {
    waiting_[place] = waiting_.back();
    waiting_[place].flow->waits = place;
  }
  waiting_.pop_back();
}

void Shard::end(Flows::iterator flow, Ending kind, Time now) {
  wake(*flow);
  flow->connection->finish(kind, now);
  stop_waiting(flow);
  leave(flow);
  flow->ended = true;
  held_ -= std::exchange(flow->held, 0);
  flow->last = now;
  ended_.splice(ended_.begin(), flows_, flow);
}

void Shard::remove(Flows::iterator flow) {
  const Connection& gone = *flow->connection;
  past_.remember(flow->key.hash, {gone.extent(flow->key.low), gone.extent(flow->key.high)},
                 flow->vantage);
  held_ -= flow->held;
  stop_waiting(flow);
  by_key_.erase(flow);
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

  for (std::size_t place = 0; place < waiting_.size();) {
    Waiting& one = waiting_[place];
    if (one.vantage != vantage || now < one.tick_at) {
      ++place;
      continue;
    }
    const Duration tick_after = one.tick_after * 2;
    if (one.acts && one.flow->connection) {
      one.flow->connection->tick(now);
      count_held(one.flow);
    }
    one.tick_at = now + tick_after;
    one.tick_after = tick_after;
    if (one.holds && tick_after <= kLastTick) {
      ++place;
    } else {
      stop_waiting(one.flow);
    }
  }
}

/// Gives up octets; then flows, those that ended first, then the longest silent, until the shard is
/// within its limits.
void Shard::keep_budget() {
  if (held_ > limits_.held) shed();
  while (by_key_.size() > 1 && beyond_limits()) {
    if (!ended_.empty()) {
      remove(std::prev(ended_.end()));
      continue;
    }
    ++ledger_.evicted;
    end(std::prev(flows_.end()), Ending::evicted, flows_.back().last);
  }
}

/// Those who hold most give up first, of equals the longest silent: one that waits behind a hole
/// costs others nothing. A quarter is freed, so that this is not for each segment.
void Shard::shed() {
  const std::size_t goal = limits_.held / 4 * 3;
  std::vector<Flows::iterator> holders;
  for (auto flow = flows_.end(); flow != flows_.begin();) {
    if ((--flow)->held > 0 && flow->connection) holders.push_back(flow);
  }
  std::ranges::stable_sort(holders, std::greater{}, [](const auto& flow) { return flow->held; });
  for (const auto& flow : holders) {
    if (held_ <= goal) return;
    flow->connection->shed(held_ - goal);
    count_held(flow);
  }
}

}  // namespace goldwire
