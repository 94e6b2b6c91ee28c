// Exchange: the reasons' names are the contract's.
#include "protocols/base/exchange.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace goldwire {
namespace {

TEST(Reason, NamesAreThoseOfTheContract) {
  const std::vector<std::string_view> names = {
      "no-response",         "no-request", "gap",       "truncated", "midstream",     "undecodable",
      "unsupported-version", "limit",      "encrypted", "open",      "unknown-fields"};
  ASSERT_EQ(names.size(), kReasonCount);
  for (std::size_t i = 0; i < kReasonCount; ++i) {
    EXPECT_EQ(name_of(static_cast<Reason>(i)), names[i]);
    EXPECT_EQ(reason_named(names[i]), static_cast<Reason>(i));
  }
  EXPECT_EQ(name_of(Reason::open), "open");
  EXPECT_EQ(name_of(Reason::truncated), "truncated");
  EXPECT_EQ(reason_named("lost"), std::nullopt);
  EXPECT_EQ(reason_named(""), std::nullopt);
}

TEST(Reasons, AreASet) {
  Reasons reasons;
  EXPECT_TRUE(reasons.empty());
  reasons.add(Reason::open);
  reasons.add(Reason::gap);
  reasons.add(Reason::gap);
  EXPECT_TRUE(reasons.has(Reason::gap));
  EXPECT_FALSE(reasons.has(Reason::no_response));
  EXPECT_THAT(reasons.names(), testing::ElementsAre("gap", "open"));
  Reasons more;
  more.add(Reason::limit);
  reasons.add(more);
  EXPECT_THAT(reasons.names(), testing::ElementsAre("gap", "limit", "open"));
  EXPECT_NE(reasons, more);
}

}  // namespace
}  // namespace goldwire
