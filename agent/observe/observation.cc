// Observation: dissect, spread over shards, put into order.
#include "agent/observe/observation.h"

#include <algorithm>
#include <utility>

namespace goldwire {
namespace {

/// How often, in packet time of a vantage, the shards are told of it.
constexpr Duration kTellEvery = std::chrono::seconds(1);

/// Where an output stands among others of the same time and connection; holes and facts stay in
/// place.
std::uint64_t ordinal_of(const Observed& observed) {
  const auto* exchange = std::get_if<Exchange>(&observed.what);
  return exchange == nullptr ? 0 : exchange->ordinal;
}

}  // namespace

Observation::Observation(const ShardLimits& limits, Observer& observer, const OwnEndpoints* own)
    : limits_(limits), observer_(observer), own_(own), dissector_(ledger_) {
  for (auto& shard : shards_)
    shard = std::make_unique<Shard>(limits_, static_cast<Observer&>(*this));
}

Observation::~Observation() = default;

void Observation::take(const Packet& packet) {
  ++ledger_.packets;
  ledger_.bytes += packet.bytes.size();
  if (packet.bytes.size() < packet.wire_length) ++ledger_.snaplen_cut;
  if (packet.time != now_) {
    flush();
    now_ = packet.time;
  }
  if (told_.size() <= packet.vantage) told_.resize(packet.vantage + 1, packet.time);
  if (packet.time - told_[packet.vantage] >= kTellEvery) tell_time(packet.vantage, packet.time);
  const std::optional<Segment> segment = dissector_.dissect(packet);
  if (!segment) return;
  if (own_ != nullptr && own_->has_part_in(*segment)) {
    ++ledger_.own_segments;
    return;
  }
  const FlowKey key = FlowKey::of(*segment);
  // Not the lowest or the highest bits: a shard's own table lives on those.
  shards_[(key.hash >> 24) % kShards]->take(*segment, key);
}

void Observation::advance(Time now) {
  flush();
  now_ = now;
  for (std::uint32_t vantage = 0; vantage < told_.size(); ++vantage) {
    if (now - told_[vantage] >= kTellEvery) tell_time(vantage, now);
  }
  flush();
}

/// All shards, also those that get no packets: what they hold may wait for time to pass.
void Observation::tell_time(std::uint32_t vantage, Time now) {
  told_[vantage] = now;
  for (auto& shard : shards_) shard->advance(vantage, now);
}

/// In the order in which the flows fell silent: so little waits to be put into order.
void Observation::finish(Ending kind) {
  flush();
  for (auto& shard : shards_) shard->order_by_silence();
  for (;;) {
    std::optional<Time> first;
    for (auto& shard : shards_) {
      const std::optional<Time> silent = shard->longest_silent();
      if (silent && (!first || *silent < *first)) first = silent;
    }
    if (!first) return;
    for (auto& shard : shards_) shard->finish(kind, *first);
    flush();
  }
}

Ledger Observation::ledger() const {
  Ledger sum = ledger_;
  for (const auto& shard : shards_) sum.add(shard->ledger());
  return sum;
}

void Observation::observed(Observed&& observed) { same_time_.push_back(std::move(observed)); }

void Observation::flush() {
  if (same_time_.empty()) return;
  const auto place = [](const Observed& one) {
    return std::tuple(one.settled, one.connection->id, ordinal_of(one));
  };
  // Nearly always they are in order already.
  if (!std::ranges::is_sorted(same_time_, {}, place)) {
    std::ranges::stable_sort(same_time_, {}, place);
  }
  for (Observed& one : same_time_) observer_.observed(std::move(one));
  same_time_.clear();
}

}  // namespace goldwire
