// Linking without an end: every span once, with its parent, and memory that stays bounded.
#include "agent/trace/rolling.h"

#include <gtest/gtest.h>
#include <map>

#include "tests/agent/trace/span_maker.h"

namespace goldwire {
namespace {

using testing::span;

constexpr auto kServer = SpanKind::server;

TEST(Rolling, GivesEverySpanOnceInOrderWithItsParent) {
  std::vector<Span> given;
  Facts facts;
  Rolling rolling({}, facts, [&](const SharedSpan& one) { given.push_back(*one); });
  for (int i = 0; i < 300; ++i) {
    const auto id = static_cast<std::uint64_t>(i) * 2 + 1;
    // The inner call is settled before the outer one.
    rolling.take(span(id + 1, kServer, "bff", "accounts", "GET /x", i * 100 + 10, i * 100 + 40));
    rolling.take(span(id, kServer, "web", "bff", "GET /a", i * 100, i * 100 + 50));
  }
  EXPECT_GT(given.size(), 400U);
  EXPECT_LT(given.size(), 600U);
  rolling.finish();
  ASSERT_EQ(given.size(), 600U);
  for (std::size_t i = 0; i < given.size(); i += 2) {
    EXPECT_EQ(given[i].parent.span_id, given[i + 1].span_id);
    EXPECT_EQ(given[i].trace_id, given[i + 1].trace_id);
    EXPECT_EQ(given[i + 1].parent.span_id, 0U);
  }
}

TEST(Rolling, ChildThatComesAfterItsParentWasGivenJoinsItsTrace) {
  std::map<std::uint64_t, Span> given;
  Facts facts;
  Rolling rolling({}, facts, [&](const SharedSpan& one) { given[one->span_id] = *one; });
  rolling.take(
      testing::with_record(span(1, SpanKind::producer, "bff", "kafka", "send t", 0, 1), "t", 0, 5));
  rolling.advance(testing::at(12'000));
  ASSERT_TRUE(given.contains(1));
  rolling.take(testing::with_record(
      span(2, SpanKind::consumer, "pay", "kafka", "receive t", 12'500, 12'501), "t", 0, 5));
  rolling.finish();
  EXPECT_EQ(given.at(2).parent.span_id, 1U);
  EXPECT_EQ(given.at(2).trace_id, given.at(1).trace_id);
}

TEST(Rolling, WhatIsNotGivenYetIsLinkedAnewWithWhatCameLater) {
  const std::string shared =
      R"({"order":"8f14e45fceea167a5a36dedd4bea2543","by":"c9f0f895fb98ab9159f51fd0297e236d"})";
  std::map<std::uint64_t, Span> given;
  Facts facts;
  Rolling rolling({}, facts, [&](const SharedSpan& one) { given[one->span_id] = *one; });
  rolling.take(span(1, kServer, "web", "bff", "GET /early", 0, 800));
  rolling.take(
      testing::with_request(span(3, kServer, "bff", "accounts", "POST /c", 5'600, 5'700), shared));
  rolling.take(span(2, kServer, "web", "bff", "GET /b", 5'500, 5'940));
  // So far /b is the only request in which /c can have been called.
  rolling.advance(testing::at(5'950));
  ASSERT_TRUE(given.contains(1));
  ASSERT_FALSE(given.contains(3));
  rolling.take(
      testing::with_request(span(4, kServer, "web", "bff", "POST /a", 5'550, 10'500), shared));
  rolling.finish();
  EXPECT_EQ(given.at(3).parent.span_id, 4U);
}

TEST(Rolling, TooManySpansAreGivenSooner) {
  std::size_t given = 0;
  Facts facts;
  RollingLimits limits;
  limits.most = 100;
  Rolling rolling(limits, facts, [&](const SharedSpan&) { ++given; });
  for (std::uint64_t i = 1; i <= 1000; ++i) {
    rolling.take(
        span(i, kServer, "web", "bff", "GET /a", static_cast<int>(i), static_cast<int>(i) + 1));
    EXPECT_LE(i - given, 101U);
  }
  rolling.finish();
  EXPECT_EQ(given, 1000U);
}

TEST(Rolling, LargeSpansAreGivenSooner) {
  std::size_t given = 0;
  Facts facts;
  RollingLimits limits;
  limits.octets = 1'000'000;
  Rolling rolling(limits, facts, [&](const SharedSpan&) { ++given; });
  for (std::uint64_t i = 1; i <= 100; ++i) {
    const int time = static_cast<int>(i);
    rolling.take(testing::with_request(span(i, kServer, "web", "bff", "GET /a", time, time + 1),
                                       std::string(100'000, 'x')));
    EXPECT_LE(i - given, 10U);
  }
  rolling.finish();
  EXPECT_EQ(given, 100U);
}

}  // namespace
}  // namespace goldwire
