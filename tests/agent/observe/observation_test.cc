// Observation: one order over all flows, and what is not to be observed.
#include "agent/observe/observation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/agent/observe/packet_flow.h"

namespace goldwire::testing {
namespace {

using ::testing::ElementsAre;

std::vector<std::uint16_t> ports_of(const Notes& notes) {
  std::vector<std::uint16_t> ports;
  for (const Observed& one : notes.of_exchanges()) ports.push_back(one.connection->client.port);
  return ports;
}

TEST(Observation, TellsInTheOrderOfPacketTime) {
  Notes notes;
  Observation observation({}, notes);
  std::deque<PacketFlow> flows;
  for (std::uint16_t port = 40'000; port < 40'020; ++port) {
    observation.take(flows.emplace_back(port).say(Side::client, get("/a"), port));
  }
  std::vector<std::uint16_t> expected;
  for (std::uint16_t i = 20; i-- > 0;) {
    observation.take(flows[i].say(Side::server, ok("a"), 50'000 - i));
    expected.push_back(static_cast<std::uint16_t>(40'000 + i));
  }
  observation.finish(Ending::end_of_capture);
  EXPECT_EQ(ports_of(notes), expected);
}

TEST(Observation, AmongTheSameTimeTheOrderOfPacketsDoesNotCount) {
  std::vector<std::vector<std::uint16_t>> orders;
  for (const bool reversed : {false, true}) {
    Notes notes;
    Observation observation({}, notes);
    std::deque<PacketFlow> flows;
    for (std::uint16_t port = 40'000; port < 40'020; ++port) {
      observation.take(flows.emplace_back(port).say(Side::client, get("/a"), 1));
    }
    for (std::size_t i = 0; i < flows.size(); ++i) {
      observation.take(flows[reversed ? flows.size() - 1 - i : i].say(Side::server, ok("a"), 2));
    }
    observation.finish(Ending::end_of_capture);
    orders.push_back(ports_of(notes));
  }
  EXPECT_EQ(orders[0].size(), 20U);
  EXPECT_EQ(orders[0], orders[1]);
}

TEST(Observation, WhatIsSettledLastIsToldWhenTimeGoesOnWithoutPackets) {
  Notes notes;
  Observation observation({}, notes);
  PacketFlow flow(40'000);
  observation.take(flow.say(Side::client, get("/a"), 1));
  observation.take(flow.say(Side::server, ok("a"), 2));
  observation.take(flow.say(Side::client, get("/b"), 3));
  observation.take(flow.say(Side::server, ok("b"), 4));
  observation.advance(from_unix_nano(1'700'000'000'000'000'000) + std::chrono::seconds(2));
  EXPECT_THAT(notes.exchanges(), ElementsAre("GET /a -> 200 a", "GET /b -> 200 b"));
}

TEST(Observation, SegmentsOfTheAgentItselfAreCountedAndLeftAside) {
  OwnEndpoints own;
  own.add(endpoint("10.0.0.1", 40'000));
  Notes notes;
  Observation observation({}, notes, &own);
  PacketFlow ours(40'000);
  PacketFlow theirs(40'001);
  observation.take(ours.say(Side::client, post("/v1/traces", "spans"), 1));
  observation.take(ours.say(Side::server, ok(""), 2));
  observation.take(theirs.say(Side::client, get("/a"), 3));
  observation.take(theirs.say(Side::server, ok("a"), 4));
  observation.finish(Ending::end_of_capture);
  EXPECT_EQ(ports_of(notes), std::vector<std::uint16_t>{40'001});
  EXPECT_EQ(observation.ledger().own_segments, 2U);
  EXPECT_EQ(observation.ledger().tcp_segments, 4U);
  EXPECT_EQ(observation.ledger().connections, 1U);
}

TEST(OwnEndpoints, KeepsTheLatestOnly) {
  OwnEndpoints own;
  for (std::uint16_t port = 1; port <= OwnEndpoints::kKept + 1; ++port) {
    own.add(endpoint("10.0.0.1", port));
  }
  Segment segment;
  segment.source = endpoint("10.0.0.1", 1);
  EXPECT_FALSE(own.has_part_in(segment));
  segment.source = endpoint("10.0.0.1", 2);
  EXPECT_TRUE(own.has_part_in(segment));
}

}  // namespace
}  // namespace goldwire::testing
