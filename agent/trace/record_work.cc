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

namespace {

using Partition = std::tuple<Address, std::string, std::string>;

/// What one consumer committed of one partition.
struct Commits {
  std::vector<const Commit*> all;  ///< in the order they were observed
  std::vector<Time> latest;        ///< of all up to each

  void add(const Commit& commit) {
    all.push_back(&commit);
    latest.push_back(latest.empty() ? commit.time : std::max(latest.back(), commit.time));
  }
  /// The first that says, at `start` or later, that the record at `offset` is done with.
  const Commit* first_behind(std::int64_t offset, Time start) const {
    const auto soonest = std::ranges::lower_bound(latest, start) - latest.begin();
    const auto found = std::find_if(all.begin() + soonest, all.end(), [&](const Commit* commit) {
      return commit->offset > offset && commit->time >= start;
    });
    return found == all.end() ? nullptr : *found;
  }
};

}  // namespace

std::unordered_map<std::size_t, RecordWork> record_work(std::span<const Span* const> spans,
                                                        const std::vector<Commit>& commits) {
  std::map<Partition, Commits> by_partition;
  for (const Commit& commit : commits) {
    by_partition[{commit.consumer, commit.topic, commit.partition}].add(commit);
  }
  std::unordered_map<std::size_t, RecordWork> out;
  std::map<Partition, Time> done_before;
  for (std::size_t i = 0; i < spans.size(); ++i) {
    const Span& span = *spans[i];
    if (span.kind != SpanKind::consumer) continue;
    RecordWork& work = out[i];
    work.start = span.what.start;
    const auto place = place_of(span);
    if (!place) continue;
    const auto& [cluster, topic, partition, offset] = *place;
    const Partition key{span.client.endpoint.address, topic, partition};
    if (const auto known = by_partition.find(key); known != by_partition.end()) {
      const Commit* commit = known->second.first_behind(offset, span.what.start);
      if (commit != nullptr) work.end = commit->time;
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
