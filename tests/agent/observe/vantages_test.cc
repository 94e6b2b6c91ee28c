// Shard: several vantages of one run, whose clocks may be hours apart, show each connection once.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "agent/observe/shard.h"
#include "tests/agent/observe/tcp_flow.h"

namespace goldwire::testing {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using ::testing::ElementsAre;

constexpr auto kClient = Side::client;
constexpr auto kServer = Side::server;

class Vantages : public ::testing::Test {
 protected:
  void hear(Segment segment, std::uint32_t vantage = 0, Duration later = {}) {
    segment.vantage = vantage;
    segment.time += later;
    payload_ += segment.payload.size();
    shard.take(segment, FlowKey::of(segment));
  }
  void hear(const std::vector<Segment>& segments, std::uint32_t vantage = 0, Duration later = {}) {
    for (const Segment& segment : segments) hear(segment, vantage, later);
  }
  /// A connection of one exchange, with its end.
  static std::vector<Segment> talk(TcpFlow& flow, std::string_view path) {
    std::vector<Segment> all = flow.handshake();
    all.push_back(flow.say(kClient, get(path)));
    all.push_back(flow.say(kServer, ok("x")));
    std::ranges::copy(flow.fins(), std::back_inserter(all));
    return all;
  }
  void expect_accounted() const {
    const Ledger& ledger = shard.ledger();
    EXPECT_EQ(payload_, ledger.delivered + ledger.duplicated + ledger.retransmitted +
                            ledger.overlaps + ledger.out_of_window);
  }

  const ShardLimits limits{};
  Notes notes;
  Shard shard{limits, notes};

 private:
  std::uint64_t payload_ = 0;
};

TEST_F(Vantages, AnHourLaterAForgottenConnectionIsStillKnown) {
  TcpFlow flow;
  const std::vector<Segment> all = talk(flow, "/a");
  hear(all);
  shard.advance(0, flow.now + minutes(10));
  hear(all, 1, hours(1));
  EXPECT_THAT(notes.exchanges(), ElementsAre("GET /a -> 200 x"));
  EXPECT_EQ(shard.ledger().connections, 1U);
  EXPECT_EQ(shard.ledger().duplicates, all.size());
  EXPECT_EQ(shard.ledger().duplicated, get("/a").size() + ok("x").size());
  EXPECT_EQ(shard.ledger().retransmitted, 0U);
  expect_accounted();
}

TEST_F(Vantages, OneThatMissedOnlyTheSynShowsTheSameConnection) {
  TcpFlow flow;
  const std::vector<Segment> all = talk(flow, "/a");
  hear({all.begin() + 1, all.end()});
  shard.advance(0, flow.now + minutes(2));
  hear(all, 1, hours(1));
  EXPECT_THAT(notes.exchanges(), ElementsAre("GET /a -> 200 x"));
  EXPECT_EQ(shard.ledger().connections, 1U);
  EXPECT_EQ(shard.ledger().duplicates, all.size());
  expect_accounted();
}

TEST_F(Vantages, EachConnectionOfATupleUsedAgainIsKnown) {
  std::vector<std::vector<Segment>> talks;
  std::deque<TcpFlow> flows;
  Time now = TcpFlow().now;
  for (std::uint32_t i = 0; i < 4; ++i) {
    TcpFlow& flow = flows.emplace_back(endpoint("10.0.0.1", 40'000), endpoint("10.0.0.2", 80),
                                       1000 + i * 90'000, 5000 + i * 70'000);
    flow.now = now + minutes(2);
    talks.push_back(talk(flow, "/" + std::to_string(i)));
    now = flow.now;
  }
  for (const auto& one : talks) hear(one);
  for (const auto& one : talks) hear(one, 1, hours(1));
  EXPECT_EQ(notes.exchanges().size(), 4U);
  EXPECT_EQ(shard.ledger().connections, 4U);
  EXPECT_EQ(shard.ledger().out_of_window, 0U);
  expect_accounted();
}

TEST_F(Vantages, TheLaggingOnesOldConnectionDoesNotEndTheNewOne) {
  TcpFlow old;
  const std::vector<Segment> before = talk(old, "/old");
  TcpFlow young(endpoint("10.0.0.1", 40'000), endpoint("10.0.0.2", 80), 900'000, 910'000);
  young.now = old.now;
  hear(before);
  hear(young.handshake());
  hear(young.say(kClient, get("/new")));
  hear(before, 1, milliseconds(80));
  hear(young.say(kServer, ok("y")));
  EXPECT_THAT(notes.exchanges(), ElementsAre("GET /old -> 200 x", "GET /new -> 200 y"));
  EXPECT_EQ(shard.ledger().connections, 2U);
  expect_accounted();
}

TEST_F(Vantages, OfAnotherHourDoNotPutOffOrHastenTheEndOfAConnection) {
  TcpFlow flow;
  const std::vector<Segment> begin = flow.handshake();
  const Segment request = flow.say(kClient, get("/a"));
  hear(begin);
  hear(request);
  hear(begin, 1, hours(1));
  hear(request, 1, hours(1));
  shard.advance(1, flow.now + hours(2));
  EXPECT_EQ(shard.ledger().expired, 0U) << "vantage 0 says how time goes by";
  hear(flow.say(kServer, ok("x")));
  EXPECT_THAT(notes.exchanges(), ElementsAre("GET /a -> 200 x"));
  EXPECT_EQ(notes.of_exchanges().front().settled, flow.now);
  shard.advance(0, flow.now + minutes(16));
  EXPECT_EQ(shard.ledger().expired, 1U);
}

TEST_F(Vantages, OneGoesOnWhereAnotherStopped) {
  TcpFlow flow;
  hear(flow.handshake());
  hear(flow.say(kClient, get("/a")));
  hear(flow.say(kServer, ok("a")));
  flow.wait(minutes(1));
  hear(flow.say(kClient, get("/b")), 1);
  hear(flow.say(kServer, ok("b")), 1);
  EXPECT_THAT(notes.exchanges(), ElementsAre("GET /a -> 200 a", "GET /b -> 200 b"));
  shard.advance(1, flow.now + minutes(16));
  EXPECT_EQ(shard.ledger().expired, 1U) << "its clock counts now";
}

TEST_F(Vantages, WhatNoOtherSawOfAConnectionGivenUpIsJoinedAnew) {
  TcpFlow flow;
  hear(flow.handshake());
  hear(flow.say(kClient, get("/a")));
  hear(flow.say(kServer, ok("a")));
  shard.advance(0, flow.now + minutes(16));
  shard.advance(0, flow.now + minutes(17));
  flow.wait(minutes(18));
  hear(flow.say(kClient, get("/b")), 1);
  hear(flow.say(kServer, ok("b")), 1);
  shard.finish(Ending::end_of_capture);
  EXPECT_EQ(notes.exchanges().size(), 2U);
  expect_accounted();
}

}  // namespace
}  // namespace goldwire::testing
