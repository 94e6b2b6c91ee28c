// Nearest: a mistyped name finds what was meant.
#include "harness/files/nearest.h"

#include <gmock/gmock.h>

namespace goldwire {
namespace {

TEST(Nearest, LikestComesFirst) {
  EXPECT_THAT(nearest_first("depsoit", {"transfer", "login", "deposit"}),
              testing::ElementsAre("deposit", "login", "transfer"));
}

TEST(Nearest, EquallyFarNamesStandInTheirOwnOrder) {
  EXPECT_THAT(nearest_first("x", {"b", "a"}), testing::ElementsAre("a", "b"));
  EXPECT_TRUE(nearest_first("x", {}).empty());
}

}  // namespace
}  // namespace goldwire
