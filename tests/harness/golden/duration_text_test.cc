// Durations as people write them, and as goldwire writes them back: exactly.
#include "harness/golden/duration_text.h"

#include <gtest/gtest.h>

namespace goldwire {
namespace {

TEST(DurationText, UnitsAndBareSeconds) {
  EXPECT_EQ(read_duration("2"), std::chrono::seconds(2));
  EXPECT_EQ(read_duration("1.5s"), std::chrono::milliseconds(1500));
  EXPECT_EQ(read_duration("250ms"), std::chrono::milliseconds(250));
  EXPECT_EQ(read_duration("2m"), std::chrono::minutes(2));
  for (const char* const wrong : {"", "s", "-1s", "1 s", "1d", "nan", "inf", "1e300h"}) {
    EXPECT_FALSE(read_duration(wrong)) << wrong;
  }
}

TEST(DurationText, IsSpelledInTheLargestUnitThatItFills) {
  EXPECT_EQ(spell_duration(Duration(0)), "0s");
  EXPECT_EQ(spell_duration(Duration(7)), "0.007us");
  EXPECT_EQ(spell_duration(Duration(1'000)), "1us");
  EXPECT_EQ(spell_duration(Duration(999'999)), "999.999us");
  EXPECT_EQ(spell_duration(Duration(1'000'000)), "1ms");
  EXPECT_EQ(spell_duration(Duration(500'000'100)), "500.0001ms");
  EXPECT_EQ(spell_duration(Duration(1'050'000'000)), "1.05s");
  EXPECT_EQ(spell_duration(Duration(60'000'000'000)), "60s");
}

TEST(DurationText, IsRoundedUpToThreeDigits) {
  EXPECT_EQ(spell_duration(rounded_up(Duration(2'016'693'367))), "2.02s");
  EXPECT_EQ(spell_duration(rounded_up(Duration(2'000'000'001))), "2.01s") << "longer than 2s";
  EXPECT_EQ(spell_duration(rounded_up(Duration(999'999))), "1ms");
  EXPECT_EQ(rounded_up(Duration(999)), Duration(999));
}

TEST(DurationText, SpellingIsReadBack) {
  for (const auto duration :
       {Duration(0), Duration(1), Duration(1'000), Duration(3'000'000), Duration(500'000'100),
        Duration(1'500'000'000), Duration(60'000'000'000), Duration(3'600'000'000'001)}) {
    EXPECT_EQ(read_duration(spell_duration(duration)), duration) << spell_duration(duration);
  }
}

}  // namespace
}  // namespace goldwire
