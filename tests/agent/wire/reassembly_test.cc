// Reassembly: order, holes and causes between a connection's begin and end, one sentence each.
#include "agent/wire/reassembly.h"

#include <gtest/gtest.h>

#include "tests/agent/wire/conversation_on_the_wire.h"

namespace goldwire::testing {
namespace {

constexpr Side kClient = Side::client;
constexpr Side kServer = Side::server;

TEST(Reassembly, DeliversARequestAndItsAnswerInOrder) {
  Wire wire;
  wire.handshake();
  wire.data(kClient, 0, 0, "GET", 1);
  wire.data(kServer, 0, 3, "200", 2);
  wire.fin(kServer, 3, 3, 3);
  wire.fin(kClient, 3, 4, 4);
  EXPECT_EQ(wire.story(), "c:GET s:200 s.fin c.fin");
  EXPECT_TRUE(wire.reassembly().closed());
  EXPECT_FALSE(wire.reassembly().midstream(kClient));
  EXPECT_EQ(wire.reassembly().initial_sequence(kServer), kServerStart);
  EXPECT_EQ(wire.out[1].acked, 3U);
  EXPECT_EQ(wire.ledger.holes, 0U);
}

TEST(Reassembly, PutsReorderedSegmentsInOrder) {
  Wire wire;
  wire.handshake();
  wire.data(kClient, 6, 0, "ghi", 1);
  wire.data(kClient, 3, 0, "def", 2);
  EXPECT_TRUE(wire.out.empty());
  EXPECT_GT(wire.reassembly().held(), 0U);
  wire.data(kClient, 0, 0, "abc", 3);
  EXPECT_EQ(wire.stream(kClient), "abcdefghi");
  EXPECT_EQ(wire.reassembly().held(), 0U);
  EXPECT_EQ(wire.ledger.out_of_order, 2U);
  EXPECT_EQ(wire.ledger.holes, 0U);
}

TEST(Reassembly, CountsARetransmissionAndDeliversItOnce) {
  Wire wire;
  wire.handshake();
  wire.data(kClient, 0, 0, "abc", 1);
  wire.data(kClient, 0, 0, "abc", 2);
  EXPECT_EQ(wire.stream(kClient), "abc");
  EXPECT_EQ(wire.ledger.retransmitted, 3U);
}

TEST(Reassembly, KeepsOnlyTheNewPartOfAPartialRetransmission) {
  Wire wire;
  wire.handshake();
  wire.data(kClient, 0, 0, "abc", 1);
  wire.data(kClient, 1, 0, "bcde", 2);
  EXPECT_EQ(wire.stream(kClient), "abcde");
  EXPECT_EQ(wire.ledger.retransmitted, 2U);
  EXPECT_EQ(wire.unaccounted(), 0);
}

TEST(Reassembly, LetsTheFirstOfTwoDifferingOverlapsWin) {
  Wire wire;
  wire.handshake();
  wire.data(kClient, 3, 0, "DEF", 1);
  wire.data(kClient, 2, 0, "xxxxxy", 2);
  wire.data(kClient, 0, 0, "abz", 3);
  EXPECT_EQ(wire.stream(kClient), "abxDEFxy");
  EXPECT_EQ(wire.ledger.overlaps, 4U);  // x against D, E, F and z against x
  EXPECT_EQ(wire.unaccounted(), 0);
}

TEST(Reassembly, TakesKeepAlivesForNothing) {
  Wire wire;
  wire.handshake();
  wire.data(kClient, 0, 0, "abc", 1);
  wire.ack(kServer, 0, 3, 2);
  wire.ack(kClient, 2, 0, 3);        // no octet, one before the next
  wire.data(kClient, 2, 0, "?", 4);  // one garbage octet
  wire.ack(kServer, 0, 3, 5);
  wire.data(kClient, 3, 0, "def", 6);
  EXPECT_EQ(wire.stream(kClient), "abcdef");
  EXPECT_EQ(wire.ledger.holes, 0U);
}

TEST(Reassembly, TakesAZeroWindowProbesOctetOnce) {
  Wire wire;
  wire.handshake();
  wire.data(kClient, 0, 0, "abc", 1);
  wire.data(kClient, 3, 0, "d", 2);  // the probe, refused
  wire.ack(kServer, 0, 3, 3);
  wire.data(kClient, 3, 0, "def", 4);
  EXPECT_EQ(wire.stream(kClient), "abcdef");
}

TEST(Reassembly, GoesOnWhereSequenceNumbersWrap) {
  Wire wire;
  const std::uint32_t start = 0xfffffffeU - kClientStart;
  wire.data(kClient, start, 0, "ab", 1);
  wire.data(kClient, start + 5, 0, "fg", 2);
  wire.data(kClient, start + 2, 0, "cde", 3);
  EXPECT_EQ(wire.stream(kClient), "abcdefg");
}

TEST(Reassembly, ProvesAHoleByTheAcknowledgementAfterTheGrace) {
  Wire wire;
  wire.handshake();
  wire.data(kClient, 0, 0, "abc", 1);
  wire.data(kClient, 6, 0, "ghi", 2);
  wire.ack(kServer, 0, 9, 3);
  EXPECT_EQ(wire.story(), "c:abc");  // the missing octets may still come
  wire.tick(14);
  EXPECT_EQ(wire.story(), "c:abc c:_3(acknowledged) c:ghi");
  EXPECT_EQ(wire.ledger.holes, 1U);
  EXPECT_EQ(wire.ledger.hole_bytes, 3U);
}

TEST(Reassembly, WaitsForOctetsThatTheCaptureShowsAfterTheirAcknowledgement) {
  Wire wire;
  wire.handshake();
  wire.data(kServer, 0, 3, "200", 1);  // answers a request not yet shown
  EXPECT_EQ(wire.story(), "");
  wire.data(kClient, 0, 0, "GET", 1);
  EXPECT_EQ(wire.story(), "c:GET s:200");
  EXPECT_EQ(wire.ledger.holes, 0U);
}

TEST(Reassembly, NeverGivesUpAHoleNobodyAcknowledgedBeforePatienceEnds) {
  Wire wire;
  wire.handshake();
  wire.data(kClient, 3, 0, "def", 1);
  wire.tick(29'000);
  EXPECT_EQ(wire.story(), "");
  wire.tick(30'002);
  EXPECT_EQ(wire.story(), "c:_3(silence) c:def");
}

TEST(Reassembly, DeliversALateOctetWithinPatience) {
  Wire wire;
  wire.handshake();
  wire.data(kClient, 3, 0, "def", 1);
  wire.data(kClient, 0, 0, "abc", 20'000);
  EXPECT_EQ(wire.stream(kClient), "abcdef");
  EXPECT_EQ(wire.ledger.holes, 0U);
}

TEST(Reassembly, TellsTheLengthThatTheSnaplenCut) {
  Wire wire;
  wire.handshake();
  Segment cut = Wire::segment(kClient, 0, 0, "abc", 1);
  cut.missing = 4;
  wire.take(cut, kClient);
  wire.data(kClient, 7, 0, "hij", 2);
  EXPECT_EQ(wire.story(), "c:abc c:_4(snaplen) c:hij");
  EXPECT_EQ(wire.out[2].offset, 7U);
}

TEST(Reassembly, TellsTheSnaplenCutOfAPieceThatWaited) {
  Wire wire;
  wire.handshake();
  Segment cut = Wire::segment(kClient, 3, 0, "d", 1);
  cut.missing = 2;
  wire.take(cut, kClient);
  wire.data(kClient, 0, 0, "abc", 2);
  EXPECT_EQ(wire.story(), "c:abc c:d c:_2(snaplen)");
}

TEST(Reassembly, GivesUpByTheLimitAndStaysBelowIt) {
  ReassemblyLimits limits;
  limits.waiting = 4000;
  Wire wire(limits);
  wire.handshake();
  const std::string block(1000, 'x');
  for (std::uint32_t i = 0; i < 20; ++i) {
    wire.data(kClient, 10 + i * 1000, 0, block, 1);
    EXPECT_LE(wire.reassembly().held(), limits.waiting);
  }
  EXPECT_EQ(wire.out.front().kind, Delivered::gap);
  EXPECT_EQ(wire.out.front().cause, Loss::limit);
  EXPECT_EQ(wire.out.front().length, 10U);
  EXPECT_EQ(wire.stream(kClient).size(), 20'010U);
}

TEST(Reassembly, CountsManyTinyPiecesAgainstTheLimit) {
  ReassemblyLimits limits;
  limits.waiting = 64U << 10;
  Wire wire(limits);
  wire.handshake();
  for (std::uint32_t i = 0; i < 2000; ++i) wire.data(kClient, 1 + 2 * i, 0, "x", 1);
  EXPECT_LE(wire.reassembly().held(), limits.waiting);
  EXPECT_GT(wire.ledger.holes, 0U);
}

TEST(Reassembly, ShedsAllThatWaits) {
  Wire wire;
  wire.handshake();
  wire.data(kClient, 3, 0, "def", 1);
  wire.data(kServer, 3, 0, "uvw", 1);
  wire.reassembly().shed();
  EXPECT_EQ(wire.reassembly().held(), 0U);
  EXPECT_EQ(wire.story(), "c:_3(limit) c:def s:_3(limit) s:uvw");
}

TEST(Reassembly, HoldsAnAnswerUntilTheLostRequestIsGivenUp) {
  Wire wire;
  wire.handshake();
  wire.data(kServer, 0, 7, "200", 1);
  wire.data(kServer, 3, 7, "body", 2);
  EXPECT_EQ(wire.story(), "");
  wire.tick(12);
  EXPECT_EQ(wire.story(), "c:_7(acknowledged) s:200 s:body");
}

TEST(Reassembly, PutsARequestSentAgainBeforeTheAnswerItAcknowledges) {
  Wire wire;
  wire.handshake();
  // The request was lost to the capture only; it is sent again when the answer was already read.
  wire.data(kServer, 0, 3, "200", 1);
  wire.data(kClient, 0, 3, "GET", 2);
  EXPECT_EQ(wire.story(), "c:GET s:200");
  EXPECT_EQ(wire.ledger.holes, 0U);
}

TEST(Reassembly, SplitsARunThatIsPartlyOlderThanTheAnswer) {
  Wire wire;
  wire.handshake();
  wire.data(kServer, 0, 3, "200", 1);
  wire.data(kClient, 0, 3, "GETPUT", 2);  // GET sent again together with the next request
  EXPECT_EQ(wire.story(), "c:GET s:200 c:PUT");
}

TEST(Reassembly, DoesNotBelieveAnAcknowledgementOfWhatCannotHaveBeenSent) {
  Wire wire;
  wire.handshake();
  wire.data(kClient, 0, 0, "GET", 1);
  wire.ack(kServer, 0, 0x50000000, 2);
  wire.data(kServer, 0, 3, "200", 50);
  wire.finish(100);
  EXPECT_EQ(wire.story(), "c:GET s:200 c.end s.end");
}

TEST(Reassembly, CountsOctetsThatCameAfterTheirHoleWasGivenUp) {
  Wire wire;
  wire.handshake();
  wire.data(kClient, 3, 0, "def", 1);
  wire.ack(kServer, 0, 6, 2);
  wire.tick(30);
  wire.data(kClient, 0, 0, "abcdef", 31);
  EXPECT_EQ(wire.story(), "c:_3(acknowledged) c:def");
  EXPECT_EQ(wire.ledger.out_of_window, 3U);
  EXPECT_EQ(wire.ledger.retransmitted, 3U);
  EXPECT_EQ(wire.unaccounted(), 0);
}

}  // namespace
}  // namespace goldwire::testing
