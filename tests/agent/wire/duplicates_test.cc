// Duplicates: the same packets seen at several points, one sentence each.
#include <gtest/gtest.h>
#include <optional>

#include "tests/agent/wire/conversation_on_the_wire.h"

namespace goldwire::testing {
namespace {

constexpr Side kClient = Side::client;
constexpr Side kServer = Side::server;
constexpr int kHour = 3'600'000;

constexpr Point kNear{0, 0};
constexpr Point kBridge{0, 7};
constexpr Point kFar{1, 0};

/// A packet of a side that numbers its packets, seen at a point.
struct Seen {
  Side from;
  Segment segment;

  Seen at(const Point& point, int later = 0) const {
    Seen again = *this;
    again.segment.vantage = point.vantage;
    again.segment.interface = point.interface;
    again.segment.time += std::chrono::milliseconds(later);
    return again;
  }
};

class Duplicates : public ::testing::Test {
 protected:
  Seen data(Side from, std::uint32_t sequence, std::uint32_t acknowledged, std::string_view payload,
            int time) {
    Segment segment = Wire::segment(from, sequence, acknowledged, payload, time);
    segment.identification = ++numbered_[index_of(from)];
    return {from, segment};
  }
  Seen flagged(Side from, std::uint32_t sequence, std::uint32_t acknowledged, int time,
               bool Segment::*flag, std::string_view payload = "") {
    Seen seen = data(from, sequence, acknowledged, payload, time);
    seen.segment.*flag = true;
    return seen;
  }
  void show(const Seen& seen) { wire->take(seen.segment, seen.from); }
  void show(std::initializer_list<Seen> all) {
    for (const Seen& seen : all) show(seen);
  }
  void handshake(std::initializer_list<Point> points) {
    Seen syn = flagged(kClient, static_cast<std::uint32_t>(-1), 0, 0, &Segment::syn);
    syn.segment.ack = false;
    const Seen answer = flagged(kServer, static_cast<std::uint32_t>(-1), 0, 0, &Segment::syn);
    const Seen last = data(kClient, 0, 0, "", 0);
    for (const Seen& seen : {syn, answer, last}) {
      for (const Point& point : points) show(seen.at(point));
    }
  }
  void expect_counted(std::uint64_t retransmitted, std::uint64_t duplicated,
                      std::uint64_t duplicates) {
    EXPECT_EQ(wire->ledger.retransmitted, retransmitted);
    EXPECT_EQ(wire->ledger.duplicated, duplicated);
    EXPECT_EQ(wire->ledger.duplicates, duplicates);
    EXPECT_EQ(wire->unaccounted(), 0);
  }

  std::optional<Wire> wire{std::in_place};

 private:
  std::array<std::uint16_t, 2> numbered_{100, 40'000};
};

TEST_F(Duplicates, OfEveryPacketMakeOneConversation) {
  handshake({kNear, kBridge, kFar});
  const Seen get = data(kClient, 0, 0, "GET", 1);
  const Seen answer = data(kServer, 0, 3, "200", 2);
  const Seen end = flagged(kServer, 3, 3, 3, &Segment::fin, "body");
  const Seen bye = flagged(kClient, 3, 8, 4, &Segment::fin);
  const Seen last = data(kServer, 8, 4, "", 5);
  for (const Seen& seen : {get, answer, end, bye, last}) {
    show({seen.at(kNear), seen.at(kBridge), seen.at(kFar)});
  }
  EXPECT_EQ(wire->story(), "c:GET s:200 s:body s.fin c.fin");
  expect_counted(0, 20, 16);
  EXPECT_EQ(wire->ledger.out_of_order, 0U);
}

TEST_F(Duplicates, TheFirstSightsTimeCounts) {
  handshake({kNear, kFar});
  const Seen get = data(kClient, 0, 0, "GET", 10);
  show({get.at(kNear), get.at(kFar, 5)});
  EXPECT_EQ(wire->out.front().time, get.segment.time);
}

TEST_F(Duplicates, ARetransmissionCountsOnceWhereverItIsSeen) {
  handshake({kNear, kFar});
  const Seen get = data(kClient, 0, 0, "GET", 1);
  const Seen again = data(kClient, 0, 0, "GET", 2);
  show({get.at(kNear), get.at(kFar), again.at(kNear), again.at(kFar)});
  EXPECT_EQ(wire->story(), "c:GET");
  expect_counted(3, 6, 3 + 2);
}

TEST_F(Duplicates, ARetransmissionOfWhatWasLostOnItsWayCountsWhereBothWereSeen) {
  handshake({kNear, kFar});
  const Seen get = data(kClient, 0, 0, "GET", 1);
  const Seen again = data(kClient, 0, 0, "GET", 201);
  show({get.at(kNear), again.at(kNear), again.at(kFar)});
  expect_counted(3, 3, 3 + 1);
}

TEST_F(Duplicates, ARetransmissionCountsAlsoWhenTheNearPointsClockIsBehind) {
  for (const int late : {50, kHour}) {
    wire.emplace();
    handshake({kFar});
    const Seen get = data(kClient, 0, 0, "GET", 1);
    const Seen again = data(kClient, 0, 0, "GET", 2);
    show({again.at(kFar), get.at(kNear, late), again.at(kNear, late)});
    EXPECT_EQ(wire->story(), "c:GET");
    expect_counted(3, 3, 1);
  }
}

TEST_F(Duplicates, ARetransmissionCountsOnceAlsoWhenEveryPointSawBothAtAnotherHour) {
  handshake({kNear});
  const Seen get = data(kClient, 0, 0, "GET", 1);
  const Seen again = data(kClient, 0, 0, "GET", 250);
  show({get.at(kNear), again.at(kNear), get.at(kFar, kHour), again.at(kFar, kHour)});
  expect_counted(3, 6, 2);
}

TEST_F(Duplicates, OutOfOrderAtEveryPointAreNoRetransmission) {
  handshake({kNear, kFar});
  const Seen first = data(kClient, 0, 0, "abc", 1);
  const Seen second = data(kClient, 3, 0, "def", 1);
  show({second.at(kNear), first.at(kNear), second.at(kFar), first.at(kFar)});
  EXPECT_EQ(wire->stream(kClient), "abcdef");
  expect_counted(0, 6, 3 + 2);
}

TEST_F(Duplicates, ALossAtOnePointIsFilledByTheOther) {
  handshake({kNear, kFar});
  const Seen first = data(kClient, 0, 0, "abc", 1);
  const Seen second = data(kClient, 3, 0, "def", 1);
  const Seen answer = data(kServer, 0, 6, "200", 3);
  show({second.at(kNear), first.at(kFar, 1), answer.at(kNear), second.at(kFar, 1)});
  show(answer.at(kFar, 1));
  wire->finish(1000);
  EXPECT_EQ(wire->stream(kClient), "abcdef");
  EXPECT_EQ(wire->stream(kServer), "200");
  EXPECT_EQ(wire->ledger.holes, 0U);
  expect_counted(0, 6, 3 + 2);
}

TEST_F(Duplicates, ALossIsFilledByAPointWhoseClockIsBehindByMoreThanTheGrace) {
  constexpr int kLate = 80;
  handshake({kNear});
  const Seen hello = data(kClient, 0, 0, "hello", 1);
  const Seen bonjour = data(kServer, 0, 5, "bonjour", 2);
  show({hello.at(kNear), bonjour.at(kNear)});
  const Seen more = data(kServer, 7, 5, "!", 90);
  // The lag shows once octets seen first here are seen there.
  show({hello.at(kFar, kLate), bonjour.at(kFar, kLate), more.at(kNear), more.at(kFar, kLate)});
  const Seen lost = data(kClient, 5, 8, "lost", 300);
  const Seen found = data(kServer, 8, 9, "found", 301);
  show({found.at(kNear)});
  wire->tick(340);
  EXPECT_EQ(wire->ledger.holes, 0U);
  show({lost.at(kFar, kLate), found.at(kFar, kLate)});
  EXPECT_EQ(wire->story(), "c:hello s:bonjour s:! c:lost s:found");
}

TEST_F(Duplicates, OfTheSynDoNotBeginAnotherConnection) {
  handshake({kNear});
  const Seen get = data(kClient, 0, 0, "GET", 1);
  show(get.at(kNear));
  Seen syn = flagged(kClient, static_cast<std::uint32_t>(-1), 0, 0, &Segment::syn);
  syn.segment.ack = false;
  EXPECT_FALSE(wire->reassembly().starts_anew(syn.at(kFar, kHour).segment, kClient));
  show({syn.at(kFar, kHour), get.at(kFar, kHour)});
  EXPECT_EQ(wire->story(), "c:GET");
}

TEST_F(Duplicates, OfAnotherHourDoNotMoveTheClock) {
  handshake({kNear});
  const Seen get = data(kClient, 0, 0, "GET", 1);
  const Seen later = data(kClient, 6, 0, "ghi", 2);
  show({get.at(kNear), later.at(kNear)});
  show({get.at(kFar, kHour)});
  EXPECT_EQ(wire->story(), "c:GET") << "three octets lack, and half a minute is not over";
  EXPECT_TRUE(wire->reassembly().goes_by(0));
  show(data(kClient, 3, 0, "def", 100).at(kNear));
  EXPECT_EQ(wire->stream(kClient), "GETdefghi");
}

TEST_F(Duplicates, ThatComeAfterTheEndAreKnown) {
  handshake({kNear});
  const Seen get = flagged(kClient, 0, 0, 1, &Segment::fin, "GET");
  const Seen answer = flagged(kServer, 0, 4, 2, &Segment::fin, "200");
  show({get.at(kNear), answer.at(kNear)});
  ASSERT_TRUE(wire->reassembly().closed());
  show({get.at(kFar, kHour), answer.at(kFar, kHour)});
  EXPECT_EQ(wire->story(), "c:GET c.fin s:200 s.fin");
  expect_counted(0, 6, 2);
}

TEST_F(Duplicates, APointThatGoesOnWhereAnotherEndedIsLikeIt) {
  handshake({kNear});
  const Seen first = data(kClient, 0, 0, "abc", 1);
  show({first.at(kNear), data(kClient, 0, 0, "abc", 250).at(kNear)});
  show(data(kClient, 3, 0, "def", 300).at(kFar));  // the next file of a set
  show(data(kClient, 3, 0, "def", 550).at(kFar));
  EXPECT_EQ(wire->stream(kClient), "abcdef");
  expect_counted(6, 0, 0);
}

TEST_F(Duplicates, AtTheSamePointAreKnownByTheirIdentification) {
  handshake({kNear});
  const Seen one = data(kClient, 0, 0, "abc", 1);
  const Seen two = data(kClient, 3, 0, "def", 1);
  show({one, two, one.at(kNear, 2), two.at(kNear, 2)});
  expect_counted(0, 6, 2);
  show(data(kClient, 0, 0, "abc", 4));  // sent again as soon
  expect_counted(3, 6, 2);
}

TEST_F(Duplicates, AtTheSamePointComeSoon) {
  handshake({kNear});
  const Seen one = data(kClient, 0, 0, "abc", 1);
  show({one, data(kClient, 3, 0, "def", 2)});
  show(one.at(kNear, 200));
  expect_counted(3, 0, 0);
}

TEST_F(Duplicates, OfSendersThatNumberNoPacketAreKnownByTheirTimeAlone) {
  for (const std::uint16_t same : {std::uint16_t{0}, std::uint16_t{1}}) {
    wire.emplace();
    handshake({kNear});
    Seen one = data(kClient, 0, 0, "abc", 10);
    Seen two = data(kClient, 3, 0, "def", 20);
    one.segment.identification = two.segment.identification = same;
    show({one, two, two, two.at(kNear, 5)});
    expect_counted(3, 3, 1);
  }
}

TEST_F(Duplicates, AreToldFromRetransmissionsAtEachOfSeveralPoints) {
  handshake({kNear, kBridge});
  const Seen get = data(kClient, 0, 0, "GET", 1);
  const Seen again = data(kClient, 0, 0, "GET", 3);
  // Each interface shows what comes in and what goes out.
  show({get.at(kNear), get.at(kNear), get.at(kBridge), get.at(kBridge)});
  show({again.at(kNear), again.at(kNear), again.at(kBridge), again.at(kBridge)});
  expect_counted(3, 18, 3 + 6);
}

TEST_F(Duplicates, WithOtherContentDoNotWin) {
  handshake({kNear, kFar});
  show(data(kClient, 3, 0, "DEF", 1).at(kNear));
  show(data(kClient, 3, 0, "DxF", 1).at(kFar));
  show(data(kClient, 0, 0, "ABC", 1).at(kFar));
  EXPECT_EQ(wire->stream(kClient), "ABCDEF");
  EXPECT_EQ(wire->ledger.overlaps, 1U);
  EXPECT_EQ(wire->ledger.duplicated, 2U);
  EXPECT_EQ(wire->unaccounted(), 0);
}

TEST_F(Duplicates, FromMoreInterfacesThanAreKnownStayDuplicates) {
  handshake({kNear});
  for (std::uint32_t round = 0; round < 3; ++round) {
    const Seen octets = data(kClient, 3 * round, 0, "abc", static_cast<int>(round));
    for (std::uint32_t interface = 0; interface < 20; ++interface) {
      show(octets.at({0, interface}));
    }
  }
  EXPECT_EQ(wire->stream(kClient), "abcabcabc");
  expect_counted(0, 3 * 19 * 3, 3 * 19);
}

}  // namespace
}  // namespace goldwire::testing
