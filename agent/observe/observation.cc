// Observation: dissect, spread over shards, put into order.
#include "agent/observe/observation.h"

#include <algorithm>
#include <utility>

namespace goldwire {
namespace {

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
  const std::optional<Segment> segment = dissector_.dissect(packet);
  if (!segment) return;
  if (own_ != nullptr && own_->has_part_in(*segment)) {
    ++ledger_.own_segments;
    return;
  }
  const FlowKey key = FlowKey::of(*segment);
  shards_[key.hash() % kShards]->take(*segment, key);
}

void Observation::advance(Time now) {
  flush();
  now_ = now;
  for (auto& shard : shards_) shard->advance(now);
  flush();
}

void Observation::finish(Ending kind) {
  flush();
  for (auto& shard : shards_) shard->finish(kind);
  flush();
}

Ledger Observation::ledger() const {
  Ledger sum = ledger_;
  for (const auto& shard : shards_) sum.add(shard->ledger());
  return sum;
}

void Observation::observed(Observed&& observed) { same_time_.push_back(std::move(observed)); }

void Observation::flush() {
  if (same_time_.empty()) return;
  if (same_time_.size() > 1) {
    std::ranges::stable_sort(same_time_, {}, [](const Observed& one) {
      return std::tuple(one.settled, one.connection->id, ordinal_of(one));
    });
  }
  for (Observed& one : same_time_) observer_.observed(std::move(one));
  same_time_.clear();
}

}  // namespace goldwire
