// Each record ends with the first commit behind it, and begins when the one before it ended.
#include "agent/trace/record_work.h"

#include <algorithm>
#include <map>

#include "protocols/base/semconv.h"

namespace goldwire {

std::optional<RecordPlace> place_of(const Span& span) {
  const Attributes& attributes = span.what.attributes;
  const auto offset = attributes.integer(semconv::kMessagingKafkaOffset);
  const std::string_view topic = attributes.text(semconv::kMessagingDestinationName);
  if (!offset || topic.empty()) return std::nullopt;
  return RecordPlace{span.server.service, std::string(topic),
                     std::string(attributes.text(semconv::kMessagingDestinationPartitionId)),
                     *offset};
}

std::unordered_map<std::size_t, RecordWork> record_work(const std::vector<Span>& spans,
                                                        const std::vector<Commit>& commits) {
  using Partition = std::tuple<Address, std::string, std::string>;
  std::map<Partition, std::vector<const Commit*>> by_partition;
  for (const Commit& commit : commits) {
    by_partition[{commit.consumer, commit.topic, commit.partition}].push_back(&commit);
  }
  std::unordered_map<std::size_t, RecordWork> out;
  std::map<Partition, Time> done_before;
  for (std::size_t i = 0; i < spans.size(); ++i) {
    const Span& span = spans[i];
    if (span.kind != SpanKind::consumer) continue;
    RecordWork& work = out[i];
    work.start = span.what.start;
    const auto place = place_of(span);
    if (!place) continue;
    const auto& [cluster, topic, partition, offset] = *place;
    const Partition key{span.client.endpoint.address, topic, partition};
    for (const Commit* commit : by_partition[key]) {
      if (commit->offset <= offset || commit->time < span.what.start) continue;
      work.end = commit->time;
      break;
    }
    const auto before = done_before.find(key);
    if (before != done_before.end() && before->second < work.end) {
      work.start = std::max(work.start, before->second);
    }
    if (work.end != Time::max()) done_before[key] = work.end;
  }
  return out;
}

}  // namespace goldwire
