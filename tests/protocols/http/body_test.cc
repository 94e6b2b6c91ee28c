// What is kept of a body, and the digest that stands for the rest.
#include "protocols/http/body.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <string>

namespace goldwire::http {
namespace {

const std::string kContent = "a content of forty octets, not one more.";

Body kept_of(std::string_view content, std::size_t limit, std::size_t step = 7) {
  Body body;
  BodyKeeper keeper;
  keeper.begin(body, limit);
  for (; !content.empty(); content.remove_prefix(std::min(step, content.size()))) {
    keeper.add(content.substr(0, step));
  }
  keeper.finish();
  return body;
}

TEST(BodyKeeper, TheDigestIsOneWhereverTheKeptPartEndsAndHoweverItCame) {
  const std::uint64_t digest = kept_of(kContent, 10).digest;
  EXPECT_NE(digest, 0U);
  for (const std::size_t limit : {0U, 1U, 7U, 39U, 100U}) {
    for (const std::size_t step : {1U, 5U, 40U}) {
      const Body body = kept_of(kContent, limit, step);
      EXPECT_EQ(body.kept, kContent.substr(0, limit));
      EXPECT_EQ(body.digest, digest) << limit << ", " << step;
    }
  }
  std::string other = kContent;
  other.back() = '!';
  EXPECT_NE(kept_of(other, 10).digest, digest);
}

TEST(BodyKeeper, WhatIsGivenUpIsDigestedAllTheSame) {
  const std::uint64_t digest = kept_of(kContent, 10).digest;
  for (const std::size_t when : {0U, 13U, 40U}) {
    Body body;
    BodyKeeper keeper;
    keeper.begin(body, 100);
    keeper.add(std::string_view(kContent).substr(0, when));
    EXPECT_EQ(keeper.drop(), when);
    keeper.add(std::string_view(kContent).substr(when));
    keeper.finish();
    EXPECT_EQ(keeper.drop(), 0U);
    EXPECT_EQ(body.digest, digest) << when;
  }
}

TEST(BodyKeeper, WhatIsCutOrHasAHoleHasNoDigest) {
  for (const bool hole : {true, false}) {
    Body body;
    BodyKeeper keeper;
    keeper.begin(body, 10);
    keeper.add(kContent);
    if (hole) {
      keeper.lose(3);
      keeper.finish();
    } else {
      keeper.cut();
    }
    keeper.drop();
    EXPECT_EQ(body.digest, 0U);
    EXPECT_FALSE(body.whole);
  }
}

}  // namespace
}  // namespace goldwire::http
