// The conversation: framing, pairing, holes, limits and facts, on dialogues written by hand.
#include "protocols/kafka/conversation.h"

#include <gmock/gmock.h>

#include "tests/protocols/kafka/dialogue.h"

namespace goldwire::kafka {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Names = std::vector<std::string>;

Hearing losing(const Dialogue& dialogue, std::initializer_list<std::size_t> pieces) {
  Hearing hearing;
  hearing.lost.resize(dialogue.transcript().pieces.size());
  for (const std::size_t piece : pieces) hearing.lost[piece] = true;
  return hearing;
}

/// Splits piece `index` so that octets [begin, end) of it are a piece of their own; gives that
/// one's index.
std::size_t cut_out(Dialogue& dialogue, std::size_t index, std::size_t begin, std::size_t end) {
  auto& pieces = dialogue.transcript().pieces;
  const Piece piece = pieces[index];
  Piece parts[3] = {piece, piece, piece};
  parts[0].octets = piece.octets.substr(0, begin);
  parts[1].octets = piece.octets.substr(begin, end - begin);
  parts[2].octets = piece.octets.substr(end);
  pieces.erase(pieces.begin() + static_cast<std::ptrdiff_t>(index));
  pieces.insert(pieces.begin() + static_cast<std::ptrdiff_t>(index), parts, parts + 3);
  return index + 1;
}

void expect_closed_account(const Heard& heard) {
  for (const std::size_t side : {0U, 1U}) {
    const Account& account = heard.accounts[side];
    EXPECT_EQ(account.taken + account.skipped + account.lost, heard.fed[side]);
  }
}

TEST(KafkaConversation, PairsAPipelineByCorrelationId) {
  Dialogue dialogue;
  const std::string batch = batch_of({"a", "b"});
  dialogue.ask(kProduce, 9, 10, produce(batch));
  dialogue.ask_heartbeat(11);
  dialogue.ask(kFetch, 12, 12, fetch(0));
  dialogue.answer(kProduce, 9, 10, produced(70));
  dialogue.answer_heartbeat(11);
  dialogue.answer(kFetch, 12, 12, fetched(batch_of({"c"})));
  const Heard heard = hear(dialogue.transcript());
  ASSERT_EQ(heard.exchanges.size(), 3U);
  for (std::size_t i = 0; i < 3; ++i) {
    const Exchange& exchange = heard.exchanges[i];
    EXPECT_EQ(exchange.ordinal, i);
    EXPECT_EQ(exchange.protocol, "kafka");
    EXPECT_TRUE(exchange.incomplete.empty());
    EXPECT_EQ(call_of(exchange).header->correlation_id, 10 + static_cast<int>(i));
    EXPECT_EQ(exchange.control, i == 1);
    EXPECT_EQ(exchange.request.first, dialogue.transcript().pieces[i].time);
    EXPECT_EQ(exchange.response.last, dialogue.transcript().pieces[i + 3].time);
  }
  ASSERT_EQ(heard.opened.size(), 3U);
  EXPECT_FALSE(heard.opened[0].waits);
  EXPECT_TRUE(heard.opened[1].waits);
  EXPECT_TRUE(heard.opened[2].waits);
  EXPECT_THAT(values_of(heard.interactions()), ElementsAre("a", "b", "c"));
  expect_closed_account(heard);
}

TEST(KafkaConversation, AnswersOutOfOrderFindTheirRequests) {
  Dialogue dialogue;
  for (const int id : {1, 2, 3}) dialogue.ask_heartbeat(id);
  for (const int id : {3, 1, 2}) dialogue.answer_heartbeat(id);
  const Heard heard = hear(dialogue.transcript());
  ASSERT_EQ(heard.exchanges.size(), 3U);
  for (const Exchange& exchange : heard.exchanges) {
    EXPECT_TRUE(exchange.incomplete.empty());
    EXPECT_EQ(call_of(exchange).header->correlation_id, call_of(exchange).answered);
  }
}

TEST(KafkaConversation, ARepeatedIdIsAnsweredOldestFirst) {
  Dialogue dialogue;
  dialogue.ask(kProduce, 9, 7, produce(batch_of({"first"})));
  dialogue.ask(kProduce, 9, 7, produce(batch_of({"second"})));
  dialogue.answer(kProduce, 9, 7, produced(1));
  dialogue.answer(kProduce, 9, 7, produced(2));
  const auto seen = hear(dialogue.transcript()).interactions();
  ASSERT_THAT(values_of(seen), ElementsAre("first", "second"));
  EXPECT_EQ(seen[0].attributes.integer("messaging.kafka.offset"), 1);
  EXPECT_EQ(seen[1].attributes.integer("messaging.kafka.offset"), 2);
}

TEST(KafkaConversation, ARepeatedIdBesideAHoleIsNobodysAnswer) {
  Dialogue dialogue;
  dialogue.ask(kProduce, 9, 7, produce(batch_of({"first"})));
  dialogue.ask(kProduce, 9, 7, produce(batch_of({"second"})));
  const std::size_t lost = dialogue.answer(kProduce, 9, 7, produced(1));
  dialogue.answer(kProduce, 9, 7, produced(2));
  const Heard heard = hear(dialogue.transcript(), losing(dialogue, {lost}));
  for (const Exchange& exchange : heard.exchanges) EXPECT_FALSE(exchange.incomplete.empty());
  EXPECT_EQ(heard.exchanges.size(), 3U);
}

TEST(KafkaConversation, ProduceWithoutAcknowledgementIsWhole) {
  Dialogue dialogue;
  dialogue.ask(kProduce, 9, 1, produce(batch_of({"fire", "forget"}), 0));
  dialogue.heartbeat(2);
  const Heard heard = hear(dialogue.transcript());
  ASSERT_EQ(heard.exchanges.size(), 2U);
  EXPECT_TRUE(heard.exchanges[0].incomplete.empty());
  EXPECT_FALSE(heard.exchanges[0].response.first);
  const auto seen = heard.interactions();
  EXPECT_THAT(values_of(seen), ElementsAre("fire", "forget"));
  EXPECT_FALSE(seen[0].attributes.integer("messaging.kafka.offset"));
  EXPECT_EQ(seen[0].status.code, StatusCode::unset);
}

TEST(KafkaConversation, AVersionNewerThanTheTableIsAHeader) {
  Dialogue dialogue;
  for (const std::int16_t key : {kProduce, kHeartbeat, std::int16_t{200}}) {
    WireWriter request;
    request.i16(key);
    request.i16(66);
    request.i32(key + 1);
    request.i16(2);
    request.text("me");
    request.text(std::string("\0what is this\0", 14));
    dialogue.say(Side::client, framed(request.take()));
    WireWriter response;
    response.i32(key + 1);
    response.text("who knows");
    dialogue.say(Side::server, framed(response.take()));
  }
  const Heard heard = hear(dialogue.transcript());
  ASSERT_EQ(heard.exchanges.size(), 3U);
  for (const Exchange& exchange : heard.exchanges) {
    EXPECT_EQ(reasons_of(exchange.incomplete), Names{"unsupported-version"});
    EXPECT_TRUE(exchange.response.first);
  }
  const auto seen = heard.interactions();
  ASSERT_EQ(seen.size(), 3U);
  EXPECT_EQ(seen[0].name, "Produce");
  EXPECT_EQ(seen[0].role, Role::send);
  EXPECT_FALSE(seen[0].control);
  EXPECT_EQ(seen[0].attributes.integer("goldwire.kafka.api_version"), 66);
  EXPECT_EQ(seen[1].name, "Heartbeat");
  EXPECT_TRUE(seen[1].control);
  EXPECT_EQ(seen[2].name, "ApiKey200");
  EXPECT_EQ(seen[2].attributes.integer("goldwire.kafka.api_key"), 200);
  expect_closed_account(heard);
}

TEST(KafkaConversation, ApiVersionsThatTheBrokerDoesNotKnowIsAnsweredInVersion0) {
  Dialogue dialogue;
  ApiVersionsRequest request;
  request.client_software_name = "test";
  request.client_software_version = "1";
  dialogue.ask(kApiVersions, 4, 1, request);
  ApiVersionsResponse response;
  response.error_code = 35;
  response.api_keys = {{kApiVersions, 0, 2}};
  FieldWriter old(0, false);
  old.raw().i32(1);
  old.message(response);
  dialogue.say(Side::server, framed(old.take()));
  const Heard heard = hear(dialogue.transcript());
  ASSERT_EQ(heard.exchanges.size(), 1U);
  EXPECT_TRUE(heard.exchanges[0].incomplete.empty());
  const Interaction it = heard.interactions().at(0);
  EXPECT_EQ(it.attributes.text("error.type"), "UNSUPPORTED_VERSION");
  EXPECT_EQ(it.attributes.text("goldwire.kafka.api_name"), "ApiVersions");
}

TEST(KafkaConversation, AHoleInsideARecordKeepsTheOtherBatches) {
  Dialogue dialogue;
  const std::string first = batch_of({"first one", "first two"}, 0);
  const std::string second = batch_of({"second"}, 2);
  const std::size_t piece = dialogue.ask(kProduce, 9, 1, produce(first + second));
  dialogue.answer(kProduce, 9, 1, produced(40));
  dialogue.heartbeat(2);
  const std::size_t at = dialogue.transcript().pieces[piece].octets.find("first one");
  const std::size_t lost = cut_out(dialogue, piece, at, at + 5);
  const Heard heard = hear(dialogue.transcript(), losing(dialogue, {lost}));
  ASSERT_EQ(heard.exchanges.size(), 2U);
  EXPECT_EQ(reasons_of(heard.exchanges[0].incomplete), Names{"gap"});
  EXPECT_TRUE(heard.exchanges[1].incomplete.empty());
  const auto seen = describe(heard.exchanges[0]);
  ASSERT_EQ(seen.size(), 2U);
  EXPECT_EQ(seen[0].attributes.integer("messaging.batch.message_count"), 2);
  EXPECT_EQ(seen[0].name, "send t");
  EXPECT_EQ(value_of(seen[1]), "second");
  EXPECT_EQ(seen[1].attributes.integer("messaging.kafka.offset"), 42);
  EXPECT_EQ(reasons_of(seen[1].incomplete), Names{"gap"});
  EXPECT_EQ(heard.accounts[0].lost, 5U);
  EXPECT_EQ(heard.accounts[0].skipped, 0U);
}

TEST(KafkaConversation, AHoleOverBoundariesLosesOnlyWhatItTouched) {
  Dialogue dialogue;
  for (int id = 0; id < 10; ++id) dialogue.heartbeat(id);
  // Requests stand at even places, answers at odd ones.
  const Heard requests_lost = hear(dialogue.transcript(), losing(dialogue, {6, 8}));
  std::size_t whole = 0;
  std::size_t orphans = 0;
  for (const Exchange& exchange : requests_lost.exchanges) {
    whole += exchange.incomplete.empty() ? 1 : 0;
    orphans += exchange.incomplete.has(Reason::no_request) ? 1 : 0;
  }
  EXPECT_EQ(whole, 8U);
  EXPECT_EQ(orphans, 2U);

  const Heard answers_lost = hear(dialogue.transcript(), losing(dialogue, {7, 9}));
  whole = 0;
  for (const Exchange& exchange : answers_lost.exchanges) {
    whole += exchange.incomplete.empty() ? 1 : 0;
    if (!exchange.incomplete.empty()) {
      EXPECT_EQ(reasons_of(exchange.incomplete), (Names{"no-response", "gap"}));
    }
  }
  EXPECT_EQ(whole, 8U);
  EXPECT_EQ(answers_lost.exchanges.size(), 10U);
  expect_closed_account(answers_lost);
}

TEST(KafkaConversation, AHoleThatEndsWithItsFrameKeepsStep) {
  Dialogue dialogue;
  const std::size_t piece = dialogue.ask(kProduce, 9, 1, produce(batch_of({"lost"})));
  dialogue.answer(kProduce, 9, 1, produced(0));
  dialogue.heartbeat(2);
  const std::size_t size = dialogue.transcript().pieces[piece].octets.size();
  const std::size_t lost = cut_out(dialogue, piece, 6, size);  // even its header is gone
  const Heard heard = hear(dialogue.transcript(), losing(dialogue, {lost}));
  EXPECT_EQ(heard.accounts[0].skipped, 0U);
  EXPECT_EQ(heard.accounts[0].lost, size - 6);
  EXPECT_TRUE(heard.exchanges.back().incomplete.empty());
}

TEST(KafkaConversation, AConnectionJoinedInsideAFrameFindsItsStep) {
  Dialogue dialogue;
  dialogue.ask(kProduce, 9, 1, produce(batch_of({std::string(300, 'x')})));
  dialogue.answer(kProduce, 9, 1, produced(0));
  for (int id = 2; id < 6; ++id) dialogue.heartbeat(id);
  Transcript late = dialogue.transcript();
  late.midstream = true;
  late.pieces[0].octets.erase(0, 100);
  late.pieces[1].octets.erase(0, 9);
  const Heard heard = hear(late);
  std::size_t whole = 0;
  for (const Exchange& exchange : heard.exchanges) whole += exchange.incomplete.empty() ? 1 : 0;
  EXPECT_EQ(whole, 4U);
  expect_closed_account(heard);
}

TEST(KafkaConversation, AnAnswerWithoutItsRequestIsAnExchangeOfItsOwn) {
  Dialogue dialogue;
  dialogue.answer(kProduce, 9, 1, produced(0));
  dialogue.heartbeat(2);
  dialogue.transcript().midstream = true;
  const Heard heard = hear(dialogue.transcript());
  ASSERT_EQ(heard.exchanges.size(), 2U);
  EXPECT_EQ(reasons_of(heard.exchanges[0].incomplete), (Names{"no-request", "midstream"}));
  EXPECT_TRUE(heard.exchanges[0].control);
  EXPECT_EQ(heard.interactions().at(0).name, "unknown");
}

TEST(KafkaConversation, WhatLooksLikeFramesInsideAFrameIsNotBelievedBeforeIt) {
  std::string inner;
  for (char id = 1; id < 5; ++id) inner += std::string("\0\0\0\12\0\0\0", 7) + id + "123456";
  Dialogue dialogue;
  dialogue.ask(kFetch, 11, 9, fetch(0));
  dialogue.answer(kFetch, 11, 9, fetched(batch_of({inner})));
  dialogue.transcript().midstream = true;
  for (const std::size_t split : {0U, 1U, 7U}) {
    Hearing hearing;
    hearing.split = split;
    const Heard heard = hear(dialogue.transcript(), hearing);
    ASSERT_EQ(heard.exchanges.size(), 1U) << "split " << split;
    EXPECT_TRUE(heard.exchanges[0].incomplete.empty());
    EXPECT_NE(call_of(heard.exchanges[0]).response.octets.find(inner), std::string::npos);
  }
}

TEST(KafkaConversation, SmallNumbersInABodyAreNoAnswers) {
  // The rest of a body whose beginning was not captured: a length, an id, and the same once more.
  const std::string rest("\0\0\0\6\0\0\0\1..\0\0\0\6\0\0\0\2.\xff\xff\xff\xff", 23);
  Dialogue dialogue;
  dialogue.ask_heartbeat(5);
  const std::size_t answer = dialogue.answer_heartbeat(5);
  dialogue.heartbeat(6);
  dialogue.heartbeat(7);
  dialogue.transcript().pieces[answer].octets.insert(0, rest);
  dialogue.transcript().midstream = true;
  const Heard heard = hear(dialogue.transcript());
  EXPECT_EQ(heard.exchanges.size(), 3U);
  for (const Exchange& exchange : heard.exchanges) EXPECT_TRUE(exchange.incomplete.empty());
  EXPECT_EQ(heard.accounts[1].skipped, rest.size());
}

TEST(KafkaConversation, ALengthThatNobodyMeansIsSkipped) {
  Dialogue dialogue;
  dialogue.heartbeat(1);
  dialogue.say(Side::client, std::string("\x7f\xff\xff\xff rubbish", 12));
  for (int id = 2; id < 5; ++id) dialogue.heartbeat(id);
  const Heard heard = hear(dialogue.transcript());
  std::size_t whole = 0;
  for (const Exchange& exchange : heard.exchanges) whole += exchange.incomplete.empty() ? 1 : 0;
  EXPECT_EQ(whole, 4U);
  EXPECT_EQ(heard.accounts[0].skipped, 12U);
}

TEST(KafkaConversation, AFrameBeyondTheBudgetKeepsItsHead) {
  Dialogue dialogue;
  std::string batches;
  for (int i = 0; i < 40; ++i) batches += batch_of({std::string(1000, 'v')}, i);
  dialogue.ask(kProduce, 9, 1, produce(batches));
  dialogue.answer(kProduce, 9, 1, produced(0));
  dialogue.heartbeat(2);
  Hearing hearing;
  hearing.limits.held = 20'000;
  hearing.limits.body = 8'000;
  hearing.split = 700;
  const Heard heard = hear(dialogue.transcript(), hearing);
  ASSERT_EQ(heard.exchanges.size(), 2U);
  EXPECT_EQ(reasons_of(heard.exchanges[0].incomplete), Names{"limit"});
  EXPECT_TRUE(heard.exchanges[1].incomplete.empty());
  const auto seen = describe(heard.exchanges[0]);
  EXPECT_EQ(seen.size(), 8U);  // seven whole batches fit in the head; one stands for the rest
  EXPECT_EQ(value_of(seen.front()), std::string(1000, 'v'));
  EXPECT_LE(heard.most_held, hearing.limits.held);
  expect_closed_account(heard);
}

TEST(KafkaConversation, OnlySoManyRequestsWait) {
  Dialogue dialogue;
  for (int id = 0; id < 20; ++id) dialogue.ask_heartbeat(id);
  for (int id = 0; id < 20; ++id) dialogue.answer_heartbeat(id);
  Hearing hearing;
  hearing.limits.pending = 5;
  const Heard heard = hear(dialogue.transcript(), hearing);
  std::size_t whole = 0;
  std::size_t limited = 0;
  for (const Exchange& exchange : heard.exchanges) {
    whole += exchange.incomplete.empty() ? 1 : 0;
    limited += exchange.incomplete.has(Reason::limit) ? 1 : 0;
  }
  EXPECT_EQ(whole, 5U);
  EXPECT_EQ(limited, 15U);
}

TEST(KafkaConversation, SheddingGivesUpPayloadsFirst) {
  KafkaConversation conversation{Opening{}};
  Dialogue dialogue;
  dialogue.ask(kProduce, 9, 1, produce(batch_of({std::string(5000, 'v')})));
  const Piece& piece = dialogue.transcript().pieces[0];
  conversation.take(Chunk{Side::client, 0, as_bytes(piece.octets), piece.time, 0});
  while (conversation.poll()) {
  }
  const std::size_t before = conversation.held();
  EXPECT_GT(before, 5000U);
  conversation.shed(4000);
  EXPECT_LE(conversation.held(), before - 4000);
  EXPECT_FALSE(conversation.poll());  // the request itself still waits
  dialogue.answer(kProduce, 9, 1, produced(3));
  const Piece& answer = dialogue.transcript().pieces[1];
  conversation.take(Chunk{Side::server, 0, as_bytes(answer.octets), answer.time, 0});
  const auto output = conversation.poll();
  ASSERT_TRUE(output);
  const auto& exchange = std::get<Exchange>(*output);
  EXPECT_EQ(reasons_of(exchange.incomplete), Names{"limit"});
  EXPECT_EQ(describe(exchange).size(), 1U);
}

TEST(KafkaConversation, NoSecretIsKept) {
  for (const int version : {0, 1, 2}) {
    Dialogue dialogue;
    const std::string secret = std::string("\0alice\0hunter2!", 15);
    SaslAuthenticateRequest request;
    request.auth_bytes = as_bytes(secret);
    SaslAuthenticateResponse response;
    const std::string token = "v=server-secret";
    response.auth_bytes = as_bytes(token);
    dialogue.ask(kSaslAuthenticate, version, 1, request);
    const std::size_t answer = dialogue.answer(kSaslAuthenticate, version, 1, response);
    for (const bool holed : {false, true}) {
      Dialogue told = dialogue;
      Hearing hearing;
      if (holed) {
        const std::size_t at = told.transcript().pieces[answer].octets.find("secret");
        hearing = losing(told, {});
        const std::size_t lost = cut_out(told, answer, at, at + 2);
        hearing = losing(told, {lost});
      }
      const Heard heard = hear(told.transcript(), hearing);
      ASSERT_EQ(heard.exchanges.size(), 1U);
      EXPECT_EQ(heard.exchanges[0].incomplete.empty(), !holed);
      const Call& call = call_of(heard.exchanges[0]);
      for (const char* const word : {"hunter2", "alice", "server-", "secret"}) {
        EXPECT_EQ(call.request.octets.find(word), std::string::npos);
        EXPECT_EQ(call.response.octets.find(word), std::string::npos);
        EXPECT_EQ(shown(heard).at(0).find(word), std::string::npos);
      }
    }
  }
}

TEST(KafkaConversation, WhatIsUnansweredAtTheEndSaysSo) {
  Dialogue dialogue;
  dialogue.ask(kProduce, 9, 1, produce(batch_of({"a"})));
  Hearing hearing;
  EXPECT_EQ(reasons_of(hear(dialogue.transcript(), hearing).exchanges.at(0).incomplete),
            Names{"no-response"});
  hearing.ending = Ending::end_of_capture;
  EXPECT_EQ(reasons_of(hear(dialogue.transcript(), hearing).exchanges.at(0).incomplete),
            (Names{"no-response", "open"}));
  dialogue.transcript().pieces[0].octets.resize(60);
  EXPECT_EQ(reasons_of(hear(dialogue.transcript(), hearing).exchanges.at(0).incomplete),
            (Names{"no-response", "open"}));
  hearing.ending = Ending::reset;
  EXPECT_EQ(reasons_of(hear(dialogue.transcript(), hearing).exchanges.at(0).incomplete),
            (Names{"no-response", "truncated"}));
}

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
