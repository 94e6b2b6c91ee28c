// Known values inside texts, as words of their own.
#include "harness/canonical/part_finder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace goldwire {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> parts(const std::vector<std::string>& known, std::string_view text) {
  PartFinder finder;
  for (std::size_t i = 0; i < known.size(); ++i) finder.add(known[i], i);
  std::vector<std::string> out;
  for (const PartFinder::Part& part : finder.find(text)) {
    EXPECT_EQ(text.substr(part.at, part.length), known[part.value]);
    out.push_back(std::to_string(part.at) + ":" + std::string(text.substr(part.at, part.length)));
  }
  return out;
}

TEST(PartFinder, FindsValuesAsWordsOfTheirOwn) {
  EXPECT_THAT(parts({"3f9b56a8"}, "pi_3f9b56a8_secret"), ElementsAre("3:3f9b56a8"));
  EXPECT_THAT(parts({"3f9b56a8"}, "3f9b56a8"), ElementsAre("0:3f9b56a8"));
  EXPECT_THAT(parts({"3f9b56a8"}, "x3f9b56a8 3f9b56a8x 3f9b56a"), IsEmpty());
  EXPECT_THAT(parts({"a1b2c3", "d4e5f6"}, "d4e5f6/a1b2c3/d4e5f6"),
              ElementsAre("0:d4e5f6", "7:a1b2c3", "14:d4e5f6"));
}

TEST(PartFinder, FindsThemBehindPercentEncodedOctets) {
  EXPECT_THAT(parts({"a1b2c3"}, "/q/arn%3Aa1b2c3%2Fx"), ElementsAre("9:a1b2c3"));
  EXPECT_THAT(parts({"a1b2c3"}, "/q/arn%3Ga1b2c3"), IsEmpty()) << "no octet is written so";
}

TEST(PartFinder, TakesTheLongestAndNeverTwoThatOverlap) {
  EXPECT_THAT(parts({"a1b2c3", "a1b2c3-d4e5f6", "d4e5f6-x"}, "a1b2c3-d4e5f6-x"),
              ElementsAre("0:a1b2c3-d4e5f6"));
}

TEST(PartFinder, NeverCutsAUuid) {
  const std::string uuid = "6b64f635-023c-4946-9cce-67afab3a5f01";
  EXPECT_THAT(parts({"6b64f635", "67afab3a5f01"}, uuid), IsEmpty());
  EXPECT_THAT(parts({uuid}, "deposit-" + uuid + "-again"), ElementsAre("8:" + uuid));
  EXPECT_THAT(parts({"6b64f635"}, uuid + " 6b64f635"), ElementsAre("37:6b64f635"));
}

TEST(PartFinder, ShortValuesAreNotLookedFor) {
  EXPECT_THAT(parts({"a1b2c"}, "a1b2c a1b2c"), IsEmpty());
  EXPECT_THAT(parts({"a1b2c3"}, ""), IsEmpty());
}

TEST(PartFinder, CanLeaveOneValueOut) {
  PartFinder finder;
  finder.add("a1b2c3-d4e5f6", 0);
  finder.add("d4e5f6", 1);
  EXPECT_EQ(finder.find("a1b2c3-d4e5f6", 0).at(0).value, 1U);
}

}  // namespace
}  // namespace goldwire
