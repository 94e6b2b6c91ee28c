// Reassembly: what earlier connections, refused data, crossing FINs and senders of nonsense do to a
// stream.
#include <gtest/gtest.h>

#include "tests/agent/wire/conversation_on_the_wire.h"

namespace goldwire::testing {
namespace {

constexpr Side kClient = Side::client;
constexpr Side kServer = Side::server;

/// How far a Linux host's initial sequence numbers get within a second (RFC 6528's clock).
constexpr std::uint32_t kSecondOfNumbers = 15'625'000;

TEST(ReassemblyTrouble, AResetOfTheTuplesEarlierConnectionEndsNothing) {
  for (const std::uint32_t before : {1U, 1000U, kSecondOfNumbers}) {
    Wire wire;
    wire.handshake();
    wire.rst(kServer, 0U - before - 1, 1);
    wire.rst(kClient, 0U - before - 1, 2);
    wire.data(kClient, 0, 0, "GET", 3);
    wire.data(kServer, 0, 3, "200", 4);
    EXPECT_EQ(wire.story(), "c:GET s:200") << before;
  }
}

TEST(ReassemblyTrouble, AChallengeOfTheSynIsNotTheStartOfTheServersStream) {
  // The server still has the tuple's earlier connection: it answers the SYN with an acknowledgement
  // of that (RFC 9293 section 3.10.7.4), the client resets it and asks again.
  Wire wire;
  wire.syn(kClient, 0);
  wire.ack(kServer, 0U - kSecondOfNumbers, 0U - kSecondOfNumbers, 1);
  wire.rst(kClient, 0U - kSecondOfNumbers, 2);
  EXPECT_FALSE(wire.reassembly().closed());
  wire.handshake(1000);
  wire.data(kClient, 0, 0, "GET", 1001);
  wire.data(kServer, 0, 3, "200", 1002);
  EXPECT_EQ(wire.story(), "c:GET s:200");
  EXPECT_FALSE(wire.reassembly().midstream(kServer));
}

TEST(ReassemblyTrouble, AChallengeOfAForgedSegmentChangesNothing) {
  Wire wire;
  wire.handshake();
  wire.data(kClient, 0, 0, "GET", 1);
  wire.data(kClient, 0x70000000, 0, "evil", 2);
  wire.ack(kServer, 0, 3, 2);  // RFC 5961: says what it expects
  wire.data(kServer, 0, 3, "200", 3);
  EXPECT_EQ(wire.story(), "c:GET s:200");
  wire.finish();
  EXPECT_EQ(wire.ledger.out_of_window, 4U);
}

TEST(ReassemblyTrouble, OctetsAndAFinOfTheEarlierConnectionAreRefused) {
  Wire wire;
  wire.handshake();
  wire.data(kClient, 0U - kSecondOfNumbers, 0, "late", 1);
  wire.fin(kClient, 4U - kSecondOfNumbers, 0, 1);
  wire.data(kClient, 0, 0, "GET", 2);
  wire.data(kServer, 0, 3, "200", 3);
  EXPECT_EQ(wire.story(), "c:GET s:200");
  EXPECT_EQ(wire.ledger.out_of_window, 4U);
  EXPECT_EQ(wire.unaccounted(), 0);
}

TEST(ReassemblyTrouble, DataOnTheSynThatTheServerRefusedIsDeliveredOnce) {
  Wire wire;
  wire.syn(kClient, 0, "GET");
  Segment answer = Wire::segment(kServer, 0, 0, "", 1);  // acknowledges the SYN alone
  --answer.sequence;
  answer.syn = true;
  wire.take(answer, kServer);
  wire.data(kClient, 0, 0, "GET", 2);
  wire.data(kServer, 0, 3, "200", 3);
  EXPECT_EQ(wire.story(), "c:GET s:200");
  EXPECT_EQ(wire.ledger.retransmitted, 3U);
}

TEST(ReassemblyTrouble, ASynSentAgainWithoutItsDataKeepsThem) {
  Wire wire;
  wire.syn(kClient, 0, "GET");
  wire.syn(kClient, 1000);
  wire.syn(kServer, 1001);
  wire.data(kClient, 3, 0, " /", 1002);
  EXPECT_EQ(wire.stream(kClient), "GET /");
  EXPECT_EQ(wire.ledger.holes, 0U);
}

TEST(ReassemblyTrouble, NumbersWrapRightAfterTheSyn) {
  Wire wire;
  const std::uint32_t last = 0xffffffffU - kClientStart;
  Segment syn = Wire::segment(kClient, last, 0, "", 0);
  syn.syn = true;
  syn.ack = false;
  wire.take(syn, kClient);
  wire.data(kClient, last + 4, 0, "def", 1);
  wire.data(kClient, last + 1, 0, "abc", 2);
  wire.ack(kServer, 0, last + 7, 3);
  EXPECT_EQ(wire.story(), "c:abc c:def");
  EXPECT_EQ(wire.reassembly().initial_sequence(kClient), 0U);
}

TEST(ReassemblyTrouble, FinsThatCrossEndBothSides) {
  Wire wire;
  wire.handshake();
  wire.fin(kClient, 0, 0, 1, "bye");
  wire.fin(kServer, 0, 0, 1, "good");
  wire.ack(kClient, 4, 5, 2);
  wire.ack(kServer, 5, 4, 2);
  EXPECT_EQ(wire.story(), "c:bye c.fin s:good s.fin");
  EXPECT_EQ(wire.ledger.holes, 0U);
}

TEST(ReassemblyTrouble, AFinSentAgainWithItsOctetsTellsNothingNew) {
  Wire wire;
  wire.handshake();
  wire.fin(kServer, 0, 0, 1, "bye");
  wire.fin(kServer, 0, 0, 300, "bye");
  wire.data(kClient, 0, 4, "GET", 301);
  EXPECT_EQ(wire.story(), "s:bye s.fin c:GET");
  EXPECT_EQ(wire.ledger.retransmitted, 3U);
}

TEST(ReassemblyTrouble, KeepAlivesAfterAHalfCloseAreNothing) {
  Wire wire;
  wire.handshake();
  wire.fin(kClient, 0, 0, 1, "GET");
  for (int minute = 1; minute < 5; ++minute) {
    wire.ack(kServer, 0U - 1, 4, minute * 60'000);
    wire.ack(kClient, 4, 0, minute * 60'000);
  }
  wire.data(kServer, 0, 4, "200", 300'000);
  EXPECT_EQ(wire.story(), "c:GET c.fin s:200");
  EXPECT_EQ(wire.ledger.holes, 0U);
}

TEST(ReassemblyTrouble, AWindowThatStaysShutForLongIsNoHole) {
  Wire wire;
  wire.handshake();
  wire.data(kClient, 0, 0, "abc", 1);
  for (int probe = 1; probe < 10; ++probe) {  // each acknowledged, none accepted
    wire.data(kClient, 3, 0, "d", probe * 10'000);
    wire.ack(kServer, 0, 3, probe * 10'000);
  }
  wire.data(kClient, 3, 0, "def", 100'000);
  wire.ack(kServer, 0, 6, 100'001);
  EXPECT_EQ(wire.stream(kClient), "abcdef");
  EXPECT_EQ(wire.ledger.holes, 0U);
  EXPECT_EQ(wire.unaccounted(), 0);
}

TEST(ReassemblyTrouble, ManyOverlapsThatDisagreeShowWhatCameFirst) {
  Wire wire;
  wire.handshake();
  wire.data(kClient, 4, 0, "4567", 1);
  wire.data(kClient, 2, 0, "ABCDEFGH", 2);
  wire.data(kClient, 1, 0, "!!!!!!!!!!!!", 3);
  wire.data(kClient, 0, 0, "0", 4);
  EXPECT_EQ(wire.stream(kClient), "0!AB4567GH!!!");
  EXPECT_EQ(wire.ledger.overlaps, 4U + 8U);
  EXPECT_EQ(wire.unaccounted(), 0);
}

TEST(ReassemblyTrouble, OneDirectionAloneIsToldToItsEnd) {
  Wire wire;
  for (std::uint32_t i = 0; i < 50; ++i) {
    wire.data(kServer, 1448 * i, 7 * i, std::string(1448, 'x'), static_cast<int>(20 * i));
  }
  wire.fin(kServer, 1448 * 50, 7 * 50, 1001);
  wire.finish(2000);
  EXPECT_EQ(wire.stream(kServer), std::string(std::size_t{1448} * 50, 'x'));
  EXPECT_EQ(wire.stream(kClient), std::string(std::size_t{7} * 50, '_'));
}

TEST(ReassemblyTrouble, TheOnesThatNeverAcknowledgeHoldNothingBack) {
  Wire wire;
  for (std::uint32_t i = 0; i < 5; ++i) {
    Segment segment = Wire::segment(kClient, 3 * i, 0, "abc", static_cast<int>(i));
    segment.ack = false;
    wire.take(segment, kClient);
  }
  EXPECT_EQ(wire.stream(kClient), "abcabcabcabcabc");
}

TEST(ReassemblyTrouble, WhatComesAfterItsHoleWasGivenUpIsNotCountedAsSentAgain) {
  Wire wire;
  wire.handshake();
  wire.data(kClient, 3, 0, "def", 1);
  wire.ack(kServer, 0, 6, 2);
  wire.tick(100);
  wire.data(kClient, 9, 0, "jkl", 101);
  wire.ack(kServer, 0, 12, 102);
  wire.tick(200);
  ASSERT_EQ(wire.story(), "c:_3(acknowledged) c:def c:_3(acknowledged) c:jkl");
  wire.data(kClient, 0, 0, "abc", 201);
  wire.data(kClient, 6, 0, "ghi", 202);
  wire.data(kClient, 9, 0, "jkl", 203);
  EXPECT_EQ(wire.ledger.out_of_window, 6U);
  EXPECT_EQ(wire.ledger.retransmitted, 3U);
}

TEST(ReassemblyTrouble, ARequestShownAfterItsSuccessorsAnswersKeepsItsPlace) {
  // A capture of two queues: the first request comes last, after the answers to the next two.
  Wire wire;
  wire.handshake();
  wire.data(kServer, 0, 3, "one", 1);
  wire.data(kClient, 3, 3, "GE2", 2);
  wire.data(kClient, 6, 6, "GE3", 3);
  wire.data(kServer, 3, 6, "two", 4);
  wire.data(kServer, 6, 9, "three", 5);
  wire.data(kClient, 0, 0, "GE1", 6);
  EXPECT_EQ(wire.story(), "c:GE1 s:one c:GE2 s:two c:GE3 s:three");
  for (const Delivered& one : wire.out)
    EXPECT_EQ(one.acked, one.offset + (one.side == kServer ? 3 : 0)) << one.bytes;
}

TEST(ReassemblyTrouble, ARequestSentAgainAfterItsAnswerWasAcknowledgedComesBeforeIt) {
  // The capture missed it the first time.
  Wire wire;
  wire.handshake();
  wire.data(kServer, 0, 3, "one", 1);
  wire.data(kClient, 0, 3, "GE1", 2);
  wire.data(kClient, 3, 3, "GE2", 3);
  wire.data(kServer, 3, 6, "two", 4);
  EXPECT_EQ(wire.story(), "c:GE1 s:one c:GE2 s:two");
}

}  // namespace
}  // namespace goldwire::testing
