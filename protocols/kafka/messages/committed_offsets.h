// OffsetCommit (key 8) and OffsetFetch (key 9): how far a group has come.
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

struct OffsetCommitRequest {
  struct OffsetCommitRequestPartition {
    std::int32_t partition_index = 0;
    std::int64_t committed_offset = 0;
    std::int32_t committed_leader_epoch = -1;
    std::int64_t commit_timestamp = -1;
    std::optional<std::string_view> committed_metadata;

    static void visit(auto& v, auto& m) {
      v(field("partitionIndex"), m.partition_index);
      v(field("committedOffset"), m.committed_offset);
      v(field("committedLeaderEpoch").since(6), m.committed_leader_epoch);
      v(field("commitTimestamp").since(1).until(1), m.commit_timestamp);
      v(field("committedMetadata").null(), m.committed_metadata);
    }
  };

  struct OffsetCommitRequestTopic {
    std::string_view name;
    Uuid topic_id;
    std::vector<OffsetCommitRequestPartition> partitions;

    static void visit(auto& v, auto& m) {
      v(field("name").until(9), m.name);
      v(field("topicId").since(10), m.topic_id);
      v(field("partitions"), m.partitions);
    }
  };

  std::string_view group_id;
  std::int32_t generation_id_or_member_epoch = -1;
  std::string_view member_id;
  std::optional<std::string_view> group_instance_id;
  std::int64_t retention_time_ms = -1;
  std::vector<OffsetCommitRequestTopic> topics;

  static void visit(auto& v, auto& m) {
    v(field("groupId"), m.group_id);
    v(field("generationIdOrMemberEpoch").since(1), m.generation_id_or_member_epoch);
    v(field("memberId").since(1), m.member_id);
    v(field("groupInstanceId").since(7).null(), m.group_instance_id);
    v(field("retentionTimeMs").since(2).until(4), m.retention_time_ms);
    v(field("topics"), m.topics);
  }
};

struct OffsetCommitResponse {
  struct OffsetCommitResponsePartition {
    std::int32_t partition_index = 0;
    std::int16_t error_code = 0;

    static void visit(auto& v, auto& m) {
      v(field("partitionIndex"), m.partition_index);
      v(field("errorCode"), m.error_code);
    }
  };

  struct OffsetCommitResponseTopic {
    std::string_view name;
    Uuid topic_id;
    std::vector<OffsetCommitResponsePartition> partitions;

    static void visit(auto& v, auto& m) {
      v(field("name").until(9), m.name);
      v(field("topicId").since(10), m.topic_id);
      v(field("partitions"), m.partitions);
    }
  };

  std::int32_t throttle_time_ms = 0;
  std::vector<OffsetCommitResponseTopic> topics;

  static void visit(auto& v, auto& m) {
    v(field("throttleTimeMs").since(3), m.throttle_time_ms);
    v(field("topics"), m.topics);
  }
};

struct OffsetFetchRequest {
  struct OffsetFetchRequestTopic {
    std::string_view name;
    std::vector<std::int32_t> partition_indexes;

    static void visit(auto& v, auto& m) {
      v(field("name"), m.name);
      v(field("partitionIndexes"), m.partition_indexes);
    }
  };

  struct OffsetFetchRequestTopics {
    std::string_view name;
    Uuid topic_id;
    std::vector<std::int32_t> partition_indexes;

    static void visit(auto& v, auto& m) {
      v(field("name").until(9), m.name);
      v(field("topicId").since(10), m.topic_id);
      v(field("partitionIndexes"), m.partition_indexes);
    }
  };

  struct OffsetFetchRequestGroup {
    std::string_view group_id;
    std::optional<std::string_view> member_id;
    std::int32_t member_epoch = -1;
    std::optional<std::vector<OffsetFetchRequestTopics>> topics;

    static void visit(auto& v, auto& m) {
      v(field("groupId"), m.group_id);
      v(field("memberId").since(9).null(), m.member_id);
      v(field("memberEpoch").since(9), m.member_epoch);
      v(field("topics").null(), m.topics);
    }
  };

  std::string_view group_id;
  std::optional<std::vector<OffsetFetchRequestTopic>> topics;
  std::vector<OffsetFetchRequestGroup> groups;
  bool require_stable = false;

  static void visit(auto& v, auto& m) {
    v(field("groupId").until(7), m.group_id);
    v(field("topics").until(7).null(2), m.topics);
    v(field("groups").since(8), m.groups);
    v(field("requireStable").since(7), m.require_stable);
  }
};

struct OffsetFetchResponse {
  struct OffsetFetchResponsePartition {
    std::int32_t partition_index = 0;
    std::int64_t committed_offset = 0;
    std::int32_t committed_leader_epoch = -1;
    std::optional<std::string_view> metadata;
    std::int16_t error_code = 0;

    static void visit(auto& v, auto& m) {
      v(field("partitionIndex"), m.partition_index);
      v(field("committedOffset"), m.committed_offset);
      v(field("committedLeaderEpoch").since(5), m.committed_leader_epoch);
      v(field("metadata").null(), m.metadata);
      v(field("errorCode"), m.error_code);
    }
  };

  struct OffsetFetchResponseTopic {
    std::string_view name;
    std::vector<OffsetFetchResponsePartition> partitions;

    static void visit(auto& v, auto& m) {
      v(field("name"), m.name);
      v(field("partitions"), m.partitions);
    }
  };

  struct OffsetFetchResponsePartitions {
    std::int32_t partition_index = 0;
    std::int64_t committed_offset = 0;
    std::int32_t committed_leader_epoch = -1;
    std::optional<std::string_view> metadata;
    std::int16_t error_code = 0;

    static void visit(auto& v, auto& m) {
      v(field("partitionIndex"), m.partition_index);
      v(field("committedOffset"), m.committed_offset);
      v(field("committedLeaderEpoch"), m.committed_leader_epoch);
      v(field("metadata").null(), m.metadata);
      v(field("errorCode"), m.error_code);
    }
  };

  struct OffsetFetchResponseTopics {
    std::string_view name;
    Uuid topic_id;
    std::vector<OffsetFetchResponsePartitions> partitions;

    static void visit(auto& v, auto& m) {
      v(field("name").until(9), m.name);
      v(field("topicId").since(10), m.topic_id);
      v(field("partitions"), m.partitions);
    }
  };

  struct OffsetFetchResponseGroup {
    std::string_view group_id;
    std::vector<OffsetFetchResponseTopics> topics;
    std::int16_t error_code = 0;

    static void visit(auto& v, auto& m) {
      v(field("groupId"), m.group_id);
      v(field("topics"), m.topics);
      v(field("errorCode"), m.error_code);
    }
  };

  std::int32_t throttle_time_ms = 0;
  std::vector<OffsetFetchResponseTopic> topics;
  std::int16_t error_code = 0;
  std::vector<OffsetFetchResponseGroup> groups;

  static void visit(auto& v, auto& m) {
    v(field("throttleTimeMs").since(3), m.throttle_time_ms);
    v(field("topics").until(7), m.topics);
    v(field("errorCode").since(2).until(7), m.error_code);
    v(field("groups").since(8), m.groups);
  }
};

}  // namespace goldwire::kafka
