// Reassembly: where a stream begins, and when another connection does.
#include <gtest/gtest.h>

#include "agent/wire/reassembly.h"
#include "tests/agent/wire/conversation_on_the_wire.h"

namespace goldwire::testing {
namespace {

constexpr Side kClient = Side::client;
constexpr Side kServer = Side::server;

TEST(ReassemblyStart, StartsMidstreamAtTheFirstSegment) {
  Wire wire;
  wire.data(kClient, 100, 200, "abc", 1);
  wire.data(kServer, 200, 103, "xyz", 2);
  EXPECT_EQ(wire.story(), "c:abc s:xyz");
  EXPECT_EQ(wire.out[0].offset, 0U);
  EXPECT_EQ(wire.out[1].offset, 0U);
  EXPECT_TRUE(wire.reassembly().midstream(kClient));
  EXPECT_EQ(wire.reassembly().initial_sequence(kServer), kServerStart + 200);
}

TEST(ReassemblyStart, RefusesWhatCameBeforeTheMidstreamStart) {
  Wire wire;
  wire.data(kClient, 100, 200, "abc", 1);
  wire.data(kClient, 90, 200, "0123456789ab", 2);  // sent earlier, shown late
  wire.data(kClient, 103, 200, "def", 3);
  EXPECT_EQ(wire.stream(kClient), "abcdef");
  EXPECT_EQ(wire.ledger.out_of_window, 10U);
  EXPECT_EQ(wire.unaccounted(), 0);
}

TEST(ReassemblyStart, TakesNoLossFromJoiningABulkTransferMidway) {
  Wire wire;
  wire.ack(kClient, 100, 2000, 1);  // what is in flight was sent before our time
  wire.data(kServer, 5000, 100, "later", 2);
  wire.ack(kClient, 100, 5005, 3);
  wire.finish(100);
  EXPECT_EQ(wire.story(), "s:later c.end s.end");
}

TEST(ReassemblyStart, TellsTheLossOfTheFirstAnswerAfterJoiningMidway) {
  Wire wire;
  wire.data(kClient, 100, 200, "one", 1);
  wire.data(kClient, 103, 210, "two", 20);  // has read ten octets that no packet showed
  wire.data(kServer, 210, 106, "answer", 40);
  wire.tick(60);
  EXPECT_EQ(wire.story(), "c:one s:_10(acknowledged) c:two s:answer");
}

TEST(ReassemblyStart, KeepsTheStartThatWaitingOctetsAcknowledged) {
  Wire wire;
  wire.syn(kClient, 1);
  wire.ack(kClient, 0, 0, 2);  // so there is where the unseen handshake let the server begin
  wire.data(kClient, 100, 50, "two", 3);
  wire.data(kServer, 50, 103, "answer", 4);
  wire.data(kClient, 103, 56, "three", 5);
  wire.finish(100);
  EXPECT_EQ(wire.stream(kClient), std::string(100, '_') + "twothree");
  EXPECT_EQ(wire.stream(kServer), std::string(50, '_') + "answer");
  std::vector<std::uint64_t> acked;
  for (const Delivered& one : wire.out) {
    if (one.kind == Delivered::chunk && one.side == kClient) acked.push_back(one.acked);
  }
  EXPECT_EQ(acked, (std::vector<std::uint64_t>{50, 56}));
}

TEST(ReassemblyStart, TakesAMidstreamKeepAliveForNoStart) {
  Wire wire;
  wire.ack(kClient, 99, 200, 1);
  wire.ack(kServer, 200, 100, 2);
  wire.data(kClient, 100, 200, "abc", 50);
  wire.data(kServer, 200, 103, "xyz", 51);
  wire.finish(200);
  EXPECT_EQ(wire.story(), "c:abc s:xyz c.end s.end");
}

TEST(ReassemblyStart, TakesAMidstreamKeepAliveWithAnOctetForNoStart) {
  Wire wire;
  wire.data(kClient, 99, 200, "?", 1);
  wire.ack(kServer, 200, 100, 2);
  wire.data(kClient, 100, 200, "abc", 50);
  wire.finish(200);
  EXPECT_EQ(wire.story(), "c:abc c.end s.end");
}

TEST(ReassemblyStart, TellsTheUnseenSideOfAOneDirectionCapture) {
  Wire wire;
  wire.syn(kClient, 0);
  wire.ack(kClient, 0, 0, 1);
  wire.data(kClient, 0, 0, "GET", 1);
  wire.ack(kClient, 3, 500, 30);
  wire.data(kClient, 3, 500, "GET", 60);
  wire.ack(kClient, 6, 800, 90);
  wire.finish(91);
  EXPECT_EQ(wire.story(), "c:GET s:_500(acknowledged) c:GET s:_300(acknowledged) c.end s.end");
}

TEST(ReassemblyStart, TakesDataOnTheSyn) {
  Wire wire;
  wire.syn(kClient, 0, "GET");
  Segment answer = Wire::segment(kServer, 0, 3, "", 1);
  --answer.sequence;
  answer.syn = true;
  wire.take(answer, kServer);
  wire.data(kServer, 0, 3, "200", 2);
  EXPECT_EQ(wire.story(), "c:GET s:200");
}

TEST(ReassemblyStart, SurvivesASimultaneousOpen) {
  Wire wire;
  for (const Side side : {kClient, kServer}) {
    Segment syn = Wire::segment(side, 0, 0, "", 0);
    --syn.sequence;
    syn.syn = true;
    syn.ack = false;
    wire.take(syn, side);
  }
  for (const Side side : {kClient, kServer}) {
    Segment syn = Wire::segment(side, 0, 0, "", 1);
    --syn.sequence;
    syn.syn = true;
    wire.take(syn, side);
  }
  wire.data(kClient, 0, 0, "abc", 2);
  wire.data(kServer, 0, 3, "xyz", 3);
  EXPECT_EQ(wire.story(), "c:abc s:xyz");
}

TEST(ReassemblyStart, BelievesTheHandshakeOverAnAcknowledgementOfAnEarlierConnection) {
  // A server that remembers the tuple's last connection challenges the SYN of the next (RFC 9293
  // section 3.10.7.4); the client resets that one and asks again.
  Wire wire;
  wire.syn(kClient, 0);
  wire.ack(kServer, 500'000'000, 2'000'000'000, 1);
  wire.rst(kClient, 2'000'000'000, 2);
  wire.syn(kClient, 3);
  Segment answer = Wire::segment(kServer, 0, 0, "", 4);
  --answer.sequence;
  answer.syn = true;
  EXPECT_FALSE(wire.reassembly().starts_anew(answer, kServer));
  wire.take(answer, kServer);
  wire.data(kClient, 0, 0, "abc", 5);
  wire.data(kServer, 0, 3, "xyz", 6);
  EXPECT_EQ(wire.story(), "c:abc s:xyz");
  EXPECT_FALSE(wire.reassembly().midstream(kServer));
}

TEST(ReassemblyStart, KnowsASynWithAnotherNumberForANewConnection) {
  Wire wire;
  wire.handshake();
  wire.data(kClient, 0, 0, "GET", 1);
  Segment again = Wire::segment(kClient, 0, 0, "", 2);
  again.syn = true;
  --again.sequence;
  EXPECT_FALSE(wire.reassembly().starts_anew(again, kClient));
  again.sequence += 77'777;
  EXPECT_TRUE(wire.reassembly().starts_anew(again, kClient));
  EXPECT_FALSE(wire.reassembly().starts_anew(Wire::segment(kClient, 3, 0, "x", 3), kClient));
}

TEST(ReassemblyStart, KnowsAStreamThatGoesOnFarAwayForANewConnection) {
  Wire wire;
  wire.handshake();
  wire.data(kClient, 0, 0, "GET", 1);
  const Segment far = Wire::segment(kClient, 0x60000000, 0, "POST", 2);
  EXPECT_FALSE(wire.reassembly().starts_anew(far, kClient));
  wire.take(far, kClient);
  EXPECT_EQ(wire.reassembly().held(), 4U);
  EXPECT_TRUE(
      wire.reassembly().starts_anew(Wire::segment(kClient, 0x60000004, 0, "x", 3), kClient));
  EXPECT_TRUE(wire.reassembly().starts_anew(
      Wire::segment(kServer, 0x50000000, 0x60000004, "201", 3), kServer));
  const std::vector<Stray> strays = wire.reassembly().release_strays();
  ASSERT_EQ(strays.size(), 1U);
  EXPECT_EQ(as_text(strays.front().segment().payload), "POST");
  EXPECT_EQ(wire.reassembly().held(), 0U);
}

TEST(ReassemblyStart, TellsOfAStrayThatNothingGoesOnFrom) {
  Wire wire;
  wire.handshake();
  wire.data(kClient, 0x60000000, 0, "POST", 1);
  wire.data(kClient, 0x60000000, 0, "POST", 2);
  EXPECT_EQ(wire.reassembly().take_refused(kClient), 0U);
  wire.data(kClient, 0, 0, "GET", 3);
  wire.data(kClient, 0, 0, "GET", 4);
  EXPECT_EQ(wire.reassembly().take_refused(kClient), 4U);
  EXPECT_EQ(wire.reassembly().take_refused(kClient), 0U);
  wire.data(kServer, 0x60000000, 0, "200", 4);
  wire.finish();
  EXPECT_EQ(wire.reassembly().take_refused(kServer), 3U);
  EXPECT_EQ(wire.ledger.out_of_window, 11U);
  EXPECT_EQ(wire.unaccounted(), 0);
}

TEST(ReassemblyStart, KnowsOctetsBeyondBothFinsForANewConnection) {
  Wire wire;
  wire.handshake();
  wire.fin(kClient, 0, 0, 1);
  wire.fin(kServer, 0, 1, 2);
  wire.ack(kClient, 1, 1, 3);
  ASSERT_TRUE(wire.reassembly().closed());
  EXPECT_FALSE(wire.reassembly().starts_anew(Wire::segment(kClient, 0, 1, "", 4), kClient));
  EXPECT_TRUE(wire.reassembly().starts_anew(Wire::segment(kClient, 9'000, 1, "GET", 4), kClient));
}

TEST(ReassemblyStart, KnowsThatOctetsWereOnTheirWayWhenTheOtherSideReset) {
  Wire wire;
  wire.handshake();
  wire.data(kClient, 0, 0, "GET", 1);
  wire.rst(kClient, 3, 2);
  EXPECT_FALSE(wire.reassembly().starts_anew(Wire::segment(kServer, 0, 3, "200", 3), kServer));
  EXPECT_FALSE(wire.reassembly().starts_anew(Wire::segment(kServer, 1448, 3, "y", 3), kServer));
}

TEST(ReassemblyStart, KnowsThatWhoSpeaksAfterItsResetGoesOn) {
  Wire wire;
  wire.handshake();
  wire.rst(kClient, 0, 1);
  EXPECT_FALSE(wire.reassembly().starts_anew(Wire::segment(kServer, 0, 0, "late", 2), kServer));
  EXPECT_TRUE(wire.reassembly().starts_anew(Wire::segment(kClient, 0, 0, "GET", 2), kClient));
}

}  // namespace
}  // namespace goldwire::testing
