// Times that keep their distance from their call, learned and held against another run.
#include <fmt/chrono.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/canonical/noise_kind.h"
#include "harness/diff/accepted.h"
#include "harness/diff/diff.h"
#include "harness/noise/noise.h"
#include "harness/noise/relate.h"
#include "tests/harness/run_builder.h"

namespace goldwire {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using test::RunBuilder;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

/// What the body of the answer holds, given when the call began.
using Body = std::function<std::string(Time call)>;

std::string utc(Time time) {
  return fmt::format("{:%FT%T}Z", std::chrono::floor<std::chrono::milliseconds>(time));
}
std::string count(Time time, std::int64_t per_second) {
  return std::to_string(unix_nano(time) / (1'000'000'000 / per_second));
}
Body at(Duration after) {
  return [=](Time call) { return R"({"at":")" + utc(call + after) + R"("})"; };
}
Body counted(std::int64_t per_second, Duration after = {}) {
  return [=](Time call) { return R"({"at":)" + count(call + after, per_second) + "}"; };
}

/// One call per body. Runs of different seeds are 61 s apart.
CanonicalRun run_of(std::uint64_t seed, const std::vector<Body>& bodies) {
  RunBuilder builder(seed);
  for (const Body& body : bodies) {
    const auto call = builder.request("web", "shop", "GET", "/", "GET /", 0, {});
    builder.answer(call, 200, {}, body(builder.span(call).what.start));
  }
  return canonical(builder.run());
}

Learned learn_from(const std::vector<Body>& by_run) {
  std::vector<CanonicalRun> runs;
  for (const Body& body : by_run) runs.push_back(run_of(runs.size() + 1, {body}));
  return learn(runs);
}

std::string kind_of(const Learned& learned, std::size_t span = 0) {
  return spell(learned.golden.spans.at(span).find("response.body.at")->pattern);
}

Diff held(const Learned& learned, const Body& body, std::uint64_t seed = 500'000) {
  return compare(learned.golden, learned.rules, run_of(seed, {body}));
}

TEST(RelatedTimes, ATimeMadeInItsCallIsNowAndTheEvidenceSaysHowItLay) {
  const Learned learned = learn_from({at({}), at({}), at({})});
  EXPECT_EQ(kind_of(learned), "{timestamp now zone}");
  ASSERT_EQ(learned.rules.size(), 1U);
  EXPECT_EQ(learned.rules[0].line(),
            "noise web -> shop: GET / @ response.body.at is timestamp now zone");
  EXPECT_THAT(learned.rules[0].evidence, Contains(HasSubstr(", 1 ms before its call")));
}

TEST(RelatedTimes, ARunMonthsLaterIsHeldAgainstItsOwnPackets) {
  const Learned learned = learn_from({at({}), at({}), at({})});
  EXPECT_EQ(held(learned, at({}), 500'000).verdict, Verdict::same) << "almost a year later";
  EXPECT_EQ(held(learned, at({}), 0).verdict, Verdict::same);
}

TEST(RelatedTimes, NonsenseIsFoundAndSaid) {
  const Learned learned = learn_from({at({}), at({}), at({})});
  const auto constant = [](const char* text) {
    return [=](Time) { return std::string(R"({"at":")") + text + R"("})"; };
  };
  const Diff diff = held(learned, constant("1970-01-01T00:00:00Z"), 4);
  ASSERT_EQ(diff.findings.size(), 1U);
  EXPECT_EQ(headline(diff.findings[0]),
            "changed web -> shop: GET /: response.body.at: a time 56 years before its call, was "
            "close to its call");
  EXPECT_EQ(diff.findings[0].evidence, "close to its call in all 3 baseline runs");
  EXPECT_EQ(diff.findings[0].rule, "noise web -> shop: GET / @ response.body.at is timestamp zone");
  for (const Duration off :
       {Duration(days(365)), Duration(-days(365)), Duration(days(30)), Duration(-days(7))}) {
    EXPECT_EQ(held(learned, at(off)).verdict, Verdict::different) << length_text(off);
  }
}

TEST(RelatedTimes, WhereOneTimeAloneTellsAClockItIsBelieved) {
  const Learned learned = learn_from({at({}), at({}), at({})});
  for (const Duration off :
       {Duration(minutes(-7)), Duration(hours(14)), Duration(hours(-12)), Duration(hours(26))}) {
    EXPECT_EQ(held(learned, at(off)).verdict, Verdict::same) << length_text(off);
  }
}

TEST(RelatedTimes, AnExpiryKeepsItsDistance) {
  const Learned hour = learn_from({at(hours(1)), at(hours(1) + seconds(2)), at(hours(1))});
  EXPECT_EQ(kind_of(hour), "{timestamp now+1h zone}");
  const Learned month = learn_from({at(days(30)), at(days(30)), at(days(30))});
  EXPECT_EQ(kind_of(month), "{timestamp now+30d zone}");
  EXPECT_EQ(held(month, at(days(31))).verdict, Verdict::same);
  EXPECT_EQ(held(month, at(Duration{})).verdict, Verdict::different);
  EXPECT_THAT(headline(held(month, at(days(3650))).findings.at(0)),
              HasSubstr("a time 9 years after its call, was 30 days after its call"));
}

TEST(RelatedTimes, ALocalTimeWithoutAZoneKeepsItsZonesDistance) {
  const auto local = [](Duration ahead) -> Body {
    return [=](Time call) {
      return fmt::format(R"({{"at":"{:%F %T}"}})", std::chrono::floor<seconds>(call + ahead));
    };
  };
  const Learned learned = learn_from({local(hours(2)), local(hours(2)), local(hours(2))});
  EXPECT_EQ(kind_of(learned), "{timestamp now+2h}");
  EXPECT_EQ(held(learned, local({})).verdict, Verdict::same) << "on a host in UTC";
  EXPECT_EQ(held(learned, local(-hours(9000))).verdict, Verdict::different);
}

TEST(RelatedTimes, CountsKeepTheirUnit) {
  for (const auto& [per_second, name] : {std::pair<std::int64_t, const char*>(1, "{epoch s now}"),
                                         {1000, "{epoch ms now}"},
                                         {1'000'000, "{epoch us now}"},
                                         {1'000'000'000, "{epoch ns now}"}}) {
    const Learned learned = learn_from({counted(per_second), counted(per_second)});
    EXPECT_EQ(kind_of(learned), name);
    EXPECT_EQ(held(learned, counted(per_second)).verdict, Verdict::same);
    for (const std::int64_t other : {1, 1000, 1'000'000, 1'000'000'000}) {
      if (other == per_second) continue;
      EXPECT_EQ(held(learned, counted(other)).verdict, Verdict::different) << name << other;
    }
  }
  const Learned learned = learn_from({counted(1000), counted(1000)});
  EXPECT_THAT(headline(held(learned, counted(1)).findings.at(0)),
              HasSubstr("response.body.at: counts seconds, was counting milliseconds"));
}

TEST(RelatedTimes, RecordedDatesKeepTheirClassAlone) {
  const Learned learned = learn_from({at(-days(9000)), at(-days(12000)), at(-days(7000))});
  EXPECT_EQ(kind_of(learned), "{timestamp zone}");
  EXPECT_EQ(held(learned, at(-days(20000))).verdict, Verdict::same);
}

TEST(RelatedTimes, WhatAnEarlierRunLeftBehindKeepsItsClassAlone) {
  // Runs are 61 s apart, and each shows the time of the one before it.
  const Learned learned = learn_from({at(-seconds(61)), at(-seconds(61)), at(-seconds(61))});
  EXPECT_EQ(kind_of(learned), "{timestamp zone}");
  EXPECT_EQ(held(learned, at(-days(40))).verdict, Verdict::same);
}

TEST(RelatedTimes, WhatStoodBeforeTheRunKeepsItsClassAlone) {
  // A database that a script fills before each run, and not before the next.
  const Learned learned = learn_from({at(-seconds(8)), at(-seconds(14)), at(-seconds(9))});
  EXPECT_EQ(kind_of(learned), "{timestamp zone}");
}

TEST(RelatedTimes, ATimeThatStayedEqualKeepsItsClassAlone) {
  const Body seeded = [](Time) {
    return R"({"at":")" + utc(from_unix_nano(1'795'000'000'000'000'000)) + R"("})";
  };
  const Learned learned = learn_from({seeded, seeded, seeded});
  EXPECT_EQ(kind_of(learned), "{timestamp}");
  EXPECT_EQ(held(learned, seeded).verdict, Verdict::same) << "half a year later";
}

TEST(RelatedTimes, ADateAheadIsCountedInDays) {
  const auto date = [](Duration ahead) -> Body {
    return [=](Time call) {
      return fmt::format(R"({{"at":"{:%F}"}})", std::chrono::floor<days>(call + ahead));
    };
  };
  std::vector<CanonicalRun> runs{run_of(1, {date(days(30))}), run_of(3000, {date(days(30))})};
  const Learned learned = learn(runs);
  EXPECT_EQ(kind_of(learned), "{timestamp now+30d}");
  EXPECT_EQ(held(learned, date(days(30))).verdict, Verdict::same);
  EXPECT_EQ(held(learned, date(-days(30))).verdict, Verdict::different);
}

TEST(RelatedTimes, WhatOneRunAloneShowedIsAsInLikeCalls) {
  const std::vector<CanonicalRun> runs{run_of(1, {at({})}), run_of(2, {at({}), at({})})};
  const Learned learned = learn(runs);
  ASSERT_EQ(learned.golden.spans.size(), 2U);
  EXPECT_EQ(kind_of(learned, 0), "{timestamp now zone}");
  EXPECT_EQ(kind_of(learned, 1), "{timestamp now zone}");
}

TEST(RelatedTimes, APersonsLineForTheClassLiftsTheRelationAndALearnedOneDoesNot) {
  const Learned learned = learn_from({at({}), at({}), at({})});
  const CanonicalRun run = run_of(4, {at(-days(400))});
  Rule wide = learned.rules[0];
  wide.argument = "timestamp";
  EXPECT_EQ(compare(learned.golden, {learned.rules[0], wide}, run).verdict, Verdict::different);
  EXPECT_EQ(compare(learned.golden, {wide}, run).verdict, Verdict::same) << "the line was widened";
  wide.learned = false;
  EXPECT_EQ(compare(learned.golden, {learned.rules[0], wide}, run).verdict, Verdict::same);
  EXPECT_EQ(compare(learned.golden, {}, run).verdict, Verdict::different);
}

TEST(RelatedTimes, AGoldenWithoutRelationsHoldsAsBefore) {
  Learned learned = learn_from({at({}), at({}), at({})});
  for (GoldenLeaf& leaf : learned.golden.spans[0].leaves) {
    for (Piece& piece : leaf.pattern) {
      if (piece.text == "timestamp now zone") piece.text = "timestamp";
    }
  }
  learned.rules[0].argument = "timestamp";
  EXPECT_EQ(held(learned, at(-days(400))).verdict, Verdict::same);
}

TEST(RelatedTimes, AnAcceptedTimeIsNotHeldAgainstItsCall) {
  const Learned learned = learn_from({at({}), at({}), at({})});
  const CanonicalRun run = run_of(4, {at(-days(400))});
  const Golden golden = accepted(learned.golden, learned.rules, run);
  Rules rules = learned.rules;
  for (Rule& rule : missing_rules(golden, rules)) rules.push_back(rule);
  EXPECT_EQ(compare(golden, rules, run).verdict, Verdict::same);
  EXPECT_EQ(compare(golden, rules, run_of(5, {at(-days(30))})).verdict, Verdict::same);
}

TEST(RelatedTimes, AWrongTimeThatIsPassedOnIsOneFinding) {
  const auto run = [](std::uint64_t seed, Duration off) {
    RunBuilder builder(seed);
    const auto root = builder.request("web", "shop", "POST", "/", "POST /", 0, {});
    const std::string body = at(off)(builder.span(root).what.start);
    const auto sent = builder.send("shop", "orders", root, "key", {}, body);
    builder.receive("mail", sent);
    builder.answer(root, 200, {}, body);
    return canonical(builder.run());
  };
  const std::vector<CanonicalRun> runs{run(1, {}), run(2, {}), run(3, {})};
  const Learned learned = learn(runs);
  const Diff diff = compare(learned.golden, learned.rules, run(4, -days(400)));
  ASSERT_EQ(diff.findings.size(), 1U);
  EXPECT_THAT(diff.findings[0].operation, StartsWith("send"));
  EXPECT_EQ(diff.findings[0].echoes.size(), 2U);
}

}  // namespace
}  // namespace goldwire
