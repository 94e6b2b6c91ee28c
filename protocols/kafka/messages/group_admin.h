// DescribeGroups (key 15), ListGroups (key 16), DeleteGroups (key 42) and OffsetDelete (key 47).
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

struct DescribeGroupsRequest {
  std::vector<std::string_view> groups;
  bool include_authorized_operations = false;

  static void visit(auto& v, auto& m) {
    v(field("groups"), m.groups);
    v(field("includeAuthorizedOperations").since(3), m.include_authorized_operations);
  }
};

struct DescribeGroupsResponse {
  struct DescribedGroupMember {
    std::string_view member_id;
    std::optional<std::string_view> group_instance_id;
    std::string_view client_id;
    std::string_view client_host;
    Bytes member_metadata;
    Bytes member_assignment;

    static void visit(auto& v, auto& m) {
      v(field("memberId"), m.member_id);
      v(field("groupInstanceId").since(4).null(), m.group_instance_id);
      v(field("clientId"), m.client_id);
      v(field("clientHost"), m.client_host);
      v(field("memberMetadata"), m.member_metadata);
      v(field("memberAssignment"), m.member_assignment);
    }
  };

  struct DescribedGroup {
    std::int16_t error_code = 0;
    std::optional<std::string_view> error_message;
    std::string_view group_id;
    std::string_view group_state;
    std::string_view protocol_type;
    std::string_view protocol_data;
    std::vector<DescribedGroupMember> members;
    std::int32_t authorized_operations = std::numeric_limits<std::int32_t>::min();

    static void visit(auto& v, auto& m) {
      v(field("errorCode"), m.error_code);
      v(field("errorMessage").since(6).null(), m.error_message);
      v(field("groupId"), m.group_id);
      v(field("groupState"), m.group_state);
      v(field("protocolType"), m.protocol_type);
      v(field("protocolData"), m.protocol_data);
      v(field("members"), m.members);
      v(field("authorizedOperations").since(3), m.authorized_operations);
    }
  };

  std::int32_t throttle_time_ms = 0;
  std::vector<DescribedGroup> groups;

  static void visit(auto& v, auto& m) {
    v(field("throttleTimeMs").since(1), m.throttle_time_ms);
    v(field("groups"), m.groups);
  }
};

struct ListGroupsRequest {
  std::vector<std::string_view> states_filter;
  std::vector<std::string_view> types_filter;

  static void visit(auto& v, auto& m) {
    v(field("statesFilter").since(4), m.states_filter);
    v(field("typesFilter").since(5), m.types_filter);
  }
};

struct ListGroupsResponse {
  struct ListedGroup {
    std::string_view group_id;
    std::string_view protocol_type;
    std::string_view group_state;
    std::string_view group_type;

    static void visit(auto& v, auto& m) {
      v(field("groupId"), m.group_id);
      v(field("protocolType"), m.protocol_type);
      v(field("groupState").since(4), m.group_state);
      v(field("groupType").since(5), m.group_type);
    }
  };

  std::int32_t throttle_time_ms = 0;
  std::int16_t error_code = 0;
  std::vector<ListedGroup> groups;

  static void visit(auto& v, auto& m) {
    v(field("throttleTimeMs").since(1), m.throttle_time_ms);
    v(field("errorCode"), m.error_code);
    v(field("groups"), m.groups);
  }
};

struct DeleteGroupsRequest {
  std::vector<std::string_view> groups_names;

  static void visit(auto& v, auto& m) { v(field("groupsNames"), m.groups_names); }
};

struct DeleteGroupsResponse {
  struct DeletableGroupResult {
    std::string_view group_id;
    std::int16_t error_code = 0;

    static void visit(auto& v, auto& m) {
      v(field("groupId"), m.group_id);
      v(field("errorCode"), m.error_code);
    }
  };

  std::int32_t throttle_time_ms = 0;
  std::vector<DeletableGroupResult> results;

  static void visit(auto& v, auto& m) {
    v(field("throttleTimeMs"), m.throttle_time_ms);
    v(field("results"), m.results);
  }
};

struct OffsetDeleteRequest {
  struct OffsetDeleteRequestPartition {
    std::int32_t partition_index = 0;

    static void visit(auto& v, auto& m) { v(field("partitionIndex"), m.partition_index); }
  };

  struct OffsetDeleteRequestTopic {
    std::string_view name;
    std::vector<OffsetDeleteRequestPartition> partitions;

    static void visit(auto& v, auto& m) {
      v(field("name"), m.name);
      v(field("partitions"), m.partitions);
    }
  };

  std::string_view group_id;
  std::vector<OffsetDeleteRequestTopic> topics;

  static void visit(auto& v, auto& m) {
    v(field("groupId"), m.group_id);
    v(field("topics"), m.topics);
  }
};

struct OffsetDeleteResponse {
  struct OffsetDeleteResponsePartition {
    std::int32_t partition_index = 0;
    std::int16_t error_code = 0;

    static void visit(auto& v, auto& m) {
      v(field("partitionIndex"), m.partition_index);
      v(field("errorCode"), m.error_code);
    }
  };

  struct OffsetDeleteResponseTopic {
    std::string_view name;
    std::vector<OffsetDeleteResponsePartition> partitions;

    static void visit(auto& v, auto& m) {
      v(field("name"), m.name);
      v(field("partitions"), m.partitions);
    }
  };

  std::int16_t error_code = 0;
  std::int32_t throttle_time_ms = 0;
  std::vector<OffsetDeleteResponseTopic> topics;

  static void visit(auto& v, auto& m) {
    v(field("errorCode"), m.error_code);
    v(field("throttleTimeMs"), m.throttle_time_ms);
    v(field("topics"), m.topics);
  }
};

}  // namespace goldwire::kafka
