// ApiVersions (key 18), DescribeCluster (key 60) and FindCoordinator (key 10): who serves what.
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

struct ApiVersionsRequest {
  std::string_view client_software_name;
  std::string_view client_software_version;

  static void visit(auto& v, auto& m) {
    v(field("clientSoftwareName").since(3), m.client_software_name);
    v(field("clientSoftwareVersion").since(3), m.client_software_version);
  }
};

struct ApiVersionsResponse {
  struct ApiVersion {
    std::int16_t api_key = 0;
    std::int16_t min_version = 0;
    std::int16_t max_version = 0;

    static void visit(auto& v, auto& m) {
      v(field("apiKey"), m.api_key);
      v(field("minVersion"), m.min_version);
      v(field("maxVersion"), m.max_version);
    }
  };

  struct SupportedFeatureKey {
    std::string_view name;
    std::int16_t min_version = 0;
    std::int16_t max_version = 0;

    static void visit(auto& v, auto& m) {
      v(field("name"), m.name);
      v(field("minVersion"), m.min_version);
      v(field("maxVersion"), m.max_version);
    }
  };

  struct FinalizedFeatureKey {
    std::string_view name;
    std::int16_t max_version_level = 0;
    std::int16_t min_version_level = 0;

    static void visit(auto& v, auto& m) {
      v(field("name"), m.name);
      v(field("maxVersionLevel"), m.max_version_level);
      v(field("minVersionLevel"), m.min_version_level);
    }
  };

  std::int16_t error_code = 0;
  std::vector<ApiVersion> api_keys;
  std::int32_t throttle_time_ms = 0;
  std::vector<SupportedFeatureKey> supported_features;
  std::int64_t finalized_features_epoch = -1;
  std::vector<FinalizedFeatureKey> finalized_features;
  bool zk_migration_ready = false;

  static void visit(auto& v, auto& m) {
    v(field("errorCode"), m.error_code);
    v(field("apiKeys"), m.api_keys);
    v(field("throttleTimeMs").since(1), m.throttle_time_ms);
    v(field("supportedFeatures").since(3).tag(0), m.supported_features);
    v(field("finalizedFeaturesEpoch").since(3).tag(1, -1), m.finalized_features_epoch);
    v(field("finalizedFeatures").since(3).tag(2), m.finalized_features);
    v(field("zkMigrationReady").since(3).tag(3), m.zk_migration_ready);
  }
};

struct DescribeClusterRequest {
  bool include_cluster_authorized_operations = false;
  std::int8_t endpoint_type = 1;
  bool include_fenced_brokers = false;

  static void visit(auto& v, auto& m) {
    v(field("includeClusterAuthorizedOperations"), m.include_cluster_authorized_operations);
    v(field("endpointType").since(1), m.endpoint_type);
    v(field("includeFencedBrokers").since(2), m.include_fenced_brokers);
  }
};

struct DescribeClusterResponse {
  struct DescribeClusterBroker {
    std::int32_t broker_id = 0;
    std::string_view host;
    std::int32_t port = 0;
    std::optional<std::string_view> rack;
    bool is_fenced = false;

    static void visit(auto& v, auto& m) {
      v(field("brokerId"), m.broker_id);
      v(field("host"), m.host);
      v(field("port"), m.port);
      v(field("rack").null(), m.rack);
      v(field("isFenced").since(2), m.is_fenced);
    }
  };

  std::int32_t throttle_time_ms = 0;
  std::int16_t error_code = 0;
  std::optional<std::string_view> error_message;
  std::int8_t endpoint_type = 1;
  std::string_view cluster_id;
  std::int32_t controller_id = -1;
  std::vector<DescribeClusterBroker> brokers;
  std::int32_t cluster_authorized_operations = std::numeric_limits<std::int32_t>::min();

  static void visit(auto& v, auto& m) {
    v(field("throttleTimeMs"), m.throttle_time_ms);
    v(field("errorCode"), m.error_code);
    v(field("errorMessage").null(), m.error_message);
    v(field("endpointType").since(1), m.endpoint_type);
    v(field("clusterId"), m.cluster_id);
    v(field("controllerId"), m.controller_id);
    v(field("brokers"), m.brokers);
    v(field("clusterAuthorizedOperations"), m.cluster_authorized_operations);
  }
};

struct FindCoordinatorRequest {
  std::string_view key;
  std::int8_t key_type = 0;
  std::vector<std::string_view> coordinator_keys;

  static void visit(auto& v, auto& m) {
    v(field("key").until(3), m.key);
    v(field("keyType").since(1), m.key_type);
    v(field("coordinatorKeys").since(4), m.coordinator_keys);
  }
};

struct FindCoordinatorResponse {
  struct Coordinator {
    std::string_view key;
    std::int32_t node_id = 0;
    std::string_view host;
    std::int32_t port = 0;
    std::int16_t error_code = 0;
    std::optional<std::string_view> error_message;

    static void visit(auto& v, auto& m) {
      v(field("key"), m.key);
      v(field("nodeId"), m.node_id);
      v(field("host"), m.host);
      v(field("port"), m.port);
      v(field("errorCode"), m.error_code);
      v(field("errorMessage").null(), m.error_message);
    }
  };

  std::int32_t throttle_time_ms = 0;
  std::int16_t error_code = 0;
  std::optional<std::string_view> error_message;
  std::int32_t node_id = 0;
  std::string_view host;
  std::int32_t port = 0;
  std::vector<Coordinator> coordinators;

  static void visit(auto& v, auto& m) {
    v(field("throttleTimeMs").since(1), m.throttle_time_ms);
    v(field("errorCode").until(3), m.error_code);
    v(field("errorMessage").since(1).until(3).null(), m.error_message);
    v(field("nodeId").until(3), m.node_id);
    v(field("host").until(3), m.host);
    v(field("port").until(3), m.port);
    v(field("coordinators").since(4), m.coordinators);
  }
};

}  // namespace goldwire::kafka
