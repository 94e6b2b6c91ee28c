// Exchanges that broke off because their connection ended: in the run, in the golden, in both.
#include <gtest/gtest.h>

#include "harness/diff/diff.h"
#include "harness/noise/noise.h"
#include "tests/harness/diff/bank_golden.h"
#include "tests/harness/run_builder.h"

namespace goldwire {
namespace {

using test::bank_run;
using test::check;
using test::RunBuilder;
using test::text_of;

TEST(BrokenOff, NoAnswerWithoutALossIsABrokenConnection) {
  CanonicalRun run = canonical(bank_run(7));
  CanonicalSpan& span = *std::ranges::find(run.spans, "SES.SendEmail", &CanonicalSpan::operation);
  span.incomplete.add(Reason::no_response);
  std::erase_if(span.leaves, [](const Leaf& leaf) {
    return leaf.path.starts_with("response") || leaf.path.starts_with("attributes.http.response");
  });
  const Diff diff = check(run);
  EXPECT_EQ(diff.verdict, Verdict::different) << text_of(diff);
  EXPECT_EQ(diff.findings[0].kind, FindingKind::connection) << text_of(diff);
  EXPECT_EQ(diff.findings.size(), 1U) << text_of(diff);
}

TEST(BrokenOff, AnAnswerThatItsSenderBrokeOffIsABrokenConnection) {
  CanonicalRun run = canonical(bank_run(7));
  CanonicalSpan& span = *std::ranges::find(run.spans, "SES.SendEmail", &CanonicalSpan::operation);
  span.incomplete.add(Reason::truncated);
  std::erase_if(span.leaves,
                [](const Leaf& leaf) { return leaf.path.starts_with("response.body"); });
  const Diff diff = check(run);
  EXPECT_EQ(diff.verdict, Verdict::different) << text_of(diff);
  EXPECT_EQ(diff.findings[0].kind, FindingKind::connection) << text_of(diff);
  EXPECT_EQ(diff.findings.size(), 1U) << text_of(diff);
  run.lost.push_back("3 packets dropped by the kernel");
  EXPECT_EQ(check(run).verdict, Verdict::incomplete) << "its end may be among what was lost";
}

TEST(BrokenOff, WhatBrokeOffInEveryBaselineRunIsComparedAsFarAsItWent) {
  const auto run = [](const std::string& answer, bool cut) {
    RunBuilder builder(1);
    const auto id = builder.request("shop", "bank", "GET", "/rates", "GET /rates", 0, {});
    builder.answer(id, 200, {}, answer);
    if (cut) builder.span(id).what.incomplete.add(Reason::truncated);
    return canonical(builder.run());
  };
  const std::vector<CanonicalRun> runs = {run("{", true), run("{", true)};
  const Learned learned = learn(runs);
  const auto verdict = [&](const CanonicalRun& now) {
    return compare(learned.golden, learned.rules, now).verdict;
  };
  EXPECT_EQ(verdict(run("{", true)), Verdict::same);
  EXPECT_EQ(verdict(run("[", true)), Verdict::different);
  EXPECT_EQ(verdict(run("{", false)), Verdict::different) << "it is sent whole now";
}

TEST(BrokenOff, WhatBreaksItsProtocolNowIsADifference) {
  CanonicalRun run = canonical(bank_run(7));
  CanonicalSpan& span = *std::ranges::find(run.spans, "SES.SendEmail", &CanonicalSpan::operation);
  span.incomplete.add(Reason::undecodable);
  const Diff diff = check(run);
  EXPECT_EQ(diff.verdict, Verdict::different) << text_of(diff);
  ASSERT_EQ(diff.findings.size(), 1U) << text_of(diff);
  EXPECT_EQ(diff.findings[0].path, "encoding");
  EXPECT_EQ(diff.findings[0].kind, FindingKind::changed);
  span.incomplete.add(Reason::gap);
  EXPECT_EQ(check(run).verdict, Verdict::incomplete) << "what was lost may have broken it";
}

}  // namespace
}  // namespace goldwire
