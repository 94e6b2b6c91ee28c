// CreateTopics (key 19), DeleteTopics (key 20) and CreatePartitions (key 37).
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

struct CreateTopicsRequest {
  struct CreatableReplicaAssignment {
    std::int32_t partition_index = 0;
    std::vector<std::int32_t> broker_ids;

    static void visit(auto& v, auto& m) {
      v(field("partitionIndex"), m.partition_index);
      v(field("brokerIds"), m.broker_ids);
    }
  };

  struct CreatableTopicConfig {
    std::string_view name;
    std::optional<std::string_view> value;

    static void visit(auto& v, auto& m) {
      v(field("name"), m.name);
      v(field("value").null(), m.value);
    }
  };

  struct CreatableTopic {
    std::string_view name;
    std::int32_t num_partitions = 0;
    std::int16_t replication_factor = 0;
    std::vector<CreatableReplicaAssignment> assignments;
    std::vector<CreatableTopicConfig> configs;

    static void visit(auto& v, auto& m) {
      v(field("name"), m.name);
      v(field("numPartitions"), m.num_partitions);
      v(field("replicationFactor"), m.replication_factor);
      v(field("assignments"), m.assignments);
      v(field("configs"), m.configs);
    }
  };

  std::vector<CreatableTopic> topics;
  std::int32_t timeout_ms = 60000;
  bool validate_only = false;

  static void visit(auto& v, auto& m) {
    v(field("topics"), m.topics);
    v(field("timeoutMs"), m.timeout_ms);
    v(field("validateOnly").since(1), m.validate_only);
  }
};

struct CreateTopicsResponse {
  struct CreatableTopicConfigs {
    std::string_view name;
    std::optional<std::string_view> value;
    bool read_only = false;
    std::int8_t config_source = -1;
    bool is_sensitive = false;

    static void visit(auto& v, auto& m) {
      v(field("name"), m.name);
      v(field("value").null(), m.value);
      v(field("readOnly"), m.read_only);
      v(field("configSource"), m.config_source);
      v(field("isSensitive"), m.is_sensitive);
    }
  };

  struct CreatableTopicResult {
    std::string_view name;
    Uuid topic_id;
    std::int16_t error_code = 0;
    std::optional<std::string_view> error_message;
    std::int16_t topic_config_error_code = 0;
    std::int32_t num_partitions = -1;
    std::int16_t replication_factor = -1;
    std::optional<std::vector<CreatableTopicConfigs>> configs;

    static void visit(auto& v, auto& m) {
      v(field("name"), m.name);
      v(field("topicId").since(7), m.topic_id);
      v(field("errorCode"), m.error_code);
      v(field("errorMessage").since(1).null(), m.error_message);
      v(field("numPartitions").since(5), m.num_partitions);
      v(field("replicationFactor").since(5), m.replication_factor);
      v(field("configs").since(5).null(), m.configs);
      v(field("topicConfigErrorCode").since(5).tag(0), m.topic_config_error_code);
    }
  };

  std::int32_t throttle_time_ms = 0;
  std::vector<CreatableTopicResult> topics;

  static void visit(auto& v, auto& m) {
    v(field("throttleTimeMs").since(2), m.throttle_time_ms);
    v(field("topics"), m.topics);
  }
};

struct DeleteTopicsRequest {
  struct DeleteTopicState {
    std::optional<std::string_view> name;
    Uuid topic_id;

    static void visit(auto& v, auto& m) {
      v(field("name").null(), m.name);
      v(field("topicId"), m.topic_id);
    }
  };

  std::vector<DeleteTopicState> topics;
  std::vector<std::string_view> topic_names;
  std::int32_t timeout_ms = 0;

  static void visit(auto& v, auto& m) {
    v(field("topics").since(6), m.topics);
    v(field("topicNames").until(5), m.topic_names);
    v(field("timeoutMs"), m.timeout_ms);
  }
};

struct DeleteTopicsResponse {
  struct DeletableTopicResult {
    std::optional<std::string_view> name;
    Uuid topic_id;
    std::int16_t error_code = 0;
    std::optional<std::string_view> error_message;

    static void visit(auto& v, auto& m) {
      v(field("name").null(6), m.name);
      v(field("topicId").since(6), m.topic_id);
      v(field("errorCode"), m.error_code);
      v(field("errorMessage").since(5).null(), m.error_message);
    }
  };

  std::int32_t throttle_time_ms = 0;
  std::vector<DeletableTopicResult> responses;

  static void visit(auto& v, auto& m) {
    v(field("throttleTimeMs").since(1), m.throttle_time_ms);
    v(field("responses"), m.responses);
  }
};

struct CreatePartitionsRequest {
  struct CreatePartitionsAssignment {
    std::vector<std::int32_t> broker_ids;

    static void visit(auto& v, auto& m) { v(field("brokerIds"), m.broker_ids); }
  };

  struct CreatePartitionsTopic {
    std::string_view name;
    std::int32_t count = 0;
    std::optional<std::vector<CreatePartitionsAssignment>> assignments;

    static void visit(auto& v, auto& m) {
      v(field("name"), m.name);
      v(field("count"), m.count);
      v(field("assignments").null(), m.assignments);
    }
  };

  std::vector<CreatePartitionsTopic> topics;
  std::int32_t timeout_ms = 0;
  bool validate_only = false;

  static void visit(auto& v, auto& m) {
    v(field("topics"), m.topics);
    v(field("timeoutMs"), m.timeout_ms);
    v(field("validateOnly"), m.validate_only);
  }
};

struct CreatePartitionsResponse {
  struct CreatePartitionsTopicResult {
    std::string_view name;
    std::int16_t error_code = 0;
    std::optional<std::string_view> error_message;

    static void visit(auto& v, auto& m) {
      v(field("name"), m.name);
      v(field("errorCode"), m.error_code);
      v(field("errorMessage").null(), m.error_message);
    }
  };

  std::int32_t throttle_time_ms = 0;
  std::vector<CreatePartitionsTopicResult> results;

  static void visit(auto& v, auto& m) {
    v(field("throttleTimeMs"), m.throttle_time_ms);
    v(field("results"), m.results);
  }
};

}  // namespace goldwire::kafka
