// JoinGroup (key 11), SyncGroup (key 14), Heartbeat (key 12) and LeaveGroup (key 13): membership of
// a group whose members share out the partitions themselves.
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

struct JoinGroupRequest {
  struct JoinGroupRequestProtocol {
    std::string_view name;
    Bytes metadata;

    static void visit(auto& v, auto& m) {
      v(field("name"), m.name);
      v(field("metadata"), m.metadata);
    }
  };

  std::string_view group_id;
  std::int32_t session_timeout_ms = 0;
  std::int32_t rebalance_timeout_ms = -1;
  std::string_view member_id;
  std::optional<std::string_view> group_instance_id;
  std::string_view protocol_type;
  std::vector<JoinGroupRequestProtocol> protocols;
  std::optional<std::string_view> reason;

  static void visit(auto& v, auto& m) {
    v(field("groupId"), m.group_id);
    v(field("sessionTimeoutMs"), m.session_timeout_ms);
    v(field("rebalanceTimeoutMs").since(1), m.rebalance_timeout_ms);
    v(field("memberId"), m.member_id);
    v(field("groupInstanceId").since(5).null(), m.group_instance_id);
    v(field("protocolType"), m.protocol_type);
    v(field("protocols"), m.protocols);
    v(field("reason").since(8).null(), m.reason);
  }
};

struct JoinGroupResponse {
  struct JoinGroupResponseMember {
    std::string_view member_id;
    std::optional<std::string_view> group_instance_id;
    Bytes metadata;

    static void visit(auto& v, auto& m) {
      v(field("memberId"), m.member_id);
      v(field("groupInstanceId").since(5).null(), m.group_instance_id);
      v(field("metadata"), m.metadata);
    }
  };

  std::int32_t throttle_time_ms = 0;
  std::int16_t error_code = 0;
  std::int32_t generation_id = -1;
  std::optional<std::string_view> protocol_type;
  std::optional<std::string_view> protocol_name;
  std::string_view leader;
  bool skip_assignment = false;
  std::string_view member_id;
  std::vector<JoinGroupResponseMember> members;

  static void visit(auto& v, auto& m) {
    v(field("throttleTimeMs").since(2), m.throttle_time_ms);
    v(field("errorCode"), m.error_code);
    v(field("generationId"), m.generation_id);
    v(field("protocolType").since(7).null(), m.protocol_type);
    v(field("protocolName").null(7), m.protocol_name);
    v(field("leader"), m.leader);
    v(field("skipAssignment").since(9), m.skip_assignment);
    v(field("memberId"), m.member_id);
    v(field("members"), m.members);
  }
};

struct SyncGroupRequest {
  struct SyncGroupRequestAssignment {
    std::string_view member_id;
    Bytes assignment;

    static void visit(auto& v, auto& m) {
      v(field("memberId"), m.member_id);
      v(field("assignment"), m.assignment);
    }
  };

  std::string_view group_id;
  std::int32_t generation_id = 0;
  std::string_view member_id;
  std::optional<std::string_view> group_instance_id;
  std::optional<std::string_view> protocol_type;
  std::optional<std::string_view> protocol_name;
  std::vector<SyncGroupRequestAssignment> assignments;

  static void visit(auto& v, auto& m) {
    v(field("groupId"), m.group_id);
    v(field("generationId"), m.generation_id);
    v(field("memberId"), m.member_id);
    v(field("groupInstanceId").since(3).null(), m.group_instance_id);
    v(field("protocolType").since(5).null(), m.protocol_type);
    v(field("protocolName").since(5).null(), m.protocol_name);
    v(field("assignments"), m.assignments);
  }
};

struct SyncGroupResponse {
  std::int32_t throttle_time_ms = 0;
  std::int16_t error_code = 0;
  std::optional<std::string_view> protocol_type;
  std::optional<std::string_view> protocol_name;
  Bytes assignment;

  static void visit(auto& v, auto& m) {
    v(field("throttleTimeMs").since(1), m.throttle_time_ms);
    v(field("errorCode"), m.error_code);
    v(field("protocolType").since(5).null(), m.protocol_type);
    v(field("protocolName").since(5).null(), m.protocol_name);
    v(field("assignment"), m.assignment);
  }
};

struct HeartbeatRequest {
  std::string_view group_id;
  std::int32_t generation_id = 0;
  std::string_view member_id;
  std::optional<std::string_view> group_instance_id;

  static void visit(auto& v, auto& m) {
    v(field("groupId"), m.group_id);
    v(field("generationId"), m.generation_id);
    v(field("memberId"), m.member_id);
    v(field("groupInstanceId").since(3).null(), m.group_instance_id);
  }
};

struct HeartbeatResponse {
  std::int32_t throttle_time_ms = 0;
  std::int16_t error_code = 0;

  static void visit(auto& v, auto& m) {
    v(field("throttleTimeMs").since(1), m.throttle_time_ms);
    v(field("errorCode"), m.error_code);
  }
};

struct LeaveGroupRequest {
  struct MemberIdentity {
    std::string_view member_id;
    std::optional<std::string_view> group_instance_id;
    std::optional<std::string_view> reason;

    static void visit(auto& v, auto& m) {
      v(field("memberId"), m.member_id);
      v(field("groupInstanceId").null(), m.group_instance_id);
      v(field("reason").since(5).null(), m.reason);
    }
  };

  std::string_view group_id;
  std::string_view member_id;
  std::vector<MemberIdentity> members;

  static void visit(auto& v, auto& m) {
    v(field("groupId"), m.group_id);
    v(field("memberId").until(2), m.member_id);
    v(field("members").since(3), m.members);
  }
};

struct LeaveGroupResponse {
  struct MemberResponse {
    std::string_view member_id;
    std::optional<std::string_view> group_instance_id;
    std::int16_t error_code = 0;

    static void visit(auto& v, auto& m) {
      v(field("memberId"), m.member_id);
      v(field("groupInstanceId").null(), m.group_instance_id);
      v(field("errorCode"), m.error_code);
    }
  };

  std::int32_t throttle_time_ms = 0;
  std::int16_t error_code = 0;
  std::vector<MemberResponse> members;

  static void visit(auto& v, auto& m) {
    v(field("throttleTimeMs").since(1), m.throttle_time_ms);
    v(field("errorCode"), m.error_code);
    v(field("members").since(3), m.members);
  }
};

}  // namespace goldwire::kafka
