// Noise kinds: how they are spelled, and when a time lies as they say.
#include "harness/canonical/noise_kind.h"

#include <gtest/gtest.h>

namespace goldwire {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

const Time kCall = written_time("2026-11-22T15:03:52Z")->time;

bool keeps(std::string_view text, std::string_view kind) {
  return keeps_relation(text, *noise_kind_named(kind), CallTime{kCall});
}

TEST(NoiseKind, IsSpelledAsItIsRead) {
  for (const char* name :
       {"timestamp", "integer", "any", "timestamp now", "timestamp now+90m", "timestamp now+24h",
        "timestamp now-30d", "epoch s now", "epoch ms now+1h", "epoch us now", "epoch ns now"}) {
    const auto kind = noise_kind_named(name);
    ASSERT_TRUE(kind) << name;
    EXPECT_EQ(name_of(*kind), name);
  }
  EXPECT_EQ(name_of(NoiseKind{ValueClass::timestamp, hours(48), {}}), "timestamp now+2d");
  EXPECT_EQ(name_of(NoiseKind{ValueClass::timestamp, seconds(-20), {}}), "timestamp now");
}

TEST(NoiseKind, WhatIsNoKindIsNotRead) {
  for (const char* name :
       {"", "time", "timestamp ", "timestamp soon", "timestamp now+", "timestamp now+h",
        "timestamp now+1w", "timestamp now+-1h", "timestamp now+99999999999999999999h",
        "timestamp now+999999999d", "epoch now", "epoch min now", "epoch s", "integer now",
        "timestamp s now", "timestamp now now"}) {
    EXPECT_FALSE(noise_kind_named(name)) << name;
  }
}

TEST(NoiseKind, ATimeIsHeldAgainstItsCallAndNotAgainstToday) {
  EXPECT_TRUE(keeps("2026-11-22T15:03:52.1Z", "timestamp now"));
  EXPECT_FALSE(keeps("1970-01-01T00:00:00Z", "timestamp now"));
  EXPECT_FALSE(keeps("2025-11-22T15:03:52Z", "timestamp now"));
  EXPECT_FALSE(keeps("2026-10-22T15:03:52Z", "timestamp now"));
  EXPECT_TRUE(keeps("1970-01-01T00:00:00Z", "timestamp")) << "without a relation";
}

TEST(NoiseKind, MinutesAreHeldOnceTheClockIsSetRight) {
  EXPECT_TRUE(keeps("2026-11-22T14:59:52Z", "timestamp now"));
  EXPECT_FALSE(keeps("2026-11-22T14:40:52Z", "timestamp now"));
  EXPECT_FALSE(keeps("2026-11-22T16:03:52Z", "timestamp now"));
  EXPECT_TRUE(keeps("2026-11-22T16:04:52Z", "timestamp now+1h"));
  EXPECT_FALSE(keeps("2026-11-22T17:03:52Z", "timestamp now+1h"));
  EXPECT_FALSE(keeps("2026-11-23T05:03:52Z", "timestamp now"));
  const NoiseKind now = *noise_kind_named("timestamp now");
  const CallTime ahead{kCall, {}, {}, {Duration{}, hours(26)}};
  EXPECT_TRUE(keeps_relation("2026-11-23T17:03:52Z", now, ahead)) << "a clock that a test moved";
  EXPECT_TRUE(keeps_relation("2026-11-22T15:03:52Z", now, ahead));
  EXPECT_FALSE(keeps_relation("2026-11-23T05:03:52Z", now, ahead));
}

TEST(NoiseKind, ATimeMayBeAsOldAsItsRunAndComeWithItsCallsEnd) {
  const NoiseKind now = *noise_kind_named("timestamp now");
  EXPECT_TRUE(keeps_relation("2026-11-22T14:35:00Z", now, {kCall, {}, minutes(30)}));
  EXPECT_FALSE(keeps_relation("2026-11-22T14:25:00Z", now, {kCall, {}, minutes(30)}));
  EXPECT_TRUE(keeps_relation("2026-11-22T15:33:00Z", now, {kCall, minutes(30), {}}));
  EXPECT_FALSE(keeps_relation("2026-11-22T15:43:00Z", now, {kCall, minutes(30), {}}));
}

TEST(NoiseKind, SummerTimeMonthsAndDatesMayDiffer) {
  EXPECT_TRUE(keeps("2026-11-22 16:03:52", "timestamp now")) << "without a zone";
  EXPECT_FALSE(keeps("2026-11-22 18:03:52", "timestamp now"));
  EXPECT_TRUE(keeps("2026-11-23T16:03:52Z", "timestamp now+24h"));
  EXPECT_FALSE(keeps("2026-11-23T18:03:52Z", "timestamp now+24h"));
  EXPECT_TRUE(keeps("2026-11-21", "timestamp now"));
  EXPECT_FALSE(keeps("2026-11-20", "timestamp now"));
  EXPECT_TRUE(keeps("2026-11-25", "timestamp now+24h")) << "the next working day";
  EXPECT_TRUE(keeps("2026-12-20T15:03:52Z", "timestamp now+31d"));
  EXPECT_FALSE(keeps("2026-12-15T15:03:52Z", "timestamp now+31d"));
  EXPECT_FALSE(keeps("2027-01-22T15:03:52Z", "timestamp now+31d"));
  EXPECT_FALSE(keeps("2026-11-22T15:03:52Z", "timestamp now+31d"));
}

TEST(NoiseKind, WhatLayAheadIsNeverPast) {
  EXPECT_TRUE(keeps("2026-11-22T18:03:52Z", "timestamp now+2d"));
  EXPECT_FALSE(keeps("2026-11-22T12:03:52Z", "timestamp now+2d"));
  EXPECT_TRUE(keeps("2026-11-22T15:02:00Z", "timestamp now-2m"));
  EXPECT_FALSE(keeps("2026-11-22T15:00:00Z", "timestamp now+2m"));
  EXPECT_FALSE(keeps("2026-11-22T18:03:52Z", "timestamp now-2d"));
}

TEST(NoiseKind, CenturiesAreNoSurprise) {
  EXPECT_FALSE(keeps("1900-01-01", "timestamp now+100000d"));
  EXPECT_FALSE(keeps("2200-12-31T23:59:59Z", "timestamp now-100000d"));
  EXPECT_FALSE(after_call("1900-01-01T00:00:00Z", Time::max()));
}

TEST(NoiseKind, UnitsAreNotMixedUp) {
  EXPECT_TRUE(keeps("1795359832", "epoch s now"));
  EXPECT_FALSE(keeps("1795359832000", "epoch s now"));
  EXPECT_FALSE(keeps("1795359832", "epoch ms now"));
  EXPECT_TRUE(keeps("1795359832.25", "epoch s now"));
  EXPECT_TRUE(keeps("1795359832000", "epoch"));
}

TEST(NoiseKind, LengthsAreSaidInTheLargestUnitThatFits) {
  EXPECT_EQ(length_text(days(20780)), "56 years");
  EXPECT_EQ(length_text(-days(400)), "400 days");
  EXPECT_EQ(length_text(hours(25)), "25 h");
  EXPECT_EQ(length_text(minutes(2)), "2 min");
  EXPECT_EQ(length_text(std::chrono::milliseconds(1500)), "1500 ms");
  EXPECT_EQ(length_text(Duration(5)), "0 ms");
}

TEST(CountedTime, IsToldByItsDigits) {
  EXPECT_EQ(counted_time("1795359832")->time, kCall);
  EXPECT_EQ(counted_time("1795359832.5")->unit, EpochUnit::seconds);
  EXPECT_EQ(counted_time("1795359832000")->unit, EpochUnit::milliseconds);
  EXPECT_EQ(counted_time("1795359832000000000")->time, kCall);
  for (const char* text : {"", "0", "179535983", "17953598320", "9999999999", "1795359832.",
                           "1795359832.x", "-1795359832", "9999999999999999999", "1.5"}) {
    EXPECT_FALSE(counted_time(text)) << text;
  }
}

}  // namespace
}  // namespace goldwire
