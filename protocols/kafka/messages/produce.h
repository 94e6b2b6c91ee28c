// Produce (key 0): batches of records to topics, by name, from version 13 on by topic id.
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

struct ProduceRequest {
  struct PartitionProduceData {
    std::int32_t index = 0;
    Records records;

    static void visit(auto& v, auto& m) {
      v(field("index"), m.index);
      v(field("records").null(), m.records);
    }
  };

  struct TopicProduceData {
    std::string_view name;
    Uuid topic_id;
    std::vector<PartitionProduceData> partition_data;

    static void visit(auto& v, auto& m) {
      v(field("name").until(12), m.name);
      v(field("topicId").since(13), m.topic_id);
      v(field("partitionData"), m.partition_data);
    }
  };

  std::optional<std::string_view> transactional_id;
  std::int16_t acks = 0;
  std::int32_t timeout_ms = 0;
  std::vector<TopicProduceData> topic_data;

  static void visit(auto& v, auto& m) {
    v(field("transactionalId").since(3).null(), m.transactional_id);
    v(field("acks"), m.acks);
    v(field("timeoutMs"), m.timeout_ms);
    v(field("topicData"), m.topic_data);
  }
};

struct ProduceResponse {
  struct BatchIndexAndErrorMessage {
    std::int32_t batch_index = 0;
    std::optional<std::string_view> batch_index_error_message;

    static void visit(auto& v, auto& m) {
      v(field("batchIndex"), m.batch_index);
      v(field("batchIndexErrorMessage").null(), m.batch_index_error_message);
    }
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

  struct PartitionProduceResponse {
    std::int32_t index = 0;
    std::int16_t error_code = 0;
    std::int64_t base_offset = 0;
    std::int64_t log_append_time_ms = -1;
    std::int64_t log_start_offset = -1;
    std::vector<BatchIndexAndErrorMessage> record_errors;
    std::optional<std::string_view> error_message;
    LeaderIdAndEpoch current_leader;

    static void visit(auto& v, auto& m) {
      v(field("index"), m.index);
      v(field("errorCode"), m.error_code);
      v(field("baseOffset"), m.base_offset);
      v(field("logAppendTimeMs").since(2), m.log_append_time_ms);
      v(field("logStartOffset").since(5), m.log_start_offset);
      v(field("recordErrors").since(8), m.record_errors);
      v(field("errorMessage").since(8).null(), m.error_message);
      v(field("currentLeader").since(10).tag(0), m.current_leader);
    }
  };

  struct TopicProduceResponse {
    std::string_view name;
    Uuid topic_id;
    std::vector<PartitionProduceResponse> partition_responses;

    static void visit(auto& v, auto& m) {
      v(field("name").until(12), m.name);
      v(field("topicId").since(13), m.topic_id);
      v(field("partitionResponses"), m.partition_responses);
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

  std::vector<TopicProduceResponse> responses;
  std::int32_t throttle_time_ms = 0;
  std::vector<NodeEndpoint> node_endpoints;

  static void visit(auto& v, auto& m) {
    v(field("responses"), m.responses);
    v(field("throttleTimeMs").since(1), m.throttle_time_ms);
    v(field("nodeEndpoints").since(10).tag(0), m.node_endpoints);
  }
};

}  // namespace goldwire::kafka
