// Observation: dissect, spread over shards, put into order.
#include "agent/observe/observation.h"

#include <algorithm>
#include <utility>

namespace goldwire {
namespace {

/// How often, in packet time of a vantage, the shards are told of it.
constexpr Duration kTellEvery = std::chrono::seconds(1);

/// A capture whose packets all have the same time does not make memory grow.
constexpr std::uint64_t kMostOfOneTime = 65'536;

}  // namespace

Observation::Observation(const ShardLimits& limits, Observer& observer, const OwnEndpoints* own,
                         std::size_t workers, Checksums checksums)
    : limits_(limits),
      observer_(observer),
      own_(own),
      dissector_(ledger_, checksums),
      settling_(observer) {
  if (workers > 1) workers_ = std::make_unique<Workers>(std::min(workers, kShards), observer);
  for (std::size_t i = 0; i < kShards; ++i) {
    Observer& to = workers_ ? workers_->outlet(i) : static_cast<Observer&>(*this);
    shards_[i] = std::make_unique<Shard>(limits_, to);
  }
  if (workers_) workers_->own(shards_);
}

Observation::~Observation() = default;

void Observation::take(const Packet& packet) {
  ++ledger_.packets;
  ledger_.bytes += packet.bytes.size();
  if (packet.bytes.size() < packet.wire_length) ++ledger_.snaplen_cut;
  if (packet.time != now_ || ++packets_of_it_ == kMostOfOneTime) {
    next_moment();
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
  const std::size_t shard = (key.hash >> 24) % kShards;
  if (workers_) {
    workers_->take(shard, *segment, key, moment_);
  } else {
    shards_[shard]->take(*segment, key);
  }
}

void Observation::advance(Time now) {
  next_moment();
  now_ = now;
  for (std::uint32_t vantage = 0; vantage < told_.size(); ++vantage) {
    if (now - told_[vantage] >= kTellEvery) tell_time(vantage, now);
  }
  next_moment();
  if (workers_) workers_->hand_over(true);
}

void Observation::hand_over() {
  if (workers_) workers_->hand_over(false);
}

/// What was learned at the present time is all that there is.
void Observation::next_moment() {
  if (!workers_) settling_.release();
  ++moment_;
  packets_of_it_ = 0;
}

/// All shards, also those that get no packets: what they hold may wait for time to pass.
void Observation::tell_time(std::uint32_t vantage, Time now) {
  told_[vantage] = now;
  if (workers_) {
    workers_->tell_time(vantage, now, moment_);
  } else {
    for (auto& shard : shards_) shard->advance(vantage, now);
  }
}

/// In the order in which the flows fell silent: so little waits to be put into order.
void Observation::finish(Ending kind) {
  next_moment();
  if (workers_) workers_->finish();
  for (auto& shard : shards_) shard->order_by_silence();
  for (;;) {
    std::optional<Time> first;
    for (auto& shard : shards_) {
      const std::optional<Time> silent = shard->longest_silent();
      if (silent && (!first || *silent < *first)) first = silent;
    }
    if (!first) return;
    for (auto& shard : shards_) shard->finish(kind, *first);
    if (workers_) {
      workers_->tell();
    } else {
      settling_.release();
    }
  }
}

Ledger Observation::ledger() const {
  Ledger sum = ledger_;
  if (workers_) {
    sum.add(workers_->ledger());
  } else {
    for (const auto& shard : shards_) sum.add(shard->ledger());
  }
  return sum;
}

void Observation::observed(Observed&& observed) {
  observer_.describe(observed);
  settling_.add(moment_, std::move(observed));
}

}  // namespace goldwire
