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

bool Lag::behind(Time now) const {
  return std::ranges::any_of(consumers_, [&](const auto& entry) {
    const auto& [key, position] = entry;
    if (position.received >= 0) {
      const auto sent = sent_.find(key.first);
      if (sent != sent_.end() && position.received < sent->second) return true;
    }
    const bool commits = position.committed >= 0;
    return commits && position.committed <= position.received && now - position.last < kPatience;
  });
}

}  // namespace goldwire
