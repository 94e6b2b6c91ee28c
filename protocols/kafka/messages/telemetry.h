// GetTelemetrySubscriptions (key 71) and PushTelemetry (key 72): clients' own metrics (KIP-714).
//
// Contract: names, types, versions and nullability are those of the protocol's message definitions,
// said once (fields.h). Values borrow from the frame they were read from.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "protocols/kafka/fields.h"

namespace goldwire::kafka {

struct GetTelemetrySubscriptionsRequest {
  Uuid client_instance_id;

  static void visit(auto& v, auto& m) { v(field("clientInstanceId"), m.client_instance_id); }
};

struct GetTelemetrySubscriptionsResponse {
  std::int32_t throttle_time_ms = 0;
  std::int16_t error_code = 0;
  Uuid client_instance_id;
  std::int32_t subscription_id = 0;
  std::vector<std::int8_t> accepted_compression_types;
  std::int32_t push_interval_ms = 0;
  std::int32_t telemetry_max_bytes = 0;
  bool delta_temporality = false;
  std::vector<std::string_view> requested_metrics;

  static void visit(auto& v, auto& m) {
    v(field("throttleTimeMs"), m.throttle_time_ms);
    v(field("errorCode"), m.error_code);
    v(field("clientInstanceId"), m.client_instance_id);
    v(field("subscriptionId"), m.subscription_id);
    v(field("acceptedCompressionTypes"), m.accepted_compression_types);
    v(field("pushIntervalMs"), m.push_interval_ms);
    v(field("telemetryMaxBytes"), m.telemetry_max_bytes);
    v(field("deltaTemporality"), m.delta_temporality);
    v(field("requestedMetrics"), m.requested_metrics);
  }
};

struct PushTelemetryRequest {
  Uuid client_instance_id;
  std::int32_t subscription_id = 0;
  bool terminating = false;
  std::int8_t compression_type = 0;
  Bytes metrics;

  static void visit(auto& v, auto& m) {
    v(field("clientInstanceId"), m.client_instance_id);
    v(field("subscriptionId"), m.subscription_id);
    v(field("terminating"), m.terminating);
    v(field("compressionType"), m.compression_type);
    v(field("metrics"), m.metrics);
  }
};

struct PushTelemetryResponse {
  std::int32_t throttle_time_ms = 0;
  std::int16_t error_code = 0;

  static void visit(auto& v, auto& m) {
    v(field("throttleTimeMs"), m.throttle_time_ms);
    v(field("errorCode"), m.error_code);
  }
};

}  // namespace goldwire::kafka
