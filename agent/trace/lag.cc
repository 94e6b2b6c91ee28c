// Lag: greatest offsets, side by side.
#include "agent/trace/lag.h"

#include <algorithm>

#include "protocols/base/semconv.h"

namespace goldwire {

void Lag::see(const Span& span) {
  const Attributes& attributes = span.what.attributes;
  const auto offset = attributes.integer(semconv::kMessagingKafkaOffset);
  if (!offset) return;
  const Partition partition{attributes.text(semconv::kMessagingDestinationName),
                            attributes.text(semconv::kMessagingDestinationPartitionId)};
  if (span.kind == SpanKind::producer) {
    auto& sent = sent_.try_emplace(partition, -1).first->second;
    sent = std::max(sent, *offset);
  } else if (span.kind == SpanKind::consumer) {
    Position& position = consumers_[{partition, span.client.endpoint.address}];
    position.received = std::max(position.received, *offset);
    position.last = std::max(position.last, span.what.end);
  }
}

void Lag::see(const Commit& commit) {
  Position& position = consumers_[{{commit.topic, commit.partition}, commit.consumer}];
  position.committed = std::max(position.committed, commit.offset);
}

std::string Lag::who_is_behind(Time now) const {
  for (const auto& [key, position] : consumers_) {
    const auto& [partition, consumer] = key;
    if (position.received < 0) continue;
    const auto sent = sent_.find(partition);
    const bool more = sent != sent_.end() && position.received < sent->second;
    const bool commits = position.committed >= 0;
    const bool working =
        commits && position.committed <= position.received && now - position.last < kPatience;
    if (more || working) return consumer.text() + " on " + partition.first + "/" + partition.second;
  }
  return {};
}

}  // namespace goldwire
