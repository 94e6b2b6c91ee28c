// Intake: what waits, when it was seen, and where it went.
#include "protocols/base/intake.h"

#include <gtest/gtest.h>

namespace goldwire {
namespace {

Time at(std::int64_t nanoseconds) { return from_unix_nano(nanoseconds); }

Chunk chunk(std::uint64_t offset, std::string_view text, std::int64_t time = 0) {
  return {Side::client, offset, as_bytes(text), at(time), 0};
}

TEST(Intake, WhileNothingWaitsTheChunkItselfIsSeen) {
  const std::string text = "abc";
  Intake intake;
  intake.add(chunk(0, text));
  EXPECT_EQ(as_text(intake.waiting()).data(), text.data());
  EXPECT_EQ(intake.held(), 0U);
  intake.take(3);
  intake.settle();
  EXPECT_EQ(intake.held(), 0U);
  EXPECT_TRUE(intake.waiting().empty());
}

TEST(Intake, WhatIsLeftIsKeptBeyondTheChunk) {
  Intake intake;
  {
    std::string text = "abcdef";
    intake.add(chunk(0, text));
    intake.take(2);
    intake.settle();
    text.assign(6, '#');
  }
  EXPECT_EQ(as_text(intake.waiting()), "cdef");
  EXPECT_EQ(intake.held(), 4U);
  EXPECT_EQ(intake.offset(), 2U);
  intake.add(chunk(6, "gh"));
  EXPECT_EQ(as_text(intake.waiting()), "cdefgh");
  intake.take(5);
  EXPECT_EQ(as_text(intake.waiting()), "h");
  EXPECT_EQ(intake.offset(), 7U);
}

TEST(Intake, EveryOctetIsTakenSkippedOrLost) {
  Intake intake;
  intake.add(chunk(0, "abcdef"));
  intake.take(1);
  intake.skip(2);
  intake.skip_all();
  intake.settle();
  intake.lose({Side::client, 6, 10, Loss::acknowledged, at(0)});
  intake.add(chunk(16, "xy"));
  EXPECT_EQ(intake.offset(), 16U);
  intake.take(2);
  EXPECT_EQ(intake.account(), (Account{3, 5, 10}));
  EXPECT_EQ(intake.offset(), 18U);
}

TEST(Intake, AnOctetsTimeIsThatOfItsChunk) {
  Intake intake;
  intake.add(chunk(0, "abc", 10));
  intake.settle();
  intake.add(chunk(3, "def", 20));
  intake.settle();
  intake.lose({Side::client, 6, 4, Loss::acknowledged, at(30)});
  EXPECT_EQ(intake.time_at(0), at(10));
  EXPECT_EQ(intake.time_at(2), at(10));
  EXPECT_EQ(intake.time_at(3), at(20));
  EXPECT_EQ(intake.time_at(5), at(20));
  EXPECT_EQ(intake.time_at(6), at(30));
}

TEST(Intake, TheLastConsumedOctetKeepsItsTime) {
  Intake intake;
  intake.add(chunk(0, "abc", 10));
  intake.settle();
  intake.add(chunk(3, "def", 20));
  intake.take(3);
  EXPECT_EQ(intake.time_at(2), at(10));
  intake.take(1);
  EXPECT_EQ(intake.time_at(3), at(20));
  intake.take(2);
  intake.settle();
  EXPECT_EQ(intake.time_at(5), at(20));
  intake.add(chunk(6, "g", 30));
  EXPECT_EQ(intake.time_at(5), at(20));
  EXPECT_EQ(intake.time_at(6), at(30));
}

TEST(Intake, ManyTinyChunksKeepTheTimesOfTheFirstAndTheLast) {
  Intake intake;
  constexpr std::uint64_t kCount = 100000;
  for (std::uint64_t i = 0; i < kCount; ++i) {
    intake.add(chunk(i, "x", static_cast<std::int64_t>(i)));
    intake.settle();
  }
  EXPECT_EQ(intake.held(), kCount);
  EXPECT_EQ(intake.time_at(0), at(0));
  EXPECT_EQ(intake.time_at(kCount - 1), at(kCount - 1));
  Time before = at(0);
  for (std::uint64_t i = 0; i < kCount; ++i) {
    const Time time = intake.time_at(i);
    ASSERT_LE(before, time);
    ASSERT_LE(time, at(static_cast<std::int64_t>(i)));
    before = time;
  }
}

TEST(Intake, TheFirstWaitingOctetKeepsItsTimeAfterOthersWereConsumed) {
  Intake intake;
  intake.add(chunk(0, "xy", 0));
  intake.take(2);
  intake.settle();
  for (std::uint64_t i = 2; i < 5000; ++i) {
    intake.add(chunk(i, "x", static_cast<std::int64_t>(i)));
    intake.settle();
  }
  EXPECT_EQ(intake.time_at(1), at(0));
  EXPECT_EQ(intake.time_at(2), at(2));
}

TEST(Intake, TheFirstWaitingOctetKeepsItsTimeAfterAHole) {
  Intake intake;
  intake.add(chunk(0, "xy", 1));
  intake.take(2);
  intake.settle();
  intake.lose({Side::client, 2, 8, Loss::acknowledged, at(2)});
  for (std::uint64_t i = 10; i < 5000; ++i) {
    intake.add(chunk(i, "x", static_cast<std::int64_t>(i)));
    intake.settle();
  }
  EXPECT_EQ(intake.time_at(9), at(2));
  EXPECT_EQ(intake.time_at(10), at(10));
}

TEST(Intake, HoleAfterHoleLeavesNoMoreMarksThanOne) {
  Intake intake;
  for (std::uint64_t i = 0; i < 5000; ++i) {
    intake.lose({Side::client, i, 1, Loss::snaplen, at(static_cast<std::int64_t>(i))});
  }
  for (std::uint64_t i = 5000; i < 5010; ++i) {
    intake.add(chunk(i, "x", static_cast<std::int64_t>(i)));
    intake.settle();
  }
  for (std::uint64_t i = 4999; i < 5010; ++i) {
    EXPECT_EQ(intake.time_at(i), at(static_cast<std::int64_t>(i)));
  }
}

TEST(Intake, ManyMessagesInALongBufferComeOutInOrder) {
  Intake intake;
  std::string all;
  for (int i = 0; i < 300000; ++i) all.push_back(static_cast<char>(i % 251));
  intake.add(chunk(0, std::string_view(all).substr(0, 200000)));
  intake.settle();
  intake.add(chunk(200000, std::string_view(all).substr(200000)));
  std::string seen;
  while (!intake.waiting().empty()) {
    const std::size_t count = std::min<std::size_t>(777, intake.waiting().size());
    seen.append(as_text(intake.waiting().first(count)));
    intake.take(count);
  }
  EXPECT_EQ(seen, all);
  EXPECT_EQ(intake.held(), 0U);
  EXPECT_EQ(intake.account(), (Account{300000, 0, 0}));
}

}  // namespace
}  // namespace goldwire
