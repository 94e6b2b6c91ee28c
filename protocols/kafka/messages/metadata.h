// Metadata (key 3) and DescribeTopicPartitions (key 75): brokers, topics, their ids and leaders.
//
// Contract: names, types, versions and nullability are those of the protocol's message definitions,
// said once (fields.h). Values borrow from the frame they were read from.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>
#include <vector>

#include "protocols/kafka/fields.h"

namespace goldwire::kafka {

struct MetadataRequest {
  struct MetadataRequestTopic {
    Uuid topic_id;
    std::optional<std::string_view> name;

    static void visit(auto& v, auto& m) {
      v(field("topicId").since(10), m.topic_id);
      v(field("name").null(10), m.name);
    }
  };

  std::optional<std::vector<MetadataRequestTopic>> topics;
  bool allow_auto_topic_creation = true;
  bool include_cluster_authorized_operations = false;
  bool include_topic_authorized_operations = false;

  static void visit(auto& v, auto& m) {
    v(field("topics").null(1), m.topics);
    v(field("allowAutoTopicCreation").since(4), m.allow_auto_topic_creation);
    v(field("includeClusterAuthorizedOperations").since(8).until(10),
      m.include_cluster_authorized_operations);
    v(field("includeTopicAuthorizedOperations").since(8), m.include_topic_authorized_operations);
  }
};

struct MetadataResponse {
  struct MetadataResponseBroker {
    std::int32_t node_id = 0;
    std::string_view host;
    std::int32_t port = 0;
    std::optional<std::string_view> rack;

    static void visit(auto& v, auto& m) {
      v(field("nodeId"), m.node_id);
      v(field("host"), m.host);
      v(field("port"), m.port);
      v(field("rack").since(1).null(), m.rack);
    }
  };

  struct MetadataResponsePartition {
    std::int16_t error_code = 0;
    std::int32_t partition_index = 0;
    std::int32_t leader_id = 0;
    std::int32_t leader_epoch = -1;
    std::vector<std::int32_t> replica_nodes;
    std::vector<std::int32_t> isr_nodes;
    std::vector<std::int32_t> offline_replicas;

    static void visit(auto& v, auto& m) {
      v(field("errorCode"), m.error_code);
      v(field("partitionIndex"), m.partition_index);
      v(field("leaderId"), m.leader_id);
      v(field("leaderEpoch").since(7), m.leader_epoch);
      v(field("replicaNodes"), m.replica_nodes);
      v(field("isrNodes"), m.isr_nodes);
      v(field("offlineReplicas").since(5), m.offline_replicas);
    }
  };

  struct MetadataResponseTopic {
    std::int16_t error_code = 0;
    std::optional<std::string_view> name;
    Uuid topic_id;
    bool is_internal = false;
    std::vector<MetadataResponsePartition> partitions;
    std::int32_t topic_authorized_operations = std::numeric_limits<std::int32_t>::min();

    static void visit(auto& v, auto& m) {
      v(field("errorCode"), m.error_code);
      v(field("name").null(12), m.name);
      v(field("topicId").since(10), m.topic_id);
      v(field("isInternal").since(1), m.is_internal);
      v(field("partitions"), m.partitions);
      v(field("topicAuthorizedOperations").since(8), m.topic_authorized_operations);
    }
  };

  std::int32_t throttle_time_ms = 0;
  std::vector<MetadataResponseBroker> brokers;
  std::optional<std::string_view> cluster_id;
  std::int32_t controller_id = -1;
  std::vector<MetadataResponseTopic> topics;
  std::int32_t cluster_authorized_operations = std::numeric_limits<std::int32_t>::min();
  std::int16_t error_code = 0;

  static void visit(auto& v, auto& m) {
    v(field("throttleTimeMs").since(3), m.throttle_time_ms);
    v(field("brokers"), m.brokers);
    v(field("clusterId").since(2).null(), m.cluster_id);
    v(field("controllerId").since(1), m.controller_id);
    v(field("topics"), m.topics);
    v(field("clusterAuthorizedOperations").since(8).until(10), m.cluster_authorized_operations);
    v(field("errorCode").since(13), m.error_code);
  }
};

struct DescribeTopicPartitionsRequest {
  struct TopicRequest {
    std::string_view name;

    static void visit(auto& v, auto& m) { v(field("name"), m.name); }
  };

  struct Cursor {
    std::string_view topic_name;
    std::int32_t partition_index = 0;

    static void visit(auto& v, auto& m) {
      v(field("topicName"), m.topic_name);
      v(field("partitionIndex"), m.partition_index);
    }
  };

  std::vector<TopicRequest> topics;
  std::int32_t response_partition_limit = 2000;
  std::optional<Cursor> cursor;

  static void visit(auto& v, auto& m) {
    v(field("topics"), m.topics);
    v(field("responsePartitionLimit"), m.response_partition_limit);
    v(field("cursor").null(), m.cursor);
  }
};

struct DescribeTopicPartitionsResponse {
  struct DescribeTopicPartitionsResponsePartition {
    std::int16_t error_code = 0;
    std::int32_t partition_index = 0;
    std::int32_t leader_id = 0;
    std::int32_t leader_epoch = -1;
    std::vector<std::int32_t> replica_nodes;
    std::vector<std::int32_t> isr_nodes;
    std::optional<std::vector<std::int32_t>> eligible_leader_replicas;
    std::optional<std::vector<std::int32_t>> last_known_elr;
    std::vector<std::int32_t> offline_replicas;

    static void visit(auto& v, auto& m) {
      v(field("errorCode"), m.error_code);
      v(field("partitionIndex"), m.partition_index);
      v(field("leaderId"), m.leader_id);
      v(field("leaderEpoch"), m.leader_epoch);
      v(field("replicaNodes"), m.replica_nodes);
      v(field("isrNodes"), m.isr_nodes);
      v(field("eligibleLeaderReplicas").null(), m.eligible_leader_replicas);
      v(field("lastKnownElr").null(), m.last_known_elr);
      v(field("offlineReplicas"), m.offline_replicas);
    }
  };

  struct DescribeTopicPartitionsResponseTopic {
    std::int16_t error_code = 0;
    std::optional<std::string_view> name;
    Uuid topic_id;
    bool is_internal = false;
    std::vector<DescribeTopicPartitionsResponsePartition> partitions;
    std::int32_t topic_authorized_operations = std::numeric_limits<std::int32_t>::min();

    static void visit(auto& v, auto& m) {
      v(field("errorCode"), m.error_code);
      v(field("name").null(), m.name);
      v(field("topicId"), m.topic_id);
      v(field("isInternal"), m.is_internal);
      v(field("partitions"), m.partitions);
      v(field("topicAuthorizedOperations"), m.topic_authorized_operations);
    }
  };

  struct Cursor {
    std::string_view topic_name;
    std::int32_t partition_index = 0;

    static void visit(auto& v, auto& m) {
      v(field("topicName"), m.topic_name);
      v(field("partitionIndex"), m.partition_index);
    }
  };

  std::int32_t throttle_time_ms = 0;
  std::vector<DescribeTopicPartitionsResponseTopic> topics;
  std::optional<Cursor> next_cursor;

  static void visit(auto& v, auto& m) {
    v(field("throttleTimeMs"), m.throttle_time_ms);
    v(field("topics"), m.topics);
    v(field("nextCursor").null(), m.next_cursor);
  }
};

}  // namespace goldwire::kafka
