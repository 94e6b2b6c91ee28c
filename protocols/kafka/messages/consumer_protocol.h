// What consumers put inside JoinGroup and SyncGroup: a version (int16), then one of these.
//
// Contract: names, types, versions and nullability are those of the protocol's message definitions,
// said once (fields.h). Values borrow from the frame they were read from.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "protocols/kafka/fields.h"

namespace goldwire::kafka {

struct ConsumerProtocolSubscription {
  struct TopicPartition {
    std::string_view topic;
    std::vector<std::int32_t> partitions;

    static void visit(auto& v, auto& m) {
      v(field("topic"), m.topic);
      v(field("partitions"), m.partitions);
    }
  };

  std::vector<std::string_view> topics;
  std::optional<Bytes> user_data;
  std::vector<TopicPartition> owned_partitions;
  std::int32_t generation_id = -1;
  std::optional<std::string_view> rack_id;

  static void visit(auto& v, auto& m) {
    v(field("topics"), m.topics);
    v(field("userData").null(), m.user_data);
    v(field("ownedPartitions").since(1), m.owned_partitions);
    v(field("generationId").since(2), m.generation_id);
    v(field("rackId").since(3).null(), m.rack_id);
  }
};

struct ConsumerProtocolAssignment {
  struct TopicPartition {
    std::string_view topic;
    std::vector<std::int32_t> partitions;

    static void visit(auto& v, auto& m) {
      v(field("topic"), m.topic);
      v(field("partitions"), m.partitions);
    }
  };

  std::vector<TopicPartition> assigned_partitions;
  std::optional<Bytes> user_data;

  static void visit(auto& v, auto& m) {
    v(field("assignedPartitions"), m.assigned_partitions);
    v(field("userData").null(), m.user_data);
  }
};

}  // namespace goldwire::kafka
