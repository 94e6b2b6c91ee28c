// RecordInteractions: makes the interactions of the records of one Produce or Fetch.
//
// Contract: used by describe.cc. Parts count up over the exchange. What one exchange may expand to
// is bounded; what lies beyond is one Interaction per batch with Reason::limit.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "protocols/base/interaction.h"
#include "protocols/kafka/message.h"
#include "protocols/kafka/records.h"

namespace goldwire::kafka {

/// Where records go to or come from.
struct Place {
  std::string_view topic;  ///< empty when only its id is known
  Uuid topic_id;
  std::int32_t partition = 0;
};

/// What is done with a batch before its records are looked at.
struct BatchPlan {
  bool wanted = true;  ///< false: no application sees its records
  Reasons doubts;      ///< why its records are not whole
  std::int64_t from =
      std::numeric_limits<std::int64_t>::min();  ///< records before this offset were not delivered
};

class RecordInteractions {
 public:
  RecordInteractions(const Exchange& exchange, const Call& call, Role role);

  using Plan = std::function<BatchPlan(const Batch&)>;
  /// Names a record's offset in the log, given the batch's record and how many of `records` came
  /// before, where that is sure.
  using Offset =
      std::function<std::optional<std::int64_t>(const Record&, std::optional<std::int64_t> before)>;

  /// All batches of `records`. `error` is the partition's error code.
  void add(const Place& place, const Records& records, const Frame& frame, std::int16_t error,
           const Plan& plan, const Offset& offset);
  /// What stands for a part that cannot be read; `count` records, when that is known.
  void add_unreadable(const Place* place, std::optional<std::int64_t> count, Reasons why);

  /// Whether add_unreadable was called.
  bool says_unreadable() const { return says_unreadable_; }

  std::vector<Interaction> take() { return std::move(out_); }

 private:
  Interaction start(const Place* place) const;
  void add_record(const Place& place, const Record& record, std::int16_t error, Reasons doubts,
                  std::optional<std::int64_t> offset);
  /// Gives how many records the batch has, when that is sure.
  std::optional<std::int64_t> read(const Place& place, const Batch& batch, std::int16_t error,
                                   const BatchPlan& plan, const Offset& offset,
                                   std::optional<std::int64_t> before);

  const Exchange& exchange_;
  const Call& call_;
  Role role_;
  std::optional<std::int16_t> acks_;  ///< of a Produce
  std::size_t expandable_;            ///< octets that batches may still expand to
  bool says_unreadable_ = false;
  std::vector<Interaction> out_;
};

}  // namespace goldwire::kafka
