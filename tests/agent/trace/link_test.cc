// Linking: who caused whom, and what must stay apart.
#include "agent/trace/link.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <map>
#include <random>

#include "tests/agent/trace/span_maker.h"

namespace goldwire {
namespace {

using testing::at;
using testing::span;
using testing::with_header;
using testing::with_record;
using testing::with_request;
using testing::with_transaction;

constexpr auto kServer = SpanKind::server;
constexpr auto kClient = SpanKind::client;
constexpr auto kProducer = SpanKind::producer;
constexpr auto kConsumer = SpanKind::consumer;

std::map<std::uint64_t, Parent> parents_of(std::vector<Span> spans,
                                           const std::vector<Commit>& commits = {}) {
  std::map<std::uint64_t, Parent> parents;
  for (const Trace& trace : link(std::move(spans), commits)) {
    for (const Span& one : trace.spans) parents[one.span_id] = one.parent;
  }
  return parents;
}

Commit commit(const std::string& consumer, const std::string& topic, std::int64_t offset,
              int when) {
  return {*Address::parse(consumer), "group", topic, "0", offset, at(when)};
}

TEST(Link, CallBelongsToTheOnlyRequestThatWasOpen) {
  const auto parents = parents_of({span(1, kServer, "web", "bff", "POST /deposit", 0, 100),
                                   span(2, kServer, "bff", "accounts", "POST /deposits", 10, 90),
                                   span(3, kClient, "accounts", "db", "INSERT deposits", 20, 30)});
  EXPECT_EQ(parents.at(1).span_id, 0U);
  EXPECT_EQ(parents.at(2).span_id, 1U);
  EXPECT_EQ(parents.at(3).span_id, 2U);
  EXPECT_EQ(parents.at(3).evidence, Evidence::containment);
  EXPECT_GT(parents.at(3).confidence, 0.9);
}

TEST(Link, AnAddressWithoutANameMayBeManySoItsCallsAreGuesses) {
  const auto from = [](Span made, const std::string& client, const std::string& server, int port) {
    made.client.named = made.server.named = false;
    made.client.service = client;
    made.server.service = server;
    made.client.endpoint.address = *Address::parse(client);
    made.server.endpoint = {*Address::parse(server), static_cast<std::uint16_t>(port)};
    return made;
  };
  const Span asked = span(1, kServer, "", "", "POST /a", 0, 100);
  const Span call = span(2, kServer, "", "", "GET /b", 10, 90);
  const auto confidence = [&](std::vector<Span> spans) {
    const auto parents = parents_of(std::move(spans));
    EXPECT_EQ(parents.at(2).span_id, 1U);
    return parents.at(2).confidence;
  };
  const Span far = from(asked, "10.0.0.9", "10.0.0.1", 80);
  const Span other = from(span(3, kServer, "", "", "GET /c", 200, 210), "10.0.0.9", "10.0.0.1", 81);
  EXPECT_GT(confidence({far, from(call, "10.0.0.1", "10.0.0.2", 80)}), 0.9);
  EXPECT_LT(confidence({far, other, from(call, "10.0.0.1", "10.0.0.2", 80)}), 0.75)
      << "two services at one address";
  EXPECT_LT(confidence({from(asked, "127.0.0.1", "127.0.0.1", 80),
                        from(call, "127.0.0.1", "127.0.0.1", 81)}),
            0.75)
      << "the caller may be the driver";
}

TEST(Link, CallAfterTheAnswerHasNoParentByTimeAlone) {
  const auto parents = parents_of({span(1, kServer, "web", "bff", "GET /", 0, 10),
                                   span(2, kServer, "bff", "accounts", "GET /x", 20, 30)});
  EXPECT_EQ(parents.at(2).span_id, 0U);
}

TEST(Link, AmbiguousCallStaysApart) {
  const auto parents = parents_of({span(1, kServer, "web", "bff", "GET /a", 0, 100),
                                   span(2, kServer, "web", "bff", "GET /b", 5, 100),
                                   span(3, kServer, "bff", "accounts", "GET /x", 20, 30)});
  EXPECT_EQ(parents.at(3).span_id, 0U);
  EXPECT_EQ(parents.at(3).evidence, Evidence::none);
}

TEST(Link, SharedValueDecidesBetweenOpenRequests) {
  const auto parents = parents_of(
      {with_request(span(1, kServer, "web", "bff", "POST /a", 0, 100), R"({"order":"ord-71f3a"})"),
       with_request(span(2, kServer, "web", "bff", "POST /a", 5, 100), R"({"order":"ord-99b2c"})"),
       with_request(span(3, kServer, "bff", "accounts", "POST /x", 20, 30),
                    R"({"id":"ord-99b2c"})")});
  EXPECT_EQ(parents.at(3).span_id, 2U);
  EXPECT_EQ(parents.at(3).evidence, Evidence::payload);
  EXPECT_LT(parents.at(3).confidence, 1.0);
}

TEST(Link, ValueThatBothRequestsShareDecidesNothing) {
  const auto parents = parents_of(
      {with_request(span(1, kServer, "web", "bff", "POST /a", 0, 100), "customer-4711"),
       with_request(span(2, kServer, "web", "bff", "POST /a", 5, 100), "customer-4711"),
       with_request(span(3, kServer, "bff", "accounts", "POST /x", 20, 30), "customer-4711")});
  EXPECT_EQ(parents.at(3).span_id, 0U);
}

TEST(Link, ValueThatIsHardlyRarerDecidesNothing) {
  // Each shares one value of its own with the call; neither is clearly ahead.
  const auto parents =
      parents_of({with_request(span(1, kServer, "web", "bff", "POST /a", 0, 100), "order-4711aa"),
                  with_request(span(2, kServer, "web", "bff", "POST /a", 5, 100), "basket-99b2c"),
                  with_request(span(3, kServer, "bff", "accounts", "POST /x", 20, 30),
                               "order-4711aa basket-99b2c")});
  EXPECT_EQ(parents.at(3).span_id, 0U);
}

TEST(Link, WhatAllCallsOfAKindShareDoesNotSpeakForTheFirst) {
  // Both records are open (no commit is seen); the first made its charge while it was alone.
  auto first = with_record(span(1, kConsumer, "payments", "kafka", "receive t", 0, 1), "t", 0, 7);
  auto second =
      with_record(span(2, kConsumer, "payments", "kafka", "receive t", 50, 51), "t", 0, 8);
  first.what.response_payload.body = std::string("order-1111");
  second.what.response_payload.body = std::string("order-2222");
  const std::string shared = "automatic_payment_methods card-visa-4242 2023-10-16 ";
  const auto parents = parents_of(
      {first, second,
       with_header(with_request(span(3, kClient, "payments", "stripe", "POST /charge", 10, 20),
                                shared + "order-1111"),
                   "user-agent", "Stripe/v1 NodeBindings/12.0.0"),
       with_header(with_request(span(4, kClient, "payments", "stripe", "POST /charge", 60, 70),
                                shared + "order-2222"),
                   "user-agent", "Stripe/v1 NodeBindings/12.0.0"),
       with_header(with_request(span(5, kClient, "payments", "stripe", "POST /receipt", 80, 90),
                                "order-2222"),
                   "user-agent", "Stripe/v1 NodeBindings/12.0.0")});
  EXPECT_EQ(parents.at(3).span_id, 1U);
  EXPECT_EQ(parents.at(4).span_id, 2U);
  EXPECT_EQ(parents.at(5).span_id, 2U);
}

TEST(Link, ValueOfAnEarlierAnswerSpeaksForTheOneThatGotIt) {
  auto asked = span(3, kServer, "bff", "accounts", "POST /x", 2, 4);
  asked.what.response_payload.body = std::string("account-777aa");
  const auto parents = parents_of(
      {span(1, kServer, "web", "bff", "POST /a", 0, 100), asked,
       span(2, kServer, "web", "bff", "POST /a", 5, 100),
       with_request(span(4, kServer, "bff", "accounts", "POST /y", 20, 30), "account-777aa")});
  EXPECT_EQ(parents.at(3).span_id, 1U);
  EXPECT_EQ(parents.at(4).span_id, 1U);
  EXPECT_EQ(parents.at(4).evidence, Evidence::payload);
}

TEST(Link, RequestWhoseAnswerWasLostTakesNoLaterCallsForSure) {
  auto lost = span(1, kServer, "web", "bff", "GET /a", 0, 100);
  lost.what.response.first.reset();
  lost.what.response.last.reset();
  lost.what.end = at(0);
  lost.what.incomplete.add(Reason::gap);
  lost.settled = at(50);
  const auto parents = parents_of({lost, span(2, kServer, "bff", "accounts", "GET /x", 20, 30),
                                   span(3, kServer, "bff", "accounts", "GET /y", 9000, 9010)});
  EXPECT_EQ(parents.at(2).span_id, 1U) << "while the loss was not noticed it may have been at work";
  EXPECT_LT(parents.at(2).confidence, 0.75) << "but nobody saw it end";
  EXPECT_EQ(parents.at(3).span_id, 0U);
}

TEST(Link, RequestStillOpenWhenTheCaptureEndsTakesItsCalls) {
  auto open = span(1, kServer, "web", "bff", "GET /a", 0, 100);
  open.what.response.first.reset();
  open.what.response.last.reset();
  open.what.incomplete.add(Reason::no_response);
  open.what.incomplete.add(Reason::open);
  const auto parents = parents_of({open, span(2, kServer, "bff", "accounts", "GET /x", 200, 210)});
  EXPECT_EQ(parents.at(2).span_id, 1U);
  EXPECT_GT(parents.at(2).confidence, 0.9);
}

TEST(Link, UndecidedCallBetweenTwoOfOneActivityIsItsToo) {
  const auto parents =
      parents_of({with_request(span(1, kServer, "web", "bff", "POST /a", 0, 100), "order-4711aa"),
                  with_request(span(2, kServer, "web", "bff", "POST /a", 5, 100), "order-99b2cc"),
                  with_request(span(3, kServer, "bff", "db", "A", 20, 22), "order-99b2cc"),
                  span(4, kServer, "bff", "db", "B", 24, 26),
                  with_request(span(5, kServer, "bff", "db", "C", 28, 30), "order-99b2cc"),
                  span(6, kServer, "bff", "db", "D", 32, 34)});
  EXPECT_EQ(parents.at(4).span_id, 2U);
  EXPECT_LT(parents.at(4).confidence, 0.75);
  EXPECT_EQ(parents.at(6).span_id, 0U) << "after the last one it may be anybody's";
}

TEST(Link, TraceHeaderIsStrongerThanTime) {
  const std::string trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  auto one = with_header(span(1, kServer, "web", "bff", "GET /a", 0, 100), "traceparent", trace);
  auto two = span(2, kServer, "web", "bff", "GET /b", 5, 100);
  auto child =
      with_header(span(3, kServer, "bff", "accounts", "GET /x", 20, 30), "traceparent", trace);
  const auto parents = parents_of({one, two, child});
  EXPECT_EQ(parents.at(3).span_id, 1U);
  EXPECT_EQ(parents.at(3).evidence, Evidence::header);
}

TEST(Link, RecordIsChildOfTheSendAtItsOffset) {
  const auto parents = parents_of(
      {with_record(span(1, kProducer, "accounts", "kafka", "send t", 0, 5), "t", 0, 7),
       with_record(span(2, kProducer, "accounts", "kafka", "send t", 1, 5), "t", 0, 8),
       with_record(span(3, kConsumer, "payments", "kafka", "receive t", 6, 7), "t", 0, 8),
       with_record(span(4, kConsumer, "audit", "kafka", "receive t", 6, 7), "t", 0, 8)});
  EXPECT_EQ(parents.at(3).span_id, 2U);
  EXPECT_EQ(parents.at(4).span_id, 2U);
  EXPECT_EQ(parents.at(3).evidence, Evidence::kafka_offset);
}

TEST(Link, OffsetThatRestartedIsTheLatestBeforeTheReceive) {
  const auto parents = parents_of(
      {with_record(span(1, kProducer, "accounts", "kafka", "send t", 0, 5), "t", 0, 0),
       with_record(span(2, kProducer, "accounts", "kafka", "send t", 50, 55), "t", 0, 0),
       with_record(span(3, kConsumer, "payments", "kafka", "receive t", 20, 21), "t", 0, 0),
       with_record(span(4, kConsumer, "payments", "kafka", "receive t", 60, 61), "t", 0, 0)});
  EXPECT_EQ(parents.at(3).span_id, 1U);
  EXPECT_EQ(parents.at(4).span_id, 2U);
}

TEST(Link, CommitsTellWhichRecordWasWorkedOn) {
  auto first = with_record(span(1, kConsumer, "payments", "kafka", "receive t", 0, 1), "t", 0, 7);
  auto second = with_record(span(2, kConsumer, "payments", "kafka", "receive t", 0, 1), "t", 0, 8);
  const std::vector<Commit> commits = {commit("10.0.0.1", "t", 8, 50),
                                       commit("10.0.0.1", "t", 9, 100)};
  const auto parents =
      parents_of({first, second, span(3, kClient, "payments", "stripe", "POST /charge", 10, 20),
                  span(4, kClient, "payments", "stripe", "POST /charge", 60, 70)},
                 commits);
  EXPECT_EQ(parents.at(3).span_id, 1U);
  EXPECT_EQ(parents.at(4).span_id, 2U);
}

TEST(Link, StatementsOfOneTransactionShareTheParent) {
  auto a = with_request(span(1, kServer, "web", "svc", "POST /a", 0, 100), "order-71f3aa");
  auto b = with_request(span(2, kServer, "web", "svc", "POST /a", 0, 100), "order-99b2cc");
  auto begin =
      with_transaction(span(3, kClient, "svc", "db", "BEGIN", 10, 11), 9, 0, "transaction");
  auto insert = with_transaction(
      with_request(span(4, kClient, "svc", "db", "INSERT o", 12, 13), "order-99b2cc"), 9, 1,
      "transaction");
  auto commit = with_transaction(span(5, kClient, "svc", "db", "COMMIT", 14, 15), 9, 2, "idle");
  auto later = with_transaction(span(6, kClient, "svc", "db", "SELECT 1", 20, 21), 9, 3, "idle");
  const auto parents = parents_of({a, b, begin, insert, commit, later});
  EXPECT_EQ(parents.at(3).span_id, 2U);
  EXPECT_EQ(parents.at(4).span_id, 2U);
  EXPECT_EQ(parents.at(5).span_id, 2U);
  EXPECT_NE(parents.at(6).evidence, Evidence::payload);
}

TEST(Link, TraceHoldsTheWholeChainUnderOneId) {
  const auto traces =
      link({span(1, kServer, "web", "bff", "POST /deposit", 0, 100),
            with_record(span(2, kProducer, "bff", "kafka", "send t", 10, 15), "t", 0, 1),
            with_record(span(3, kConsumer, "payments", "kafka", "receive t", 200, 201), "t", 0, 1),
            span(4, kClient, "payments", "stripe", "POST /charge", 210, 220),
            span(5, kServer, "web", "bff", "GET /other", 500, 510)},
           {});
  ASSERT_EQ(traces.size(), 2U);
  EXPECT_EQ(traces[0].spans.size(), 4U);
  EXPECT_EQ(traces[0].root_span_id, 1U);
  for (const Span& one : traces[0].spans) EXPECT_EQ(one.trace_id, traces[0].id);
}

TEST(Link, OrderOfTheInputDoesNotMatter) {
  std::vector<Span> spans;
  for (int i = 0; i < 40; ++i) {
    const auto id = static_cast<std::uint64_t>(i * 10 + 1);
    spans.push_back(with_request(span(id, kServer, "web", "bff", "POST /a", i * 5, i * 5 + 12),
                                 "order-" + std::to_string(1000 + i)));
    spans.push_back(
        with_request(span(id + 1, kServer, "bff", "accounts", "POST /x", i * 5 + 6, i * 5 + 11),
                     "order-" + std::to_string(1000 + i)));
  }
  const auto expected = parents_of(spans);
  std::mt19937 random(7);
  for (int round = 0; round < 5; ++round) {
    std::ranges::shuffle(spans, random);
    const auto got = parents_of(spans);
    for (const auto& [id, parent] : expected) EXPECT_EQ(got.at(id).span_id, parent.span_id);
  }
}

TEST(Link, SkewedClocksMakeNoLoop) {
  // The record seems to be received before it was sent, by the very activity that sends it.
  const auto traces =
      link({with_record(span(1, kConsumer, "payments", "kafka", "receive t", 0, 20), "t", 0, 1),
            with_record(span(2, kProducer, "payments", "kafka", "send t", 10, 15), "t", 0, 1)},
           {});
  std::size_t count = 0;
  for (const Trace& trace : traces) count += trace.spans.size();
  EXPECT_EQ(count, 2U);
}

}  // namespace
}  // namespace goldwire
