// What runs of the same build teach.
#include "harness/noise/noise.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/diff/accepted.h"
#include "harness/diff/diff.h"
#include "tests/harness/bank_run.h"
#include "tests/harness/run_builder.h"

namespace goldwire {
namespace {

using test::bank_run;
using test::RunBuilder;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

/// One root call per body; each run has its own bodies.
CanonicalRun run_of(std::uint64_t seed, const std::vector<std::string>& bodies,
                    std::string_view path = "/orders") {
  RunBuilder builder(seed);
  for (const std::string& body : bodies) {
    const auto call = builder.request("web", "shop", "POST", path, "POST /orders", 0,
                                      {{"content-type", "application/json"}}, body);
    builder.answer(call, 200, {});
  }
  return canonical(builder.run());
}

std::string spelled(const Learned& learned, std::size_t span, std::string_view path) {
  const GoldenLeaf* leaf = learned.golden.spans.at(span).find(path);
  return leaf == nullptr ? "absent" : spell(leaf->pattern);
}

std::vector<std::string> rule_lines(const Learned& learned) {
  std::vector<std::string> out;
  for (const Rule& rule : learned.rules) out.push_back(rule.line());
  return out;
}

Learned learn_bodies(const std::vector<std::vector<std::string>>& runs) {
  std::vector<CanonicalRun> canonical_runs;
  for (const auto& bodies : runs)
    canonical_runs.push_back(run_of(canonical_runs.size() + 1, bodies));
  return learn(canonical_runs);
}

TEST(Noise, EqualInAllRunsIsLiteral) {
  const Learned learned = learn_bodies({{R"({"a":"x","n":3})"}, {R"({"a":"x","n":3})"}});
  EXPECT_EQ(spelled(learned, 0, "request.body.a"), "x");
  EXPECT_EQ(spelled(learned, 0, "request.body.n"), "3");
  EXPECT_THAT(learned.rules, IsEmpty());
  EXPECT_THAT(learned.warnings, IsEmpty());
}

TEST(Noise, WhatDiffersBecomesItsClassWithEvidence) {
  const Learned learned = learn_bodies({{R"({"at":"2026-11-22T15:03:52Z","ms":12,"t":"a b"})"},
                                        {R"({"at":"2026-11-22T15:04:07Z","ms":9,"t":"c d e"})"}});
  EXPECT_EQ(spelled(learned, 0, "request.body.at"), "{timestamp zone}");
  EXPECT_EQ(spelled(learned, 0, "request.body.ms"), "{integer unsigned}");
  EXPECT_EQ(spelled(learned, 0, "request.body.t"), "{text given}");
  EXPECT_THAT(rule_lines(learned),
              Contains("noise web -> shop: POST /orders @ request.body.ms is integer unsigned"));
  for (const Rule& rule : learned.rules) {
    EXPECT_EQ(rule.evidence.size(), 2U) << rule.line();
    EXPECT_TRUE(rule.learned);
  }
}

TEST(Noise, GeneratedIdsAreRenamedWhereverTheyOccur) {
  const Learned learned = learn_bodies(
      {{R"({"orderId":"8f3c21aa77","mail":"Order 8f3c21aa77 confirmed","url":"/o/8f3c21aa77/x"})"},
       {R"({"orderId":"11ccd29b04","mail":"Order 11ccd29b04 confirmed","url":"/o/11ccd29b04/x"})"}});
  EXPECT_EQ(spelled(learned, 0, "request.body.orderId"), "{order#1}");
  EXPECT_EQ(spelled(learned, 0, "request.body.mail"), "Order {order#1} confirmed");
  EXPECT_EQ(spelled(learned, 0, "request.body.url"), "/o/{order#1}/x");
  ASSERT_EQ(learned.golden.symbols.size(), 1U);
  EXPECT_EQ(learned.golden.symbols[0].name, "order#1");
}

TEST(Noise, SmallNumbersThatMeetByChanceAreNoIds) {
  const Learned learned = learn_bodies(
      {{R"({"ms":3,"tries":3})"}, {R"({"ms":5,"tries":5})"}, {R"({"ms":4,"tries":4})"}});
  EXPECT_EQ(spelled(learned, 0, "request.body.ms"), "{integer unsigned}");
  EXPECT_EQ(spelled(learned, 0, "request.body.tries"), "{integer unsigned}");
  EXPECT_THAT(learned.golden.symbols, IsEmpty());
}

TEST(Noise, LargeNumbersThatMeetInEveryRunAreIds) {
  const Learned learned = learn_bodies({{R"({"userId":184467,"owner":184467})"},
                                        {R"({"userId":907411,"owner":907411})"},
                                        {R"({"userId":556023,"owner":556023})"}});
  EXPECT_EQ(spelled(learned, 0, "request.body.owner"), "{user#1}");
}

TEST(Noise, EqualInSomeRunsOnlyIsNoId) {
  const Learned learned = learn_bodies({{R"({"a":"8f3c21aa77","b":"8f3c21aa77"})"},
                                        {R"({"a":"11ccd29b04","b":"93ab0c77de"})"},
                                        {R"({"a":"77ee12ab90","b":"c0ffee1234"})"}});
  EXPECT_THAT(learned.golden.symbols, IsEmpty());
}

TEST(Noise, TheRunsOwnDayIsNoiseThoughAllRunsShareIt) {
  RunBuilder day(1);
  const std::string today = day.timestamp().substr(0, 10);
  const std::string body = R"({"day":")" + today + R"(","born":"1815-12-10"})";
  const Learned learned = learn_bodies({{body}, {body}});
  EXPECT_EQ(spelled(learned, 0, "request.body.day"), "{timestamp}");
  EXPECT_EQ(spelled(learned, 0, "request.body.born"), "1815-12-10");
}

TEST(Noise, ANumberThatStayedEqualByChanceIsNoiseLikeItsSiblings) {
  const auto body = [](int item, int ms) {
    return R"({"item":)" + std::to_string(item) + R"(,"ms":)" + std::to_string(ms) + "}";
  };
  const Learned learned =
      learn_bodies({{body(1, 4), body(2, 7), body(3, 5)}, {body(1, 9), body(2, 7), body(3, 8)}});
  EXPECT_EQ(spelled(learned, 1, "request.body.ms"), "{integer unsigned}");
  EXPECT_EQ(spelled(learned, 1, "request.body.item"), "2")
      << "what differs between calls is literal";
}

TEST(Noise, ADurationInAHeaderIsNoiseEvenWhereChanceKeptItEqual) {
  const auto run = [](std::uint64_t seed, const char* first, const char* second) {
    RunBuilder builder(seed);
    for (const auto& [name, took] : {std::pair("GET /a", first), std::pair("GET /b", second)}) {
      const auto call = builder.request("web", "shop", "GET", "/", name, 0, {});
      builder.answer(call, 200, {{"x-upstream-service-time", took}, {"x-limit", "100"}});
    }
    return canonical(builder.run());
  };
  const std::vector<CanonicalRun> runs{run(1, "3", "4"), run(2, "5", "4")};
  const Learned learned = learn(runs);
  const std::string header = "attributes.http.response.header.";
  EXPECT_EQ(spelled(learned, 1, header + "x-upstream-service-time"), "{integer}");
  EXPECT_EQ(spelled(learned, 1, header + "x-limit"), "100");
}

TEST(Noise, AStatusThatVariesInTheBaselineIsSaid) {
  const auto run = [](std::uint64_t seed, int status) {
    RunBuilder builder(seed);
    builder.answer(builder.request("web", "shop", "GET", "/", "GET /", 0, {}), status, {});
    return canonical(builder.run());
  };
  const std::vector<CanonicalRun> runs{run(1, 200), run(2, 409)};
  EXPECT_THAT(learn(runs).warnings, ElementsAre(HasSubstr("did not end alike")));
}

TEST(Noise, APollOfItsOwnTimeMayComeAFewTimesMore) {
  const auto run = [](std::uint64_t seed, int polls) {
    RunBuilder builder(seed);
    const auto call = builder.request("web", "shop", "GET", "/", "GET /", 0, {});
    builder.answer(call, 200, {});
    for (int i = 0; i < polls; ++i)
      builder.statement("shop", "SELECT jobs", "SELECT 1 FROM jobs", 0);
    return canonical(builder.run());
  };
  const std::vector<CanonicalRun> runs{run(1, 5), run(2, 7)};
  const Learned learned = learn(runs);
  EXPECT_THAT(rule_lines(learned), Contains("count shop -> bank-db: SELECT jobs is 3..9"));
  EXPECT_EQ(compare(learned.golden, learned.rules, run(3, 9)).verdict, Verdict::same);
  EXPECT_EQ(compare(learned.golden, learned.rules, run(3, 0)).verdict, Verdict::different);
}

TEST(Noise, CountsThatVaryBecomeARange) {
  const std::string poll = R"({"poll":true})";
  const Learned learned = learn_bodies({{poll, poll, poll}, {poll, poll, poll, poll, poll}});
  EXPECT_THAT(rule_lines(learned), Contains("count web -> shop: POST /orders is 3..5"));
  for (const std::size_t polls : {3U, 4U, 5U}) {
    const Diff diff =
        compare(learned.golden, learned.rules, run_of(9, std::vector<std::string>(polls, poll)));
    EXPECT_EQ(diff.verdict, Verdict::same) << polls;
  }
  for (const std::size_t polls : {2U, 7U}) {
    const Diff diff =
        compare(learned.golden, learned.rules, run_of(9, std::vector<std::string>(polls, poll)));
    ASSERT_EQ(diff.findings.size(), 1U);
    EXPECT_EQ(diff.findings[0].kind, FindingKind::count);
  }
}

TEST(Noise, ValuesThatComeAndGoAreOptional) {
  const Learned learned = learn_bodies({{R"({"a":1})"}, {R"({"a":1,"hint":"x"})"}});
  EXPECT_THAT(rule_lines(learned),
              Contains("optional web -> shop: POST /orders @ request.body.hint"));
  EXPECT_EQ(compare(learned.golden, learned.rules, run_of(9, {R"({"a":1})"})).verdict,
            Verdict::same);
  EXPECT_EQ(compare(learned.golden, learned.rules, run_of(9, {R"({"a":1,"hint":"y"})"})).verdict,
            Verdict::different);
}

TEST(Noise, OneRunTeachesNothingAndSaysSo) {
  const Learned learned = learn_bodies({{R"({"id":"6b64f635-023c-4946-9cce-67afab3a5f01"})"}});
  EXPECT_THAT(learned.rules, IsEmpty());
  ASSERT_EQ(learned.warnings.size(), 1U);
  EXPECT_THAT(learned.warnings[0], HasSubstr("one run only"));
}

TEST(Noise, NothingSeenIsSaid) {
  EXPECT_THAT(learn({}).warnings, Not(IsEmpty()));
  const std::vector<CanonicalRun> empty(2);
  EXPECT_THAT(learn(empty).warnings, Not(IsEmpty()));
}

TEST(Noise, ALossyBaselineIsSaid) {
  std::vector<CanonicalRun> runs{run_of(1, {"{}"}), run_of(2, {"{}"})};
  runs[1].lost.push_back("12 packets dropped by the kernel");
  EXPECT_THAT(learn(runs).warnings, ElementsAre(HasSubstr("baseline run 2: 12 packets")));
}

TEST(Noise, AnIdMayHoldAnyLetterOfItsAlphabetLater) {
  // Three tokens without '-' must not make '-' a difference.
  const Learned learned = learn_bodies({{R"({"t":"Bearer GPi9hh0dlx7CBPsf8F20v55u9k8pUkfa"})"},
                                        {R"({"t":"Bearer 8ZoxybybdSQrqTDMkk34s6O0Gnb63Mbm"})"}});
  const Diff diff = compare(learned.golden, learned.rules,
                            run_of(9, {R"({"t":"Bearer rw-OaakA8a_Rk35PemwSXhKta1-3LYPT"})"}));
  EXPECT_EQ(diff.verdict, Verdict::same)
      << (diff.findings.empty() ? "" : headline(diff.findings[0]));
}

TEST(Noise, GoldensDoNotDependOnTheOrderInWhichSpansAreGiven) {
  const auto shuffled = [](std::uint64_t seed, std::uint64_t by) {
    goldwire::Run run = bank_run(seed);
    RunBuilder random(by);
    const auto mix = [&](auto& list) {
      for (std::size_t i = list.size(); i > 1; --i)
        std::swap(list[i - 1], list[random.random() % i]);
    };
    mix(run.traces);
    for (Trace& trace : run.traces) mix(trace.spans);
    return canonical(run);
  };
  const std::vector<CanonicalRun> plain{canonical(bank_run(1)), canonical(bank_run(2))};
  const Learned wanted = learn(plain);
  for (std::uint64_t by = 1; by < 6; ++by) {
    const std::vector<CanonicalRun> mixed{shuffled(1, by), shuffled(2, by + 100)};
    const Learned learned = learn(mixed);
    EXPECT_EQ(learned.golden, wanted.golden);
    EXPECT_EQ(learned.rules, wanted.rules);
  }
}

TEST(Noise, IdsOfSpansStayWhenSomethingElseChanges) {
  const std::vector<CanonicalRun> before{canonical(bank_run(1)), canonical(bank_run(2))};
  const std::vector<CanonicalRun> after{canonical(bank_run(1, "extra-call")),
                                        canonical(bank_run(2, "extra-call"))};
  const Golden a = learn(before).golden;
  const Golden b = learn(after).golden;
  EXPECT_EQ(b.spans.size(), a.spans.size() + 2);
  for (const GoldenSpan& span : a.spans) {
    const GoldenSpan* same = b.find(span.id);
    ASSERT_NE(same, nullptr) << span.headline();
    EXPECT_EQ(same->headline(), span.headline());
    EXPECT_EQ(same->leaves, span.leaves) << span.headline();
  }
}

TEST(Noise, AcceptedRunsCompareCleanAndKeepTheirNoise) {
  const std::vector<CanonicalRun> base{canonical(bank_run(1)), canonical(bank_run(2)),
                                       canonical(bank_run(3))};
  const Learned learned = learn(base);
  for (const char* change :
       {"", "no-email", "charge-twice", "wrong-amount", "missing-where-column", "lost-notification",
        "status-201", "dropped-field", "number-as-string", "lost-header", "swallowed-error",
        "n-plus-one", "retry-storm", "parallel-order"}) {
    const CanonicalRun run = canonical(bank_run(7, change));
    const Golden golden = accepted(learned.golden, learned.rules, run);
    Rules rules = learned.rules;
    for (Rule& rule : missing_rules(golden, rules)) rules.push_back(rule);
    const Diff again = compare(golden, rules, run);
    EXPECT_EQ(again.verdict, Verdict::same)
        << change << ": " << (again.findings.empty() ? "" : headline(again.findings[0]));
    // Calls that existed before keep their noise: another run of the accepted build is the same.
    const std::string_view name = change;
    if (name == "charge-twice" || name == "retry-storm" || name == "swallowed-error") continue;
    const Diff other = compare(golden, rules, canonical(bank_run(8, change)));
    EXPECT_EQ(other.verdict, Verdict::same)
        << change << ": " << (other.findings.empty() ? "" : headline(other.findings[0]));
  }
}

TEST(Noise, AcceptingACleanRunChangesNothing) {
  const std::vector<CanonicalRun> base{canonical(bank_run(1)), canonical(bank_run(2)),
                                       canonical(bank_run(3))};
  const Learned learned = learn(base);
  EXPECT_EQ(accepted(learned.golden, learned.rules, canonical(bank_run(7))), learned.golden);
  EXPECT_THAT(missing_rules(learned.golden, learned.rules), IsEmpty());
}

}  // namespace
}  // namespace goldwire
