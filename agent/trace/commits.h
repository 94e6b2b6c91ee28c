// Commits: which records a consumer is done with.
//
// Contract: plain data; commits_of() reads the control span of an OffsetCommit (Kafka protocol, key
// 8) as it stands in a spans file.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "agent/trace/span.h"

namespace goldwire {

/// A consumer said that it is done with every record of a partition before `offset`.
struct Commit {
  Address consumer;
  std::string group;
  std::string topic;
  std::string partition;
  std::int64_t offset = 0;
  Time time;
};

/// What the broker confirmed of `control`; nothing when it is no answered commit.
std::vector<Commit> commits_of(const Span& control);

}  // namespace goldwire
