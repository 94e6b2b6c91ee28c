// KeepLimits: how long and how much, and what is neither.
#include "agent/capture/keep_limits.h"

#include <gtest/gtest.h>

namespace goldwire {
namespace {

TEST(KeepLimits, AreATimeOrASizeOrBoth) {
  using namespace std::chrono_literals;
  EXPECT_EQ(KeepLimits::parse("5m"), (KeepLimits{5min, 0}));
  EXPECT_EQ(KeepLimits::parse("90s"), (KeepLimits{90s, 0}));
  EXPECT_EQ(KeepLimits::parse("2h"), (KeepLimits{2h, 0}));
  EXPECT_EQ(KeepLimits::parse("1d"), (KeepLimits{24h, 0}));
  EXPECT_EQ(KeepLimits::parse("200MB"), (KeepLimits{{}, 200'000'000}));
  EXPECT_EQ(KeepLimits::parse("2048KiB"), (KeepLimits{{}, 2U << 20}));
  EXPECT_EQ(KeepLimits::parse("3GB"), (KeepLimits{{}, 3'000'000'000}));
  EXPECT_EQ(KeepLimits::parse("5m,200MB"), (KeepLimits{5min, 200'000'000}));
  EXPECT_EQ(KeepLimits::parse("200MB,5m"), (KeepLimits{5min, 200'000'000}));
}

TEST(KeepLimits, RefuseEverythingElseWithARemedy) {
  for (const char* const text :
       {"", "5", "m", "0s", "-5m", "5 m", "5min", "5m,", ",5m", "5m,6m", "1MB,2MB", "5m,1MB,2h",
        "999kB", "367d", "99999999999999999999s", "9999999GiB", "1.5h", "5M"}) {
    const auto limits = KeepLimits::parse(text);
    ASSERT_FALSE(limits) << text;
    EXPECT_EQ(limits.error().remedy, "write for instance 5m, 200MB, or 5m,200MB");
  }
}

}  // namespace
}  // namespace goldwire
