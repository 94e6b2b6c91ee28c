// Which calls keep their order, learned from all like requests together.
#include "harness/noise/siblings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/diff/diff.h"
#include "harness/noise/noise.h"
#include "tests/harness/run_builder.h"

namespace goldwire {
namespace {

using test::RunBuilder;
using testing::IsEmpty;

/// What a request asks of others, in that order: "ab", "ba".
struct Request {
  std::string name;
  std::string calls;
};

CanonicalRun run_of(std::uint64_t seed, const std::vector<Request>& requests) {
  RunBuilder builder(seed);
  for (std::size_t i = 0; i < requests.size(); ++i) {
    const auto root =
        builder.request("web", "shop", "POST", "/" + std::to_string(i), requests[i].name, 0, {});
    for (const char call : requests[i].calls) {
      const std::string name = std::string("GET /") + call;
      builder.answer(builder.request("shop", "stock", "GET", name.substr(4), name, root, {}), 200,
                     {});
    }
    builder.answer(root, 200, {});
  }
  return canonical(builder.run());
}

Learned learn_runs(const std::vector<std::vector<Request>>& runs) {
  std::vector<CanonicalRun> out;
  for (const auto& requests : runs) out.push_back(run_of(out.size() + 1, requests));
  return learn(out);
}

std::vector<Finding> held(const Learned& learned, const std::vector<Request>& requests) {
  return compare(learned.golden, learned.rules, run_of(9, requests)).findings;
}

const std::string kBuy = "POST /buy";

TEST(Siblings, AnOrderThatChanceGaveOneRequestIsNoneWhereALikeOneLacksIt) {
  const Learned learned = learn_runs(
      {{{kBuy, "ab"}, {kBuy, "ab"}}, {{kBuy, "ab"}, {kBuy, "ba"}}, {{kBuy, "ab"}, {kBuy, "ab"}}});
  for (const GoldenSpan& span : learned.golden.spans) {
    EXPECT_TRUE(span.parent.empty() || span.after.empty()) << span.headline();
  }
  EXPECT_THAT(held(learned, {{kBuy, "ba"}, {kBuy, "ab"}}), IsEmpty());
}

TEST(Siblings, OppositeOrdersOfLikeRequestsAreNone) {
  const Learned learned = learn_runs({{{kBuy, "ab"}, {kBuy, "ba"}}, {{kBuy, "ab"}, {kBuy, "ba"}}});
  EXPECT_THAT(held(learned, {{kBuy, "ba"}, {kBuy, "ba"}}), IsEmpty());
}

TEST(Siblings, AnOrderThatAllLikeRequestsKeepIsHeld) {
  const Learned learned =
      learn_runs({{{kBuy, "abab"}, {kBuy, "abab"}}, {{kBuy, "abab"}, {kBuy, "abab"}}});
  const std::vector<Finding> findings = held(learned, {{kBuy, "abab"}, {kBuy, "baab"}});
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].kind, FindingKind::order);
}

TEST(Siblings, WhatStaysInOrderIsHeldBesideWhatDoesNot) {
  const Learned learned = learn_runs({{{kBuy, "abc"}, {kBuy, "abc"}},
                                      {{kBuy, "bac"}, {kBuy, "abc"}},
                                      {{kBuy, "abc"}, {kBuy, "abc"}}});
  EXPECT_THAT(held(learned, {{kBuy, "abc"}, {kBuy, "bac"}}), IsEmpty());
  EXPECT_EQ(held(learned, {{kBuy, "abc"}, {kBuy, "acb"}}).at(0).kind, FindingKind::order);
}

TEST(Siblings, OtherRequestsTellNothing) {
  for (const Request& other : {Request{"POST /look", "ba"}, Request{kBuy, "bac"}}) {
    const Learned learned = learn_runs({{{kBuy, "ab"}, other}, {{kBuy, "ab"}, other}});
    EXPECT_EQ(held(learned, {{kBuy, "ba"}, other}).at(0).kind, FindingKind::order) << other.calls;
  }
}

TEST(Siblings, ARequestThatOneRunAloneHasTellsToo) {
  const Learned learned = learn_runs({{{kBuy, "ab"}}, {{kBuy, "ab"}, {kBuy, "ba"}}});
  EXPECT_THAT(held(learned, {{kBuy, "ba"}}), IsEmpty());
}

}  // namespace
}  // namespace goldwire
