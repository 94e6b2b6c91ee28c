// Record work: when a consumer worked on each record it received, as far as its commits tell.
//
// Contract: a consumer works on a partition in order: what it committed one by one, it did one by
// one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "agent/trace/commits.h"
#include "agent/trace/span.h"

namespace goldwire {

/// Cluster, topic, partition, offset.
using RecordPlace = std::tuple<std::string, std::string, std::string, std::int64_t>;

/// Where a sent or received record stands; nothing when its offset is not known.
std::optional<RecordPlace> place_of(const Span& span);

struct RecordWork {
  Time start;
  Time end = Time::max();  ///< until then no commit was seen
};

/// By index into `spans`, for each received record. `spans` are in the order of their start,
/// `commits` in the order they were observed.
std::unordered_map<std::size_t, RecordWork> record_work(std::span<const Span* const> spans,
                                                        const std::vector<Commit>& commits);

}  // namespace goldwire
