// Bodies: which message descriptions belong to which API key.
//
// Contract: with_bodies(key, f) calls f.template operator()<Request, Response>() and gives its
// answer; `otherwise` when the key's bodies are not described (Api::described says the same).
#pragma once

#include "protocols/kafka/messages/cluster.h"
#include "protocols/kafka/messages/committed_offsets.h"
#include "protocols/kafka/messages/consumer_group.h"
#include "protocols/kafka/messages/fetch.h"
#include "protocols/kafka/messages/group.h"
#include "protocols/kafka/messages/group_admin.h"
#include "protocols/kafka/messages/list_offsets.h"
#include "protocols/kafka/messages/metadata.h"
#include "protocols/kafka/messages/produce.h"
#include "protocols/kafka/messages/sasl.h"
#include "protocols/kafka/messages/telemetry.h"
#include "protocols/kafka/messages/topic.h"
#include "protocols/kafka/messages/topic_admin.h"
#include "protocols/kafka/messages/transaction.h"

namespace goldwire::kafka {

template <class R, class F>
R with_bodies(int key, R otherwise, F&& f) {
  switch (key) {
    case 0:
      return f.template operator()<ProduceRequest, ProduceResponse>();
    case 1:
      return f.template operator()<FetchRequest, FetchResponse>();
    case 2:
      return f.template operator()<ListOffsetsRequest, ListOffsetsResponse>();
    case 3:
      return f.template operator()<MetadataRequest, MetadataResponse>();
    case 8:
      return f.template operator()<OffsetCommitRequest, OffsetCommitResponse>();
    case 9:
      return f.template operator()<OffsetFetchRequest, OffsetFetchResponse>();
    case 10:
      return f.template operator()<FindCoordinatorRequest, FindCoordinatorResponse>();
    case 11:
      return f.template operator()<JoinGroupRequest, JoinGroupResponse>();
    case 12:
      return f.template operator()<HeartbeatRequest, HeartbeatResponse>();
    case 13:
      return f.template operator()<LeaveGroupRequest, LeaveGroupResponse>();
    case 14:
      return f.template operator()<SyncGroupRequest, SyncGroupResponse>();
    case 15:
      return f.template operator()<DescribeGroupsRequest, DescribeGroupsResponse>();
    case 16:
      return f.template operator()<ListGroupsRequest, ListGroupsResponse>();
    case 17:
      return f.template operator()<SaslHandshakeRequest, SaslHandshakeResponse>();
    case 18:
      return f.template operator()<ApiVersionsRequest, ApiVersionsResponse>();
    case 19:
      return f.template operator()<CreateTopicsRequest, CreateTopicsResponse>();
    case 20:
      return f.template operator()<DeleteTopicsRequest, DeleteTopicsResponse>();
    case 21:
      return f.template operator()<DeleteRecordsRequest, DeleteRecordsResponse>();
    case 22:
      return f.template operator()<InitProducerIdRequest, InitProducerIdResponse>();
    case 23:
      return f.template operator()<OffsetForLeaderEpochRequest, OffsetForLeaderEpochResponse>();
    case 24:
      return f.template operator()<AddPartitionsToTxnRequest, AddPartitionsToTxnResponse>();
    case 25:
      return f.template operator()<AddOffsetsToTxnRequest, AddOffsetsToTxnResponse>();
    case 26:
      return f.template operator()<EndTxnRequest, EndTxnResponse>();
    case 27:
      return f.template operator()<WriteTxnMarkersRequest, WriteTxnMarkersResponse>();
    case 28:
      return f.template operator()<TxnOffsetCommitRequest, TxnOffsetCommitResponse>();
    case 32:
      return f.template operator()<DescribeConfigsRequest, DescribeConfigsResponse>();
    case 36:
      return f.template operator()<SaslAuthenticateRequest, SaslAuthenticateResponse>();
    case 37:
      return f.template operator()<CreatePartitionsRequest, CreatePartitionsResponse>();
    case 42:
      return f.template operator()<DeleteGroupsRequest, DeleteGroupsResponse>();
    case 47:
      return f.template operator()<OffsetDeleteRequest, OffsetDeleteResponse>();
    case 60:
      return f.template operator()<DescribeClusterRequest, DescribeClusterResponse>();
    case 68:
      return f.template operator()<ConsumerGroupHeartbeatRequest, ConsumerGroupHeartbeatResponse>();
    case 69:
      return f.template operator()<ConsumerGroupDescribeRequest, ConsumerGroupDescribeResponse>();
    case 71:
      return f.template
      operator()<GetTelemetrySubscriptionsRequest, GetTelemetrySubscriptionsResponse>();
    case 72:
      return f.template operator()<PushTelemetryRequest, PushTelemetryResponse>();
    case 75:
      return f
          .template operator()<DescribeTopicPartitionsRequest, DescribeTopicPartitionsResponse>();
    default:
      return otherwise;
  }
}

}  // namespace goldwire::kafka
