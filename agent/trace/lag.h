// Lag: whether some consumer has records before it that it has not received or not finished.
//
// Contract: knows only consumers that received or committed something in this run. A consumer that
// commits is waited for until it committed what it received, but not longer than `kPatience` after
// the record (some commit seldom). Times are packet times.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <tuple>

#include "agent/trace/facts.h"
#include "agent/trace/span.h"

namespace goldwire {

class Lag {
 public:
  static constexpr Duration kPatience = std::chrono::seconds(6);

  /// A record sent or received; other spans are left aside.
  void see(const Span& span);
  void see(const Commit& commit);
  bool behind(Time now) const { return !who_is_behind(now).empty(); }
  /// "10.0.0.3 on transactions/1"; empty when nobody is.
  std::string who_is_behind(Time now) const;

 private:
  using Partition = std::pair<std::string, std::string>;  ///< topic, partition
  struct Position {
    std::int64_t received = -1;   ///< greatest offset received
    std::int64_t committed = -1;  ///< next offset; -1 while the consumer committed nothing
    Time last;                    ///< when a record was received
  };
  std::map<Partition, std::int64_t> sent_;  ///< greatest offset
  std::map<std::pair<Partition, Address>, Position> consumers_;
};

}  // namespace goldwire
