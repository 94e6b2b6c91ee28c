// The conversation with holes, rubbish and late joins at chosen places, on dialogues written by
// hand.
#include <gtest/gtest.h>

#include "tests/protocols/kafka/dialogue.h"

namespace goldwire::kafka {
namespace {

using Names = std::vector<std::string>;

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

}  // namespace
}  // namespace goldwire::kafka
