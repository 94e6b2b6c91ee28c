// Facts that leave the conversation, on dialogues written by hand.
#include <gmock/gmock.h>

#include "tests/protocols/kafka/dialogue.h"

namespace goldwire::kafka {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Names = std::vector<std::string>;

TEST(KafkaConversation, TellsWhatIsTrueBeyondTheConnection) {
  Dialogue dialogue;
  Uuid id;
  id.octets.fill(7);
  MetadataResponse metadata;
  metadata.cluster_id = "cluster-1";
  metadata.brokers = {{1, "broker.example", 9092, std::nullopt}};
  metadata.topics.resize(1);
  metadata.topics[0].name = "orders";
  metadata.topics[0].topic_id = id;
  for (const int round : {1, 2}) {  // the second time says nothing new
    dialogue.ask(kMetadata, 12, round, MetadataRequest{});
    dialogue.answer(kMetadata, 12, round, metadata);
  }
  JoinGroupRequest join;
  join.group_id = "billing";
  join.protocol_type = "consumer";
  JoinGroupResponse joined;
  joined.member_id = "member-1";
  dialogue.ask(kJoinGroup, 9, 3, join);
  dialogue.answer(kJoinGroup, 9, 3, joined);
  SyncGroupRequest sync;
  sync.group_id = "billing";
  sync.member_id = "member-1";
  FieldWriter assignment(0, false);
  assignment.raw().i16(0);
  ConsumerProtocolAssignment assigned;
  assigned.assigned_partitions = {{"orders", {0, 2}}};
  assignment.message(assigned);
  const std::string octets = assignment.take();
  SyncGroupResponse synced;
  synced.assignment = as_bytes(octets);
  dialogue.ask(kSyncGroup, 5, 4, sync);
  dialogue.answer(kSyncGroup, 5, 4, synced);
  OffsetCommitRequest commit;
  commit.group_id = "billing";
  commit.member_id = "member-1";
  commit.topics.resize(1);
  commit.topics[0].name = "orders";
  commit.topics[0].partitions.resize(2);
  commit.topics[0].partitions[0].committed_offset = 5;
  commit.topics[0].partitions[1].partition_index = 2;
  commit.topics[0].partitions[1].committed_offset = 9;
  OffsetCommitResponse committed;
  committed.topics = {{"orders", {}, {{0, 0}, {2, 25}}}};  // the second partition is refused
  dialogue.ask(kOffsetCommit, 8, 5, commit);
  dialogue.answer(kOffsetCommit, 8, 5, committed);

  const Heard heard = hear(dialogue.transcript());
  Names facts;
  for (const Fact& fact : heard.facts) {
    facts.push_back(std::string(fact.kind) + ' ' + fact.key + ' ' + fact.value);
  }
  EXPECT_THAT(facts, ElementsAre("kafka.cluster  cluster-1", "kafka.broker 1 broker.example:9092",
                                 "kafka.topic-id " + id.text() + " orders",
                                 "kafka.member client [\"billing\",\"member-1\"]",
                                 "kafka.assignment billing [\"member-1\",\"orders\",[0,2]]",
                                 "kafka.commit billing [\"orders\",0,5]"));
}

TEST(KafkaConversation, AFactNeverComesFromADamagedExchange) {
  Dialogue dialogue;
  MetadataResponse metadata;
  metadata.cluster_id = "cluster-1";
  metadata.brokers = {{1, "broker.example", 9092, std::nullopt}};
  dialogue.ask(kMetadata, 12, 1, MetadataRequest{});
  const std::size_t piece = dialogue.answer(kMetadata, 12, 1, metadata);
  const std::size_t at = dialogue.transcript().pieces[piece].octets.find("example");
  const std::size_t lost = cut_out(dialogue, piece, at, at + 3);
  EXPECT_THAT(hear(dialogue.transcript(), losing(dialogue, {lost})).facts, IsEmpty());
  EXPECT_EQ(hear(dialogue.transcript()).facts.size(), 2U);
}

}  // namespace
}  // namespace goldwire::kafka
