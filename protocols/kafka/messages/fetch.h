// Fetch (key 1): batches of records from topics, by name, from version 13 on by topic id. From
// version 7 on a session may leave out what did not change.
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

struct FetchRequest {
  struct ReplicaState {
    std::int32_t replica_id = -1;
    std::int64_t replica_epoch = -1;

    static void visit(auto& v, auto& m) {
      v(field("replicaId"), m.replica_id);
      v(field("replicaEpoch"), m.replica_epoch);
    }
    friend bool operator==(const ReplicaState&, const ReplicaState&) = default;
  };

  struct FetchPartition {
    std::int32_t partition = 0;
    std::int32_t current_leader_epoch = -1;
    std::int64_t fetch_offset = 0;
    std::int32_t last_fetched_epoch = -1;
    std::int64_t log_start_offset = -1;
    std::int32_t partition_max_bytes = 0;
    Uuid replica_directory_id;
    std::int64_t high_watermark = std::numeric_limits<std::int64_t>::max();

    static void visit(auto& v, auto& m) {
      v(field("partition"), m.partition);
      v(field("currentLeaderEpoch").since(9), m.current_leader_epoch);
      v(field("fetchOffset"), m.fetch_offset);
      v(field("lastFetchedEpoch").since(12), m.last_fetched_epoch);
      v(field("logStartOffset").since(5), m.log_start_offset);
      v(field("partitionMaxBytes"), m.partition_max_bytes);
      v(field("replicaDirectoryId").since(17).tag(0), m.replica_directory_id);
      v(field("highWatermark").since(18).tag(1, std::numeric_limits<std::int64_t>::max()),
        m.high_watermark);
    }
  };

  struct FetchTopic {
    std::string_view topic;
    Uuid topic_id;
    std::vector<FetchPartition> partitions;

    static void visit(auto& v, auto& m) {
      v(field("topic").until(12), m.topic);
      v(field("topicId").since(13), m.topic_id);
      v(field("partitions"), m.partitions);
    }
  };

  struct ForgottenTopic {
    std::string_view topic;
    Uuid topic_id;
    std::vector<std::int32_t> partitions;

    static void visit(auto& v, auto& m) {
      v(field("topic").until(12), m.topic);
      v(field("topicId").since(13), m.topic_id);
      v(field("partitions"), m.partitions);
    }
  };

  std::optional<std::string_view> cluster_id;
  std::int32_t replica_id = -1;
  ReplicaState replica_state;
  std::int32_t max_wait_ms = 0;
  std::int32_t min_bytes = 0;
  std::int32_t max_bytes = std::numeric_limits<std::int32_t>::max();
  std::int8_t isolation_level = 0;
  std::int32_t session_id = 0;
  std::int32_t session_epoch = -1;
  std::vector<FetchTopic> topics;
  std::vector<ForgottenTopic> forgotten_topics_data;
  std::string_view rack_id;

  static void visit(auto& v, auto& m) {
    v(field("replicaId").until(14), m.replica_id);
    v(field("maxWaitMs"), m.max_wait_ms);
    v(field("minBytes"), m.min_bytes);
    v(field("maxBytes").since(3), m.max_bytes);
    v(field("isolationLevel").since(4), m.isolation_level);
    v(field("sessionId").since(7), m.session_id);
    v(field("sessionEpoch").since(7), m.session_epoch);
    v(field("topics"), m.topics);
    v(field("forgottenTopicsData").since(7), m.forgotten_topics_data);
    v(field("rackId").since(11), m.rack_id);
    v(field("clusterId").since(12).null().tag(0), m.cluster_id);
    v(field("replicaState").since(15).tag(1), m.replica_state);
  }
};

struct FetchResponse {
  struct EpochEndOffset {
    std::int32_t epoch = -1;
    std::int64_t end_offset = -1;

    static void visit(auto& v, auto& m) {
      v(field("epoch"), m.epoch);
      v(field("endOffset"), m.end_offset);
    }
    friend bool operator==(const EpochEndOffset&, const EpochEndOffset&) = default;
  };

  struct LeaderIdAndEpoch {
    std::int32_t leader_id = -1;
    std::int32_t leader_epoch = -1;

    static void visit(auto& v, auto& m) {
      v(field("leaderId"), m.leader_id);
      v(field("leaderEpoch"), m.leader_epoch);
    }
    friend bool operator==(const LeaderIdAndEpoch&, const LeaderIdAndEpoch&) = default;
  };

  struct SnapshotId {
    std::int64_t end_offset = -1;
    std::int32_t epoch = -1;

    static void visit(auto& v, auto& m) {
      v(field("endOffset"), m.end_offset);
      v(field("epoch"), m.epoch);
    }
    friend bool operator==(const SnapshotId&, const SnapshotId&) = default;
  };

  struct AbortedTransaction {
    std::int64_t producer_id = 0;
    std::int64_t first_offset = 0;

    static void visit(auto& v, auto& m) {
      v(field("producerId"), m.producer_id);
      v(field("firstOffset"), m.first_offset);
    }
  };

  struct PartitionData {
    std::int32_t partition_index = 0;
    std::int16_t error_code = 0;
    std::int64_t high_watermark = 0;
    std::int64_t last_stable_offset = -1;
    std::int64_t log_start_offset = -1;
    EpochEndOffset diverging_epoch;
    LeaderIdAndEpoch current_leader;
    SnapshotId snapshot_id;
    std::optional<std::vector<AbortedTransaction>> aborted_transactions;
    std::int32_t preferred_read_replica = -1;
    Records records;

    static void visit(auto& v, auto& m) {
      v(field("partitionIndex"), m.partition_index);
      v(field("errorCode"), m.error_code);
      v(field("highWatermark"), m.high_watermark);
      v(field("lastStableOffset").since(4), m.last_stable_offset);
      v(field("logStartOffset").since(5), m.log_start_offset);
      v(field("abortedTransactions").since(4).null(), m.aborted_transactions);
      v(field("preferredReadReplica").since(11), m.preferred_read_replica);
      v(field("records").null(), m.records);
      v(field("divergingEpoch").since(12).tag(0), m.diverging_epoch);
      v(field("currentLeader").since(12).tag(1), m.current_leader);
      v(field("snapshotId").since(12).tag(2), m.snapshot_id);
    }
  };

  struct FetchableTopicResponse {
    std::string_view topic;
    Uuid topic_id;
    std::vector<PartitionData> partitions;

    static void visit(auto& v, auto& m) {
      v(field("topic").until(12), m.topic);
      v(field("topicId").since(13), m.topic_id);
      v(field("partitions"), m.partitions);
    }
  };

  struct NodeEndpoint {
    std::int32_t node_id = 0;
    std::string_view host;
    std::int32_t port = 0;
    std::optional<std::string_view> rack;

    static void visit(auto& v, auto& m) {
      v(field("nodeId"), m.node_id);
      v(field("host"), m.host);
      v(field("port"), m.port);
      v(field("rack").null(), m.rack);
    }
  };

  std::int32_t throttle_time_ms = 0;
  std::int16_t error_code = 0;
  std::int32_t session_id = 0;
  std::vector<FetchableTopicResponse> responses;
  std::vector<NodeEndpoint> node_endpoints;

  static void visit(auto& v, auto& m) {
    v(field("throttleTimeMs").since(1), m.throttle_time_ms);
    v(field("errorCode").since(7), m.error_code);
    v(field("sessionId").since(7), m.session_id);
    v(field("responses"), m.responses);
    v(field("nodeEndpoints").since(16).tag(0), m.node_endpoints);
  }
};

}  // namespace goldwire::kafka
