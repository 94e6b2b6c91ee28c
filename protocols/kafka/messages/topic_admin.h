// DeleteRecords (key 21) and DescribeConfigs (key 32).
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

struct DeleteRecordsRequest {
  struct DeleteRecordsPartition {
    std::int32_t partition_index = 0;
    std::int64_t offset = 0;

    static void visit(auto& v, auto& m) {
      v(field("partitionIndex"), m.partition_index);
      v(field("offset"), m.offset);
    }
  };

  struct DeleteRecordsTopic {
    std::string_view name;
    std::vector<DeleteRecordsPartition> partitions;

    static void visit(auto& v, auto& m) {
      v(field("name"), m.name);
      v(field("partitions"), m.partitions);
    }
  };

  std::vector<DeleteRecordsTopic> topics;
  std::int32_t timeout_ms = 0;

  static void visit(auto& v, auto& m) {
    v(field("topics"), m.topics);
    v(field("timeoutMs"), m.timeout_ms);
  }
};

struct DeleteRecordsResponse {
  struct DeleteRecordsPartitionResult {
    std::int32_t partition_index = 0;
    std::int64_t low_watermark = 0;
    std::int16_t error_code = 0;

    static void visit(auto& v, auto& m) {
      v(field("partitionIndex"), m.partition_index);
      v(field("lowWatermark"), m.low_watermark);
      v(field("errorCode"), m.error_code);
    }
  };

  struct DeleteRecordsTopicResult {
    std::string_view name;
    std::vector<DeleteRecordsPartitionResult> partitions;

    static void visit(auto& v, auto& m) {
      v(field("name"), m.name);
      v(field("partitions"), m.partitions);
    }
  };

  std::int32_t throttle_time_ms = 0;
  std::vector<DeleteRecordsTopicResult> topics;

  static void visit(auto& v, auto& m) {
    v(field("throttleTimeMs"), m.throttle_time_ms);
    v(field("topics"), m.topics);
  }
};

struct DescribeConfigsRequest {
  struct DescribeConfigsResource {
    std::int8_t resource_type = 0;
    std::string_view resource_name;
    std::optional<std::vector<std::string_view>> configuration_keys;

    static void visit(auto& v, auto& m) {
      v(field("resourceType"), m.resource_type);
      v(field("resourceName"), m.resource_name);
      v(field("configurationKeys").null(), m.configuration_keys);
    }
  };

  std::vector<DescribeConfigsResource> resources;
  bool include_synonyms = false;
  bool include_documentation = false;

  static void visit(auto& v, auto& m) {
    v(field("resources"), m.resources);
    v(field("includeSynonyms").since(1), m.include_synonyms);
    v(field("includeDocumentation").since(3), m.include_documentation);
  }
};

struct DescribeConfigsResponse {
  struct DescribeConfigsSynonym {
    std::string_view name;
    std::optional<std::string_view> value;
    std::int8_t source = 0;

    static void visit(auto& v, auto& m) {
      v(field("name"), m.name);
      v(field("value").null(), m.value);
      v(field("source"), m.source);
    }
  };

  struct DescribeConfigsResourceResult {
    std::string_view name;
    std::optional<std::string_view> value;
    bool read_only = false;
    bool is_default = false;
    std::int8_t config_source = -1;
    bool is_sensitive = false;
    std::vector<DescribeConfigsSynonym> synonyms;
    std::int8_t config_type = 0;
    std::optional<std::string_view> documentation;

    static void visit(auto& v, auto& m) {
      v(field("name"), m.name);
      v(field("value").null(), m.value);
      v(field("readOnly"), m.read_only);
      v(field("isDefault").until(0), m.is_default);
      v(field("configSource").since(1), m.config_source);
      v(field("isSensitive"), m.is_sensitive);
      v(field("synonyms").since(1), m.synonyms);
      v(field("configType").since(3), m.config_type);
      v(field("documentation").since(3).null(), m.documentation);
    }
  };

  struct DescribeConfigsResult {
    std::int16_t error_code = 0;
    std::optional<std::string_view> error_message;
    std::int8_t resource_type = 0;
    std::string_view resource_name;
    std::vector<DescribeConfigsResourceResult> configs;

    static void visit(auto& v, auto& m) {
      v(field("errorCode"), m.error_code);
      v(field("errorMessage").null(), m.error_message);
      v(field("resourceType"), m.resource_type);
      v(field("resourceName"), m.resource_name);
      v(field("configs"), m.configs);
    }
  };

  std::int32_t throttle_time_ms = 0;
  std::vector<DescribeConfigsResult> results;

  static void visit(auto& v, auto& m) {
    v(field("throttleTimeMs"), m.throttle_time_ms);
    v(field("results"), m.results);
  }
};

}  // namespace goldwire::kafka
