// ListOffsets (key 2) and OffsetForLeaderEpoch (key 23): where a partition's log begins and ends.
//
// Contract: names, types, versions and nullability are those of the protocol's message definitions,
// said once (fields.h). Values borrow from the frame they were read from.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "protocols/kafka/fields.h"

namespace goldwire::kafka {

struct ListOffsetsRequest {
  struct ListOffsetsPartition {
    std::int32_t partition_index = 0;
    std::int32_t current_leader_epoch = -1;
    std::int64_t timestamp = 0;
    std::int32_t max_num_offsets = 1;

    static void visit(auto& v, auto& m) {
      v(field("partitionIndex"), m.partition_index);
      v(field("currentLeaderEpoch").since(4), m.current_leader_epoch);
      v(field("timestamp"), m.timestamp);
      v(field("maxNumOffsets").until(0), m.max_num_offsets);
    }
  };

  struct ListOffsetsTopic {
    std::string_view name;
    std::vector<ListOffsetsPartition> partitions;

    static void visit(auto& v, auto& m) {
      v(field("name"), m.name);
      v(field("partitions"), m.partitions);
    }
  };

  std::int32_t replica_id = 0;
  std::int8_t isolation_level = 0;
  std::vector<ListOffsetsTopic> topics;
  std::int32_t timeout_ms = 0;

  static void visit(auto& v, auto& m) {
    v(field("replicaId"), m.replica_id);
    v(field("isolationLevel").since(2), m.isolation_level);
    v(field("topics"), m.topics);
    v(field("timeoutMs").since(10), m.timeout_ms);
  }
};

struct ListOffsetsResponse {
  struct ListOffsetsPartitionResponse {
    std::int32_t partition_index = 0;
    std::int16_t error_code = 0;
    std::vector<std::int64_t> old_style_offsets;
    std::int64_t timestamp = -1;
    std::int64_t offset = -1;
    std::int32_t leader_epoch = -1;

    static void visit(auto& v, auto& m) {
      v(field("partitionIndex"), m.partition_index);
      v(field("errorCode"), m.error_code);
      v(field("oldStyleOffsets").until(0), m.old_style_offsets);
      v(field("timestamp").since(1), m.timestamp);
      v(field("offset").since(1), m.offset);
      v(field("leaderEpoch").since(4), m.leader_epoch);
    }
  };

  struct ListOffsetsTopicResponse {
    std::string_view name;
    std::vector<ListOffsetsPartitionResponse> partitions;

    static void visit(auto& v, auto& m) {
      v(field("name"), m.name);
      v(field("partitions"), m.partitions);
    }
  };

  std::int32_t throttle_time_ms = 0;
  std::vector<ListOffsetsTopicResponse> topics;

  static void visit(auto& v, auto& m) {
    v(field("throttleTimeMs").since(2), m.throttle_time_ms);
    v(field("topics"), m.topics);
  }
};

struct OffsetForLeaderEpochRequest {
  struct OffsetForLeaderPartition {
    std::int32_t partition = 0;
    std::int32_t current_leader_epoch = -1;
    std::int32_t leader_epoch = 0;

    static void visit(auto& v, auto& m) {
      v(field("partition"), m.partition);
      v(field("currentLeaderEpoch").since(2), m.current_leader_epoch);
      v(field("leaderEpoch"), m.leader_epoch);
    }
  };

  struct OffsetForLeaderTopic {
    std::string_view topic;
    std::vector<OffsetForLeaderPartition> partitions;

    static void visit(auto& v, auto& m) {
      v(field("topic"), m.topic);
      v(field("partitions"), m.partitions);
    }
  };

  std::int32_t replica_id = -2;
  std::vector<OffsetForLeaderTopic> topics;

  static void visit(auto& v, auto& m) {
    v(field("replicaId").since(3), m.replica_id);
    v(field("topics"), m.topics);
  }
};

struct OffsetForLeaderEpochResponse {
  struct EpochEndOffset {
    std::int16_t error_code = 0;
    std::int32_t partition = 0;
    std::int32_t leader_epoch = -1;
    std::int64_t end_offset = -1;

    static void visit(auto& v, auto& m) {
      v(field("errorCode"), m.error_code);
      v(field("partition"), m.partition);
      v(field("leaderEpoch").since(1), m.leader_epoch);
      v(field("endOffset"), m.end_offset);
    }
  };

  struct OffsetForLeaderTopicResult {
    std::string_view topic;
    std::vector<EpochEndOffset> partitions;

    static void visit(auto& v, auto& m) {
      v(field("topic"), m.topic);
      v(field("partitions"), m.partitions);
    }
  };

  std::int32_t throttle_time_ms = 0;
  std::vector<OffsetForLeaderTopicResult> topics;

  static void visit(auto& v, auto& m) {
    v(field("throttleTimeMs").since(2), m.throttle_time_ms);
    v(field("topics"), m.topics);
  }
};

}  // namespace goldwire::kafka
