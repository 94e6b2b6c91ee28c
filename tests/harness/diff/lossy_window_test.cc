// Windows with losses: what they still prove, and what nobody can know.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/canonical/flow.h"
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
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(LossyWindow, NothingCapturedIsNeverTheSame) {
  const Diff diff = check(CanonicalRun{});
  EXPECT_EQ(diff.verdict, Verdict::incomplete);
  EXPECT_THAT(diff.reasons, Contains(HasSubstr("no exchange")));
  EXPECT_EQ(compare(Golden{}, {}, canonical(bank_run(7))).verdict, Verdict::incomplete);
}

TEST(LossyWindow, ALossMakesACleanRunIncomplete) {
  CanonicalRun run = canonical(bank_run(7));
  run.losses.push_back(
      {{{}, "emails", true, false}, {{}, "ses", true, true}, {}, "hole of 10 bytes"});
  const Diff diff = check(run);
  EXPECT_EQ(diff.verdict, Verdict::incomplete);
  EXPECT_THAT(diff.reasons, Contains("emails -> ses: hole of 10 bytes"));
}

TEST(LossyWindow, MissingNeedsALosslessWindow) {
  goldwire::Run unaudited = bank_run(7);
  for (Trace& trace : unaudited.traces) {
    std::erase_if(trace.spans, [](const Span& span) { return span.client.service == "audit"; });
  }
  CanonicalRun run = canonical(unaudited);
  EXPECT_EQ(check(run).verdict, Verdict::different);
  run.lost.push_back("3 packets dropped by the kernel");
  const Diff diff = check(run);
  EXPECT_EQ(diff.verdict, Verdict::incomplete) << text_of(diff);
  ASSERT_FALSE(diff.findings.empty());
  EXPECT_TRUE(diff.findings[0].note) << "said, but not judged";
}

TEST(LossyWindow, WholeExchangesThatDifferAreADifferenceInAnyWindow) {
  CanonicalRun run = canonical(bank_run(7, "wrong-amount"));
  run.lost.push_back("3 packets dropped by the kernel");
  EXPECT_EQ(check(run).verdict, Verdict::different);
}

TEST(LossyWindow, LossesOfOthersDoNotMatterWhereServicesAreNamed) {
  goldwire::Run run = bank_run(7);
  run.losses.push_back(
      {{{}, "10.0.0.9", false, false}, {{}, "10.0.0.8", false, false}, {}, "hole"});
  EXPECT_EQ(check(canonical(run)).verdict, Verdict::same);
}

TEST(LossyWindow, AnExchangeThatWasNotSeenWholeNeitherEqualsNorDiffers) {
  CanonicalRun run = canonical(bank_run(7));
  CanonicalSpan& span = *std::ranges::find(run.spans, "SES.SendEmail", &CanonicalSpan::operation);
  span.incomplete.add(Reason::gap);
  std::erase_if(span.leaves,
                [](const Leaf& leaf) { return leaf.path.starts_with("response.body"); });
  const Diff diff = check(run);
  EXPECT_EQ(diff.verdict, Verdict::incomplete) << text_of(diff);
  EXPECT_THAT(diff.findings, IsEmpty());
  EXPECT_THAT(diff.reasons,
              Contains(HasSubstr("emails -> ses: SES.SendEmail was not seen whole: gap")));
}

TEST(LossyWindow, ACallTooManyThatWasNotSeenWholeIsNoVerdict) {
  CanonicalRun run = canonical(bank_run(7));
  CanonicalSpan torn = *std::ranges::find(run.spans, "SES.SendEmail", &CanonicalSpan::operation);
  torn.incomplete.add(Reason::no_response);
  torn.incomplete.add(Reason::gap);
  torn.operation = "receive";
  torn.span_id = 1;
  run.spans.push_back(torn);
  const Diff diff = check(run);
  EXPECT_EQ(diff.verdict, Verdict::incomplete) << text_of(diff);
  EXPECT_THAT(diff.findings, IsEmpty());
  EXPECT_THAT(diff.reasons, Contains("emails -> ses: receive was not seen whole: gap"));
}

TEST(LossyWindow, DropsThatTheKernelOrTheInterfaceCountedAreReasons) {
  goldwire::Run run = bank_run(7);
  run.ledger.kernel_drops = 3;
  EXPECT_THAT(check(canonical(run)).reasons, Contains("3 packets dropped by the kernel"));
  EXPECT_EQ(check(canonical(run)).verdict, Verdict::incomplete);
  run.ledger.kernel_drops = 0;
  run.ledger.interface_drops = 2;
  EXPECT_THAT(check(canonical(run)).reasons, Contains("2 packets dropped by the interface"));
  EXPECT_EQ(check(canonical(run)).verdict, Verdict::incomplete);
}

TEST(LossyWindow, PacketsThatCouldNotBeReadAreReasons) {
  goldwire::Run run = bank_run(7);
  run.ledger.undecodable = 1;
  run.ledger.fragments = 2;
  EXPECT_THAT(check(canonical(run)).reasons,
              ::testing::IsSupersetOf({"1 packets whose headers are cut or broken",
                                       "2 IP fragments that could not be put together"}));
  EXPECT_EQ(check(canonical(run)).verdict, Verdict::incomplete);
}

TEST(LossyWindow, AnAnswerThatWasStillOpenIsAReason) {
  CanonicalRun run = canonical(bank_run(7));
  CanonicalSpan& span = *std::ranges::find(run.spans, "SES.SendEmail", &CanonicalSpan::operation);
  span.incomplete.add(Reason::no_response);
  span.incomplete.add(Reason::open);
  std::erase_if(span.leaves, [](const Leaf& leaf) { return is_answer(leaf.path); });
  const Diff diff = check(run);
  EXPECT_EQ(diff.verdict, Verdict::incomplete) << text_of(diff);
  EXPECT_THAT(diff.reasons,
              Contains(HasSubstr("emails -> ses: SES.SendEmail was not seen whole: open")));
}

TEST(LossyWindow, AnAnswerThatReadsLikeAWholeOneButWasCutIsAReason) {
  CanonicalRun run = canonical(bank_run(7));
  std::ranges::find(run.spans, "SES.SendEmail", &CanonicalSpan::operation)
      ->incomplete.add(Reason::gap);
  const Diff diff = check(run);
  EXPECT_EQ(diff.verdict, Verdict::incomplete) << text_of(diff);
}

TEST(LossyWindow, WhatIsMissingMayComeYetWhenAConsumerIsBehind) {
  goldwire::Run run = bank_run(7, "lost-notification");
  EXPECT_EQ(check(canonical(run)).verdict, Verdict::different);
  run.unfinished = "emails was behind";
  EXPECT_EQ(check(canonical(run)).verdict, Verdict::incomplete);
  EXPECT_THAT(check(canonical(run)).reasons, Contains("emails was behind"));
  goldwire::Run clean = bank_run(7);
  clean.unfinished = "emails was behind";
  EXPECT_EQ(check(canonical(clean)).verdict, Verdict::same) << "it lacks nothing";
}

/// A request that makes one call with each value; `lossy` says that packets were lost.
CanonicalRun calls(std::uint64_t seed, const std::vector<std::string>& values, bool lossy = false,
                   std::string_view more = {}) {
  RunBuilder builder(seed);
  const auto root = builder.request("driver", "shop", "POST", "/order", "POST /order", 0, {}, "{}");
  for (const std::string& value : values) {
    builder.statement("shop", "INSERT a", "INSERT INTO a VALUES ($1)", root, "[\"" + value + "\"]");
  }
  if (!more.empty()) builder.statement("shop", more, "", 0);  // nobody could tell its cause
  builder.answer(root, 200, {}, "{}");
  goldwire::Run run = builder.run();
  if (lossy) run.ledger.kernel_drops = 1;
  return canonical(run);
}

Diff against(const std::vector<std::string>& base, const CanonicalRun& now) {
  const std::vector<CanonicalRun> runs{calls(1, base), calls(2, base)};
  const Learned learned = learn(runs);
  return compare(learned.golden, learned.rules, now);
}

TEST(LossyWindow, ACallLikeALostSiblingIsNoDifference) {
  // The first was lost: the second stands where it stood.
  const Diff diff = against({"red", "blue"}, calls(3, {"blue"}, true));
  EXPECT_EQ(diff.verdict, Verdict::incomplete) << text_of(diff);
  EXPECT_EQ(against({"red", "blue"}, calls(3, {"green"}, true)).verdict, Verdict::different)
      << "no call was like this one";
}

TEST(LossyWindow, OneCallMoreIsADifference) {
  EXPECT_EQ(against({"red"}, calls(3, {"red", "red"}, true)).verdict, Verdict::different);
  EXPECT_EQ(against({"red", "red"}, calls(3, {"red", "red"}, true)).verdict, Verdict::incomplete);
}

TEST(LossyWindow, OrderIsNoProof) {
  EXPECT_EQ(against({"red", "blue"}, calls(3, {"blue", "red"})).verdict, Verdict::different);
  EXPECT_EQ(against({"red", "blue"}, calls(3, {"blue", "red"}, true)).verdict, Verdict::incomplete);
}

TEST(LossyWindow, AStatementWithoutItsTextIsNoExtraCall) {
  const char* const unknown = "EXECUTE unknown statement s1";
  const Diff fewer = against({"red", "red"}, calls(3, {"red"}, false, unknown));
  EXPECT_EQ(fewer.verdict, Verdict::incomplete) << text_of(fewer);
  const Diff more = against({"red"}, calls(3, {"red", "red"}, false, unknown));
  EXPECT_EQ(more.verdict, Verdict::different) << "there were never so many calls";
}

TEST(LossyWindow, AMoveIsNoProof) {
  const auto run = [](std::uint64_t seed, bool moved) {
    RunBuilder builder(seed);
    const auto one = builder.request("driver", "shop", "GET", "/one", "GET /one", 0, {});
    if (!moved) builder.statement("shop", "SELECT a", "SELECT a", one);
    builder.answer(one, 200, {}, "{}");
    const auto two = builder.request("driver", "shop", "GET", "/two", "GET /two", 0, {});
    if (moved) builder.statement("shop", "SELECT a", "SELECT a", two);
    builder.answer(two, 200, {}, "{}");
    return builder.run();
  };
  const std::vector<CanonicalRun> runs{canonical(run(1, false)), canonical(run(2, false))};
  const Learned learned = learn(runs);
  goldwire::Run now = run(3, true);
  EXPECT_EQ(compare(learned.golden, learned.rules, canonical(now)).verdict, Verdict::different);
  now.ledger.kernel_drops = 1;
  EXPECT_EQ(compare(learned.golden, learned.rules, canonical(now)).verdict, Verdict::incomplete);
}

}  // namespace
}  // namespace goldwire
