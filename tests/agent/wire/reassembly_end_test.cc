// Reassembly: FIN, RST and what lacks at the end.
#include <gtest/gtest.h>

#include "agent/wire/reassembly.h"
#include "tests/agent/wire/conversation_on_the_wire.h"

namespace goldwire::testing {
namespace {

constexpr Side kClient = Side::client;
constexpr Side kServer = Side::server;

TEST(ReassemblyEnd, TellsAHoleAtTheEndByTheAcknowledgement) {
  Wire wire;
  wire.handshake();
  wire.data(kClient, 0, 0, "abc", 1);
  wire.ack(kServer, 0, 10, 2);
  wire.finish(3);
  EXPECT_EQ(wire.story(), "c:abc c:_7(acknowledged) c.end s.end");
}

TEST(ReassemblyEnd, TellsAHoleBeforeTheFin) {
  Wire wire;
  wire.handshake();
  wire.data(kClient, 0, 0, "abc", 1);
  wire.fin(kClient, 6, 0, 2);
  wire.finish(3);
  EXPECT_EQ(wire.story(), "c:abc c:_3(end) c.fin s.end");
}

TEST(ReassemblyEnd, TakesOneAcknowledgedOctetAtTheEndForAMissedFin) {
  Wire wire;
  wire.handshake();
  wire.data(kClient, 0, 0, "abc", 1);
  wire.data(kServer, 0, 4, "xyz", 2);  // acknowledges a FIN that no packet showed
  wire.tick(20);
  wire.finish(30);
  EXPECT_EQ(wire.story(), "c:abc s:xyz c.end s.end");
  EXPECT_EQ(wire.ledger.holes, 0U);
}

TEST(ReassemblyEnd, TellsOneLostOctetOnceMoreFollows) {
  Wire wire;
  wire.handshake();
  wire.data(kClient, 0, 0, "abc", 1);
  wire.data(kServer, 0, 4, "xyz", 2);
  wire.tick(20);
  wire.data(kClient, 4, 3, "efg", 30);
  wire.tick(60);
  EXPECT_EQ(wire.story(), "c:abc s:xyz c:_1(acknowledged) c:efg");
}

TEST(ReassemblyEnd, DoesNotTakeTheAcknowledgementOfAFinForAnOctet) {
  Wire wire;
  wire.handshake();
  wire.ack(kServer, 0, 4, 1);  // shown before the octets and the FIN that it acknowledges
  wire.fin(kClient, 0, 0, 2, "abc");
  wire.data(kServer, 0, 4, "xyz", 40);
  wire.finish(80);
  EXPECT_EQ(wire.story(), "c:abc c.fin s:xyz s.end");
}

TEST(ReassemblyEnd, KeepsTheOtherDirectionOpenAfterAHalfClose) {
  Wire wire;
  wire.handshake();
  wire.fin(kClient, 0, 0, 1, "GET");
  wire.data(kServer, 0, 4, "200", 2);
  wire.data(kServer, 3, 4, "body", 3);
  wire.fin(kServer, 7, 4, 4);
  EXPECT_EQ(wire.story(), "c:GET c.fin s:200 s:body s.fin");
}

TEST(ReassemblyEnd, DeliversWhatStoodBeforeAFinThatCameEarly) {
  Wire wire;
  wire.handshake();
  wire.fin(kClient, 3, 0, 1, "def");
  wire.data(kClient, 0, 0, "abc", 2);
  EXPECT_EQ(wire.story(), "c:abc c:def c.fin");
}

TEST(ReassemblyEnd, RefusesOctetsBehindTheFin) {
  Wire wire;
  wire.handshake();
  wire.fin(kClient, 0, 0, 1, "abc");
  wire.data(kClient, 3, 0, "def", 2);
  EXPECT_EQ(wire.stream(kClient), "abc");
  EXPECT_EQ(wire.ledger.out_of_window, 3U);
}

TEST(ReassemblyEnd, ClosesBothSidesOnAResetAndLeavesItsTextOut) {
  Wire wire;
  wire.handshake();
  wire.data(kClient, 0, 0, "GET", 1);
  wire.rst(kServer, 0, 2, "go away");
  EXPECT_EQ(wire.story(), "c:GET s.reset c.reset");
  EXPECT_TRUE(wire.reassembly().closed());
  EXPECT_EQ(wire.ledger.out_of_window, 7U);
}

TEST(ReassemblyEnd, WaitsWithTheResetForWhatIsStillProved) {
  Wire wire;
  wire.handshake();
  wire.data(kServer, 0, 3, "200", 1);
  wire.rst(kServer, 3, 2);
  wire.data(kClient, 0, 0, "GET", 3);
  EXPECT_EQ(wire.story(), "c:GET s:200 s.reset c.reset");
}

TEST(ReassemblyEnd, AResetTellsHowMuchItsSenderHadSent) {
  const auto story = [](std::uint32_t sequence, bool acknowledges) {
    Wire wire;
    wire.handshake();
    wire.data(kServer, 0, 0, "200", 1);
    Segment reset = Wire::segment(kServer, sequence, 0, "", 2);
    reset.rst = true;
    reset.ack = acknowledges;
    wire.take(reset, kServer);
    return wire.story();
  };
  EXPECT_EQ(story(9, true), "s:200 s:_6(end) s.reset c.reset");
  EXPECT_EQ(story(3, true), "s:200 s.reset c.reset");
  EXPECT_EQ(story(4, true), "s:200 s.reset c.reset") << "a FIN that was missed";
  EXPECT_EQ(story(9, false), "s:200 s.reset c.reset") << "the number is the peer's";
}

TEST(ReassemblyEnd, IgnoresAResetFarOutsideOfTheWindow) {
  Wire wire;
  wire.handshake();
  wire.rst(kServer, 0x40000000, 1);
  wire.data(kClient, 0, 0, "GET", 2);
  EXPECT_EQ(wire.story(), "c:GET");
}

TEST(ReassemblyEnd, TakesAResetOfTheOnlySynForTheEnd) {
  Wire wire;
  wire.syn(kClient, 0);
  Segment refused = Wire::segment(kServer, 0, 0, "", 1);
  refused.sequence = 0;
  refused.rst = true;
  wire.take(refused, kServer);
  EXPECT_TRUE(wire.reassembly().closed());
}

TEST(ReassemblyEnd, ClosesTheIdleSidesWithTheKindItIsTold) {
  Wire wire;
  wire.handshake();
  wire.fin(kClient, 0, 0, 1, "GET");
  wire.finish(9, Ending::idle);
  EXPECT_EQ(wire.story(), "c:GET c.fin s.idle");
}

}  // namespace
}  // namespace goldwire::testing
