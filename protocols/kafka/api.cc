// Api: the table.
#include "protocols/kafka/api.h"

#include <array>
#include <limits>

namespace goldwire::kafka {
namespace {

constexpr std::int16_t kNone = std::numeric_limits<std::int16_t>::max();

// Key, name, newest version, first flexible version, described.
constexpr std::array kApis = {
    Api{0, "Produce", 13, 9, true},
    Api{1, "Fetch", 18, 12, true},
    Api{2, "ListOffsets", 11, 6, true},
    Api{3, "Metadata", 13, 9, true},
    Api{4, "LeaderAndIsr", 7, 4, false},
    Api{5, "StopReplica", 4, 2, false},
    Api{6, "UpdateMetadata", 8, 6, false},
    Api{7, "ControlledShutdown", 3, 3, false},
    Api{8, "OffsetCommit", 10, 8, true},
    Api{9, "OffsetFetch", 10, 6, true},
    Api{10, "FindCoordinator", 6, 3, true},
    Api{11, "JoinGroup", 9, 6, true},
    Api{12, "Heartbeat", 4, 4, true},
    Api{13, "LeaveGroup", 5, 4, true},
    Api{14, "SyncGroup", 5, 4, true},
    Api{15, "DescribeGroups", 6, 5, true},
    Api{16, "ListGroups", 5, 3, true},
    Api{17, "SaslHandshake", 1, kNone, true},
    Api{18, "ApiVersions", 4, 3, true},
    Api{19, "CreateTopics", 7, 5, true},
    Api{20, "DeleteTopics", 6, 4, true},
    Api{21, "DeleteRecords", 2, 2, true},
    Api{22, "InitProducerId", 6, 2, true},
    Api{23, "OffsetForLeaderEpoch", 4, 4, true},
    Api{24, "AddPartitionsToTxn", 5, 3, true},
    Api{25, "AddOffsetsToTxn", 4, 3, true},
    Api{26, "EndTxn", 5, 3, true},
    Api{27, "WriteTxnMarkers", 2, 1, true},
    Api{28, "TxnOffsetCommit", 5, 3, true},
    Api{29, "DescribeAcls", 3, 2, false},
    Api{30, "CreateAcls", 3, 2, false},
    Api{31, "DeleteAcls", 3, 2, false},
    Api{32, "DescribeConfigs", 4, 4, true},
    Api{33, "AlterConfigs", 2, 2, false},
    Api{34, "AlterReplicaLogDirs", 2, 2, false},
    Api{35, "DescribeLogDirs", 4, 2, false},
    Api{36, "SaslAuthenticate", 2, 2, true},
    Api{37, "CreatePartitions", 3, 2, true},
    Api{38, "CreateDelegationToken", 3, 2, false},
    Api{39, "RenewDelegationToken", 2, 2, false},
    Api{40, "ExpireDelegationToken", 2, 2, false},
    Api{41, "DescribeDelegationToken", 3, 2, false},
    Api{42, "DeleteGroups", 2, 2, true},
    Api{43, "ElectLeaders", 2, 2, false},
    Api{44, "IncrementalAlterConfigs", 1, 1, false},
    Api{45, "AlterPartitionReassignments", 0, 0, false},
    Api{46, "ListPartitionReassignments", 0, 0, false},
    Api{47, "OffsetDelete", 0, kNone, true},
    Api{48, "DescribeClientQuotas", 1, 1, false},
    Api{49, "AlterClientQuotas", 1, 1, false},
    Api{50, "DescribeUserScramCredentials", 0, 0, false},
    Api{51, "AlterUserScramCredentials", 0, 0, false},
    Api{52, "Vote", 1, 0, false},
    Api{53, "BeginQuorumEpoch", 1, 1, false},
    Api{54, "EndQuorumEpoch", 1, 1, false},
    Api{55, "DescribeQuorum", 2, 0, false},
    Api{56, "AlterPartition", 3, 0, false},
    Api{57, "UpdateFeatures", 2, 0, false},
    Api{58, "Envelope", 0, 0, false},
    Api{59, "FetchSnapshot", 1, 0, false},
    Api{60, "DescribeCluster", 2, 0, true},
    Api{61, "DescribeProducers", 0, 0, false},
    Api{62, "BrokerRegistration", 4, 0, false},
    Api{63, "BrokerHeartbeat", 1, 0, false},
    Api{64, "UnregisterBroker", 0, 0, false},
    Api{65, "DescribeTransactions", 0, 0, false},
    Api{66, "ListTransactions", 2, 0, false},
    Api{67, "AllocateProducerIds", 0, 0, false},
    Api{68, "ConsumerGroupHeartbeat", 1, 0, true},
    Api{69, "ConsumerGroupDescribe", 1, 0, true},
    Api{70, "ControllerRegistration", 0, 0, false},
    Api{71, "GetTelemetrySubscriptions", 0, 0, true},
    Api{72, "PushTelemetry", 0, 0, true},
    Api{73, "AssignReplicasToDirs", 0, 0, false},
    Api{74, "ListConfigResources", 1, 0, false},
    Api{75, "DescribeTopicPartitions", 0, 0, true},
    Api{76, "ShareGroupHeartbeat", 1, 0, false},
    Api{77, "ShareGroupDescribe", 1, 0, false},
    Api{78, "ShareFetch", 2, 0, false},
    Api{79, "ShareAcknowledge", 2, 0, false},
    Api{80, "AddRaftVoter", 1, 0, false},
    Api{81, "RemoveRaftVoter", 0, 0, false},
    Api{82, "UpdateRaftVoter", 0, 0, false},
    Api{83, "InitializeShareGroupState", 0, 0, false},
    Api{84, "ReadShareGroupState", 0, 0, false},
    Api{85, "WriteShareGroupState", 0, 0, false},
    Api{86, "DeleteShareGroupState", 0, 0, false},
    Api{87, "ReadShareGroupStateSummary", 0, 0, false},
    Api{88, "StreamsGroupHeartbeat", 0, 0, false},
    Api{89, "StreamsGroupDescribe", 0, 0, false},
    Api{90, "DescribeShareGroupOffsets", 0, 0, false},
    Api{91, "AlterShareGroupOffsets", 0, 0, false},
    Api{92, "DeleteShareGroupOffsets", 0, 0, false},
};

constexpr bool in_order() {
  for (std::size_t i = 0; i < kApis.size(); ++i) {
    if (kApis[i].key != static_cast<int>(i)) return false;
  }
  return true;
}
static_assert(in_order());

}  // namespace

std::span<const Api> apis() { return kApis; }

const Api* api(int key) {
  if (key < 0 || static_cast<std::size_t>(key) >= kApis.size()) return nullptr;
  return &kApis[static_cast<std::size_t>(key)];
}

bool described(int key, int version) {
  const Api* const found = api(key);
  return found != nullptr && found->described && version >= 0 && version <= found->newest;
}

bool flexible(int key, int version) {
  const Api* const found = api(key);
  return found != nullptr && version >= found->flexible;
}

bool flexible_response_header(int key, int version) {
  return key != kApiVersions && flexible(key, version);
}

}  // namespace goldwire::kafka
