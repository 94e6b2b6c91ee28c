// What the conversation holds is bounded, and it says what it gave up, on dialogues written by
// hand.
#include <gtest/gtest.h>

#include "protocols/kafka/conversation.h"
#include "tests/protocols/kafka/dialogue.h"

namespace goldwire::kafka {
namespace {

using Names = std::vector<std::string>;

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

}  // namespace
}  // namespace goldwire::kafka
