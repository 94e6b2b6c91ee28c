// ConsumerGroupHeartbeat (key 68) and ConsumerGroupDescribe (key 69): membership of a group whose
// partitions the broker shares out (KIP-848).
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

struct ConsumerGroupHeartbeatRequest {
  struct TopicPartitions {
    Uuid topic_id;
    std::vector<std::int32_t> partitions;

    static void visit(auto& v, auto& m) {
      v(field("topicId"), m.topic_id);
      v(field("partitions"), m.partitions);
    }
  };

  std::string_view group_id;
  std::string_view member_id;
  std::int32_t member_epoch = 0;
  std::optional<std::string_view> instance_id;
  std::optional<std::string_view> rack_id;
  std::int32_t rebalance_timeout_ms = -1;
  std::optional<std::vector<std::string_view>> subscribed_topic_names;
  std::optional<std::string_view> subscribed_topic_regex;
  std::optional<std::string_view> server_assignor;
  std::optional<std::vector<TopicPartitions>> topic_partitions;

  static void visit(auto& v, auto& m) {
    v(field("groupId"), m.group_id);
    v(field("memberId"), m.member_id);
    v(field("memberEpoch"), m.member_epoch);
    v(field("instanceId").null(), m.instance_id);
    v(field("rackId").null(), m.rack_id);
    v(field("rebalanceTimeoutMs"), m.rebalance_timeout_ms);
    v(field("subscribedTopicNames").null(), m.subscribed_topic_names);
    v(field("subscribedTopicRegex").since(1).null(), m.subscribed_topic_regex);
    v(field("serverAssignor").null(), m.server_assignor);
    v(field("topicPartitions").null(), m.topic_partitions);
  }
};

struct ConsumerGroupHeartbeatResponse {
  struct TopicPartitions {
    Uuid topic_id;
    std::vector<std::int32_t> partitions;

    static void visit(auto& v, auto& m) {
      v(field("topicId"), m.topic_id);
      v(field("partitions"), m.partitions);
    }
  };

  struct Assignment {
    std::vector<TopicPartitions> topic_partitions;

    static void visit(auto& v, auto& m) { v(field("topicPartitions"), m.topic_partitions); }
  };

  std::int32_t throttle_time_ms = 0;
  std::int16_t error_code = 0;
  std::optional<std::string_view> error_message;
  std::optional<std::string_view> member_id;
  std::int32_t member_epoch = 0;
  std::int32_t heartbeat_interval_ms = 0;
  std::optional<Assignment> assignment;

  static void visit(auto& v, auto& m) {
    v(field("throttleTimeMs"), m.throttle_time_ms);
    v(field("errorCode"), m.error_code);
    v(field("errorMessage").null(), m.error_message);
    v(field("memberId").null(), m.member_id);
    v(field("memberEpoch"), m.member_epoch);
    v(field("heartbeatIntervalMs"), m.heartbeat_interval_ms);
    v(field("assignment").null(), m.assignment);
  }
};

struct ConsumerGroupDescribeRequest {
  std::vector<std::string_view> group_ids;
  bool include_authorized_operations = false;

  static void visit(auto& v, auto& m) {
    v(field("groupIds"), m.group_ids);
    v(field("includeAuthorizedOperations"), m.include_authorized_operations);
  }
};

struct ConsumerGroupDescribeResponse {
  struct TopicPartitions {
    Uuid topic_id;
    std::string_view topic_name;
    std::vector<std::int32_t> partitions;

    static void visit(auto& v, auto& m) {
      v(field("topicId"), m.topic_id);
      v(field("topicName"), m.topic_name);
      v(field("partitions"), m.partitions);
    }
  };

  struct Assignment {
    std::vector<TopicPartitions> topic_partitions;

    static void visit(auto& v, auto& m) { v(field("topicPartitions"), m.topic_partitions); }
  };

  struct Member {
    std::string_view member_id;
    std::optional<std::string_view> instance_id;
    std::optional<std::string_view> rack_id;
    std::int32_t member_epoch = 0;
    std::string_view client_id;
    std::string_view client_host;
    std::vector<std::string_view> subscribed_topic_names;
    std::optional<std::string_view> subscribed_topic_regex;
    Assignment assignment;
    Assignment target_assignment;
    std::int8_t member_type = -1;

    static void visit(auto& v, auto& m) {
      v(field("memberId"), m.member_id);
      v(field("instanceId").null(), m.instance_id);
      v(field("rackId").null(), m.rack_id);
      v(field("memberEpoch"), m.member_epoch);
      v(field("clientId"), m.client_id);
      v(field("clientHost"), m.client_host);
      v(field("subscribedTopicNames"), m.subscribed_topic_names);
      v(field("subscribedTopicRegex").null(), m.subscribed_topic_regex);
      v(field("assignment"), m.assignment);
      v(field("targetAssignment"), m.target_assignment);
      v(field("memberType").since(1), m.member_type);
    }
  };

  struct DescribedGroup {
    std::int16_t error_code = 0;
    std::optional<std::string_view> error_message;
    std::string_view group_id;
    std::string_view group_state;
    std::int32_t group_epoch = 0;
    std::int32_t assignment_epoch = 0;
    std::string_view assignor_name;
    std::vector<Member> members;
    std::int32_t authorized_operations = std::numeric_limits<std::int32_t>::min();

    static void visit(auto& v, auto& m) {
      v(field("errorCode"), m.error_code);
      v(field("errorMessage").null(), m.error_message);
      v(field("groupId"), m.group_id);
      v(field("groupState"), m.group_state);
      v(field("groupEpoch"), m.group_epoch);
      v(field("assignmentEpoch"), m.assignment_epoch);
      v(field("assignorName"), m.assignor_name);
      v(field("members"), m.members);
      v(field("authorizedOperations"), m.authorized_operations);
    }
  };

  std::int32_t throttle_time_ms = 0;
  std::vector<DescribedGroup> groups;

  static void visit(auto& v, auto& m) {
    v(field("throttleTimeMs"), m.throttle_time_ms);
    v(field("groups"), m.groups);
  }
};

}  // namespace goldwire::kafka
