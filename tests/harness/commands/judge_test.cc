// Judging one run: what the capture itself says about its end is part of the verdict.
#include "harness/commands/judge.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/noise/noise.h"
#include "tests/harness/bank_run.h"

namespace goldwire {
namespace {

using test::bank_run;

ScenarioReport judged(std::string_view change, const std::vector<std::string>& reasons) {
  const std::vector<CanonicalRun> runs{canonical(bank_run(1)), canonical(bank_run(2)),
                                       canonical(bank_run(3))};
  const Learned learned = learn(runs);
  Seen seen;
  seen.run = bank_run(7, change);
  seen.canonical = canonical(seen.run);
  seen.golden = learned.golden;
  return judge(learned.rules, Scenario{}, seen, "new.pcap", reasons);
}

const std::vector<std::string> kNotQuiet{"payments -> stripe has no answer yet"};

TEST(Judge, ACleanRunThatWasNotQuietHasNoVerdict) {
  EXPECT_EQ(judged("", {}).diff.verdict, Verdict::same);
  const ScenarioReport report = judged("", kNotQuiet);
  EXPECT_EQ(report.diff.verdict, Verdict::incomplete);
  EXPECT_THAT(report.diff.reasons, testing::ElementsAreArray(kNotQuiet));
}

TEST(Judge, ADifferenceStaysOneWhenTheRunWasNotQuiet) {
  EXPECT_EQ(judged("wrong-amount", kNotQuiet).diff.verdict, Verdict::different);
}

TEST(Judge, WhatIsMissingMayComeYetWhenTheRunWasNotQuiet) {
  EXPECT_EQ(judged("lost-notification", {}).diff.verdict, Verdict::different);
  EXPECT_EQ(judged("lost-notification", kNotQuiet).diff.verdict, Verdict::incomplete);
}

}  // namespace
}  // namespace goldwire
