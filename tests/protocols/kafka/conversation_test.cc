// The conversation: framing, pairing, versions and endings, on dialogues written by hand.
#include "protocols/kafka/conversation.h"

#include <gmock/gmock.h>

#include "tests/protocols/kafka/dialogue.h"

namespace goldwire::kafka {
namespace {

using testing::ElementsAre;
using Names = std::vector<std::string>;

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

}  // namespace
}  // namespace goldwire::kafka
