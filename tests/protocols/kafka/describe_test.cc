// What one exchange becomes: records sent and received, what is left out, and what cannot be read.
#include "protocols/kafka/describe.h"

#include <gmock/gmock.h>

#include "tests/protocols/kafka/dialogue.h"

namespace goldwire::kafka {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Names = std::vector<std::string>;

std::vector<Interaction> told(const Dialogue& dialogue) {
  return hear(dialogue.transcript()).interactions();
}

std::vector<Interaction> of_fetch(const FetchRequest& request, const FetchResponse& response) {
  Dialogue dialogue;
  dialogue.ask(kFetch, 12, 1, request);
  dialogue.answer(kFetch, 12, 1, response);
  return told(dialogue);
}

TEST(KafkaDescribe, ARecordSentSaysAllThatTheContractAsks) {
  Dialogue dialogue;
  dialogue.ask(kProduce, 9, 1, produce(batch_of({"zero", "one"}), -1, "transactions"));
  dialogue.answer(kProduce, 9, 1, produced(100, 0, "transactions"));
  const auto seen = told(dialogue);
  ASSERT_EQ(seen.size(), 2U);
  const Interaction& it = seen[1];
  EXPECT_EQ(it.role, Role::send);
  EXPECT_EQ(it.name, "send transactions");
  EXPECT_EQ(it.protocol, "kafka");
  EXPECT_EQ(it.part, 1U);
  EXPECT_EQ(it.start, dialogue.transcript().pieces[0].time);
  EXPECT_EQ(it.end, dialogue.transcript().pieces[1].time);
  EXPECT_EQ(it.attributes.text("messaging.system"), "kafka");
  EXPECT_EQ(it.attributes.text("messaging.operation.type"), "send");
  EXPECT_EQ(it.attributes.text("messaging.destination.name"), "transactions");
  EXPECT_EQ(it.attributes.text("messaging.destination.partition.id"), "0");
  EXPECT_EQ(it.attributes.integer("messaging.kafka.offset"), 101);
  EXPECT_EQ(it.attributes.text("messaging.kafka.message.key"), "k1");
  EXPECT_EQ(it.attributes.text("messaging.client.id"), "client");
  EXPECT_EQ(it.attributes.integer("goldwire.kafka.acks"), -1);
  EXPECT_EQ(it.request_payload.size, 3U);
  EXPECT_GT(it.request_payload.wire_size, 3U);
  const Value body =
      Value::Object{{"key", Value("k1")}, {"headers", Value::List{}}, {"value", Value("one")}};
  EXPECT_EQ(std::get<Value>(it.request_payload.body), body);
  EXPECT_FALSE(it.control);
  EXPECT_TRUE(it.incomplete.empty());
}

TEST(KafkaDescribe, KeysValuesAndHeadersKeepWhatTheyAre) {
  const std::string binary("\x00\xff", 2);
  Record record;
  record.key = binary;
  record.headers = {{"text", "t"}, {"null", std::nullopt}, {"binary", binary}, {"text", ""}};
  Batch batch;
  Dialogue dialogue;
  dialogue.ask(kProduce, 9, 1, produce(write_batch(batch, {record})));
  dialogue.answer(kProduce, 9, 1, produced(0));
  const Interaction it = told(dialogue).at(0);
  EXPECT_EQ(it.attributes.text("messaging.kafka.message.key"), "AP8=");
  EXPECT_EQ(
      write_json(std::get<Value>(it.request_payload.body)),
      R"({"key":"AP8=","headers":[["text","t"],["null",null],["binary","AP8="],["text",""]],"value":null})");
  EXPECT_NE(std::get<Value>(it.request_payload.body).find("key")->blob(), nullptr);
  EXPECT_EQ(it.request_payload.size, 0U);
}

TEST(KafkaDescribe, ARefusedRecordSaysWhy) {
  Dialogue dialogue;
  dialogue.ask(kProduce, 9, 1, produce(batch_of({"a"})));
  dialogue.answer(kProduce, 9, 1, produced(-1, 6));
  const Interaction it = told(dialogue).at(0);
  EXPECT_EQ(it.status.code, StatusCode::error);
  EXPECT_EQ(it.attributes.text("error.type"), "NOT_LEADER_OR_FOLLOWER");
  EXPECT_FALSE(it.attributes.integer("messaging.kafka.offset"));
}

TEST(KafkaDescribe, PartsCountOverTopicsAndPartitions) {
  const std::string one = batch_of({"t/0"});
  const std::string two = batch_of({"t/1 a", "t/1 b"});
  const std::string three = batch_of({"u/0"});
  ProduceRequest request = produce(one);
  request.topic_data[0].partition_data.push_back({1, records_of(two)});
  request.topic_data.push_back({"u", {}, {{0, records_of(three)}}});
  ProduceResponse response = produced(10);
  response.responses[0].partition_responses.resize(2);
  response.responses[0].partition_responses[1].index = 1;
  response.responses[0].partition_responses[1].base_offset = 20;
  response.responses.push_back(produced(30, 0, "u").responses[0]);
  Dialogue dialogue;
  dialogue.ask(kProduce, 9, 1, request);
  dialogue.answer(kProduce, 9, 1, response);
  const auto seen = told(dialogue);
  EXPECT_THAT(values_of(seen), ElementsAre("t/0", "t/1 a", "t/1 b", "u/0"));
  std::vector<std::int64_t> offsets;
  for (std::size_t i = 0; i < seen.size(); ++i) {
    EXPECT_EQ(seen[i].part, i);
    offsets.push_back(*seen[i].attributes.integer("messaging.kafka.offset"));
  }
  EXPECT_THAT(offsets, ElementsAre(10, 20, 21, 30));
}

TEST(KafkaDescribe, ARecordReceivedBeginsWithTheAnswer) {
  Dialogue dialogue;
  HeartbeatRequest heartbeat;
  heartbeat.group_id = "billing";
  dialogue.ask(kHeartbeat, 4, 1, heartbeat);
  dialogue.answer_heartbeat(1);
  dialogue.ask(kFetch, 12, 2, fetch(5));
  dialogue.answer(kFetch, 12, 2, fetched(batch_of({"five"}, 5)));
  const Interaction it = told(dialogue).at(1);
  EXPECT_EQ(it.role, Role::receive);
  EXPECT_EQ(it.name, "receive t");
  EXPECT_EQ(it.start, dialogue.transcript().pieces[3].time);
  EXPECT_EQ(it.request.first, dialogue.transcript().pieces[2].time);
  EXPECT_EQ(it.attributes.integer("messaging.kafka.offset"), 5);
  EXPECT_EQ(it.attributes.text("messaging.consumer.group.name"), "billing");
  EXPECT_EQ(value_of(it), "five");
}

TEST(KafkaDescribe, RecordsBeforeTheFetchOffsetWereNotDelivered) {
  const std::string batch = batch_of({"0", "1", "2", "3"}, 0);
  EXPECT_THAT(values_of(of_fetch(fetch(2), fetched(batch))), ElementsAre("2", "3"));
  EXPECT_THAT(values_of(of_fetch(fetch(0), fetched(batch))), ElementsAre("0", "1", "2", "3"));
}

TEST(KafkaDescribe, AFetchSessionRemembersItsOffsets) {
  const std::string batch = batch_of({"0", "1", "2", "3"}, 0);
  FetchRequest full = fetch(3);
  full.session_epoch = 0;
  FetchResponse opened;
  opened.session_id = 9;
  FetchRequest next;
  next.session_id = 9;
  next.session_epoch = 1;
  Dialogue dialogue;
  dialogue.ask(kFetch, 12, 1, full);
  dialogue.answer(kFetch, 12, 1, opened);
  dialogue.ask(kFetch, 12, 2, next);
  dialogue.answer(kFetch, 12, 2, fetched(batch));
  EXPECT_THAT(values_of(told(dialogue)), ElementsAre("3"));

  // Without the session's beginning nobody knows where in the first batch it stands.
  Dialogue late;
  late.ask(kFetch, 12, 2, next);
  late.answer(kFetch, 12, 2, fetched(batch + batch_of({"4", "5"}, 4)));
  const auto seen = told(late);
  ASSERT_THAT(values_of(seen), ElementsAre("0", "1", "2", "3", "4", "5"));
  for (std::size_t i = 0; i < seen.size(); ++i) {
    EXPECT_EQ(reasons_of(seen[i].incomplete), i < 4 ? Names{"midstream"} : Names{}) << i;
  }
}

TEST(KafkaDescribe, AnEmptyFetchIsNoInteraction) {
  EXPECT_THAT(of_fetch(fetch(0), fetched("")), IsEmpty());
  FetchResponse failed = fetched("");
  failed.responses[0].partitions[0].error_code = 6;
  EXPECT_THAT(of_fetch(fetch(0), failed), IsEmpty());
  Dialogue unanswered;
  unanswered.ask(kFetch, 12, 1, fetch(0));
  EXPECT_THAT(told(unanswered), IsEmpty());
}

TEST(KafkaDescribe, AFetchWhoseAnswerWasLostSaysSo) {
  Dialogue dialogue;
  dialogue.ask(kFetch, 12, 1, fetch(0));
  const std::size_t lost = dialogue.answer(kFetch, 12, 1, fetched(batch_of({"lost"})));
  dialogue.heartbeat(2);
  Hearing hearing;
  hearing.lost.resize(4);
  hearing.lost[lost] = true;
  const auto seen = hear(dialogue.transcript(), hearing).interactions();
  ASSERT_EQ(seen.size(), 2U);
  EXPECT_EQ(seen[0].name, "receive");
  EXPECT_EQ(reasons_of(seen[0].incomplete), (Names{"no-response", "gap"}));
}

TEST(KafkaDescribe, APartialBatchAtTheEndOfAFetchIsIgnored) {
  const std::string batch = batch_of({"whole"}, 0);
  const std::string next = batch_of({"not yet"}, 1);
  EXPECT_THAT(values_of(of_fetch(fetch(0), fetched(batch + next.substr(0, 70)))),
              ElementsAre("whole"));
}

TEST(KafkaDescribe, ABatchThatCannotBeReadIsOneInteraction) {
  std::string damaged = batch_of({"a", "b", "c"}, 0);
  damaged.back() = static_cast<char>(damaged.back() ^ 1);
  const auto seen = of_fetch(fetch(0), fetched(damaged + batch_of({"d"}, 3)));
  ASSERT_EQ(seen.size(), 2U);
  EXPECT_EQ(seen[0].name, "receive t");
  EXPECT_EQ(seen[0].attributes.integer("messaging.batch.message_count"), 3);
  EXPECT_EQ(reasons_of(seen[0].incomplete), Names{"undecodable"});
  EXPECT_EQ(value_of(seen[1]), "d");
  EXPECT_TRUE(seen[1].incomplete.empty());
}

TEST(KafkaDescribe, NoOffsetIsCountedOverABatchThatCannotBeCounted) {
  std::string damaged = batch_of({"a", "b", "c"}, 0);
  damaged.back() = static_cast<char>(damaged.back() ^ 1);
  Dialogue dialogue;
  dialogue.ask(kProduce, 9, 1, produce(batch_of({"before"}) + damaged + batch_of({"after"})));
  dialogue.answer(kProduce, 9, 1, produced(10));
  const auto seen = told(dialogue);
  ASSERT_EQ(seen.size(), 3U);
  EXPECT_EQ(seen[0].attributes.integer("messaging.kafka.offset"), 10);
  EXPECT_EQ(value_of(seen[2]), "after");
  EXPECT_FALSE(seen[2].attributes.integer("messaging.kafka.offset"));
}

TEST(KafkaDescribe, NoOffsetComesOutOfAHole) {
  Dialogue dialogue;
  dialogue.ask(kProduce, 9, 1, produce(batch_of({"a"})));
  const std::size_t answer = dialogue.answer(kProduce, 9, 1, produced(77));
  // Each octet of the answer in turn is lost, with all that follows in its packet.
  const std::string octets = dialogue.transcript().pieces[answer].octets;
  for (std::size_t at = 8; at < octets.size(); ++at) {
    Dialogue holed = dialogue;
    holed.transcript().pieces[answer].octets = octets.substr(0, at);
    holed.say(Side::server, octets.substr(at));
    Hearing hearing;
    hearing.lost = {false, false, true};
    const auto seen = hear(holed.transcript(), hearing).interactions();
    ASSERT_EQ(seen.size(), 1U) << at;
    EXPECT_FALSE(seen[0].incomplete.empty()) << at;
    EXPECT_EQ(seen[0].attributes.integer("messaging.kafka.offset").value_or(77), 77) << at;
  }
}

TEST(KafkaDescribe, TransactionMarkersAreNoRecords) {
  const std::string key("\0\0\0\1", 4);
  Record marker;
  marker.offset = 1;
  marker.key = key;
  Batch control;
  control.base_offset = 1;
  control.control = true;
  EXPECT_THAT(
      values_of(of_fetch(fetch(0), fetched(batch_of({"a"}, 0) + write_batch(control, {marker}) +
                                           batch_of({"b"}, 2)))),
      ElementsAre("a", "b"));
}

TEST(KafkaDescribe, WhatATransactionAbortedIsLeftOutForThoseWhoReadCommitted) {
  Batch transactional;
  transactional.transactional = true;
  transactional.producer_id = 5;
  Batch other = transactional;
  other.producer_id = 6;
  const auto marker = [](std::int64_t offset, std::int64_t producer, bool commit) {
    const std::string key = std::string("\0\0\0", 3) + (commit ? '\1' : '\0');
    Record record;
    record.offset = offset;
    record.key = key;
    Batch batch;
    batch.base_offset = offset;
    batch.control = true;
    batch.transactional = true;
    batch.producer_id = producer;
    return write_batch(batch, {record});
  };
  const std::string log = batch_of({"committed"}, 0, transactional) + marker(1, 5, true) +
                          batch_of({"aborted"}, 2, transactional) + batch_of({"other"}, 3, other) +
                          batch_of({"aborted too"}, 4, transactional) + marker(5, 5, false) +
                          batch_of({"committed later"}, 6, transactional) + marker(7, 5, true) +
                          marker(8, 6, true) + batch_of({"plain"}, 9);
  FetchRequest request = fetch(0);
  EXPECT_THAT(
      values_of(of_fetch(request, fetched(log))),
      ElementsAre("committed", "aborted", "other", "aborted too", "committed later", "plain"));
  request.isolation_level = 1;
  FetchResponse response = fetched(log);
  response.responses[0].partitions[0].aborted_transactions = {{5, 2}};
  EXPECT_THAT(values_of(of_fetch(request, response)),
              ElementsAre("committed", "other", "committed later", "plain"));
}

TEST(KafkaDescribe, ATopicIdIsNamedWhereTheConnectionKnowsIt) {
  Uuid id;
  id.octets.fill(3);
  FetchRequest request = fetch(0, "");
  request.topics[0].topic_id = id;
  FetchResponse response = fetched("", "");
  const std::string batch = batch_of({"v"});
  response.responses[0].topic_id = id;
  response.responses[0].partitions[0].records = records_of(batch);
  MetadataResponse metadata;
  metadata.topics.resize(1);
  metadata.topics[0].name = "orders";
  metadata.topics[0].topic_id = id;
  Dialogue dialogue;
  dialogue.ask(kFetch, 13, 1, request);
  dialogue.answer(kFetch, 13, 1, response);
  dialogue.ask(kMetadata, 12, 2, MetadataRequest{});
  dialogue.answer(kMetadata, 12, 2, metadata);
  dialogue.ask(kFetch, 13, 3, request);
  dialogue.answer(kFetch, 13, 3, response);
  const auto seen = told(dialogue);
  ASSERT_EQ(seen.size(), 3U);
  EXPECT_EQ(seen[0].name, "receive unknown");
  EXPECT_EQ(seen[0].attributes.find("messaging.destination.name"), nullptr);
  EXPECT_EQ(seen[0].attributes.text("goldwire.kafka.topic_id"), id.text());
  EXPECT_EQ(seen[2].name, "receive orders");
  EXPECT_EQ(seen[2].attributes.text("messaging.destination.name"), "orders");
}

TEST(KafkaDescribe, OtherRequestsAreControlWithTheirFields) {
  Dialogue dialogue;
  dialogue.ask_heartbeat(1);
  HeartbeatResponse response;
  response.error_code = 27;
  dialogue.answer(kHeartbeat, 4, 1, response);
  const Interaction it = told(dialogue).at(0);
  EXPECT_EQ(it.role, Role::query);
  EXPECT_TRUE(it.control);
  EXPECT_EQ(it.name, "Heartbeat");
  EXPECT_EQ(it.attributes.integer("goldwire.kafka.api_key"), 12);
  EXPECT_EQ(it.attributes.text("goldwire.kafka.api_name"), "Heartbeat");
  EXPECT_EQ(it.attributes.integer("goldwire.kafka.api_version"), 4);
  EXPECT_EQ(it.attributes.text("error.type"), "REBALANCE_IN_PROGRESS");
  EXPECT_EQ(write_json(std::get<Value>(it.request_payload.body)),
            R"({"groupId":"group","generationId":0,"memberId":"member","groupInstanceId":null})");
}

TEST(KafkaDescribe, ABombIsBounded) {
  Batch batch;
  batch.compression = Compression::zstd;
  const std::string zeros(40 << 20, '\0');
  Record record;
  record.value = zeros;
  std::string bombs;
  for (int i = 0; i < 8; ++i) bombs += write_batch(batch, {record});
  EXPECT_LT(bombs.size(), 100'000U);
  const auto seen = of_fetch(fetch(0), fetched(bombs));
  ASSERT_EQ(seen.size(), 8U);
  std::size_t expanded = 0;
  for (const Interaction& it : seen) {
    expanded += it.response_payload.captured;
    EXPECT_EQ(it.incomplete.has(Reason::limit), it.response_payload.captured == 0);
  }
  EXPECT_LE(expanded, 2 * kExpandedLimit);
  EXPECT_GT(expanded, 0U);
}

}  // namespace
}  // namespace goldwire::kafka
