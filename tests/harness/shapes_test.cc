// What generated values have in common beyond their class, learned and held against another run.
#include "harness/noise/shapes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/diff/accepted.h"
#include "harness/diff/diff.h"
#include "harness/noise/noise.h"
#include "tests/harness/run_builder.h"

namespace goldwire {
namespace {

using test::RunBuilder;
using testing::HasSubstr;
using testing::IsEmpty;

/// One call per value, which is JSON as written.
CanonicalRun run_of(std::uint64_t seed, const std::vector<std::string>& values) {
  RunBuilder builder(seed);
  for (const std::string& value : values) {
    const auto call = builder.request("web", "shop", "GET", "/", "GET /", 0, {});
    builder.answer(call, 200, {}, R"({"v":)" + value + "}");
  }
  return canonical(builder.run());
}

Learned learn_values(const std::vector<std::string>& by_run) {
  std::vector<CanonicalRun> runs;
  for (const std::string& value : by_run) runs.push_back(run_of(runs.size() + 1, {value}));
  return learn(runs);
}

std::string kind_of(const Learned& learned) {
  return spell(learned.golden.spans.at(0).find("response.body.v")->pattern);
}

Diff held(const Learned& learned, const std::string& value) {
  return compare(learned.golden, learned.rules, run_of(9, {value}));
}

/// The finding's words; empty for none.
std::string found(const Learned& learned, const std::string& value) {
  const Diff diff = held(learned, value);
  return diff.findings.empty() ? "" : diff.findings[0].what;
}

const std::vector<std::string> kTokens = {R"("2aLkZ8QxTn3VbR7cMw9PdYfGh1J")",
                                          R"("9sKq4WmXe7ZtBv2NrLc8HyUjD5a")",
                                          R"("Pf6GxR1oYk3TnVz8QbJd4SwLm7C")"};

TEST(Shapes, ATokenKeepsItsLength) {
  const Learned learned = learn_values(kTokens);
  EXPECT_EQ(kind_of(learned), "{token base64 27}");
  EXPECT_EQ(found(learned, R"("Zk29sLmQ8fTx4WnVb7RcM3PdYhG")"), "");
  const Diff diff = held(learned, R"("undefined")");
  ASSERT_EQ(diff.findings.size(), 1U);
  EXPECT_EQ(headline(diff.findings[0]),
            "changed web -> shop: GET /: response.body.v: \"undefined\", was a token of 27 "
            "characters, letters of base64");
  EXPECT_EQ(diff.findings[0].from, "a token of 27 characters, letters of base64");
  EXPECT_EQ(diff.findings[0].to, "undefined");
  EXPECT_EQ(diff.findings[0].evidence,
            "a token of 27 characters, letters of base64 in all 3 baseline runs");
  for (const char* const other : {R"("null")", R"("x7")", R"("Zk29sLmQ8fTx")",
                                  R"("Zk29sLmQ8fTx4WnVb7RcM3PdYhGZk29sLmQ8fTx4WnVb7RcM3PdYhG")",
                                  R"("Zk29sLmQ8fTx4W:Vb7RcM3PdYhG")", R"("")", "null"}) {
    EXPECT_EQ(held(learned, other).verdict, Verdict::different) << other;
  }
}

TEST(Shapes, LeadingZerosThatANumberLostAreNoOtherLength) {
  EXPECT_EQ(found(learn_values(kTokens), R"("Zk29sLmQ8fTx4WnVb7RcM3PdYh")"), "");
  const Learned hex = learn_values({R"("7c0ffee1b2a39d84")", R"("a91b3c5d7e9f0213")"});
  EXPECT_EQ(kind_of(hex), "{hex 16}");
  EXPECT_EQ(found(hex, R"("c0ffee1b2a39d8")"), "");
  EXPECT_EQ(found(hex, R"("c0ffee")"),
            "response.body.v: \"c0ffee\", was a hexadecimal number of 16 digits");
  EXPECT_EQ(held(hex, R"("7c0ffee1b2a39d847c0ffee1b2a39d84")").verdict, Verdict::different);
}

TEST(Shapes, TheFindingsRuleAcceptsItAndHoldsTheRest) {
  const Learned learned = learn_values(kTokens);
  const CanonicalRun shorter = run_of(9, {R"("Zk29sLmQ8fTx4WnV")"});
  const Diff diff = compare(learned.golden, learned.rules, shorter);
  ASSERT_EQ(diff.findings.size(), 1U);
  EXPECT_THAT(diff.findings[0].rule, HasSubstr("noise web -> shop: GET / @ response.body.v is "));
  Rules rules = learned.rules;
  rules.push_back(*Rule::parse(diff.findings[0].rule));
  EXPECT_EQ(compare(learned.golden, rules, shorter).verdict, Verdict::same);
  EXPECT_EQ(compare(learned.golden, rules, run_of(9, {R"("undefined")"})).verdict,
            Verdict::different);
  const Golden golden = accepted(learned.golden, learned.rules, shorter);
  rules = learned.rules;
  for (Rule& rule : missing_rules(golden, rules)) rules.push_back(rule);
  EXPECT_EQ(compare(golden, rules, shorter).verdict, Verdict::same);
  EXPECT_EQ(kind_of({golden, {}, {}}), "{token base64}");
}

TEST(Shapes, ShortAndUnequalTokensAreOnlyNoWordForWantOfAValue) {
  const Learned learned = learn_values({R"("k3-x9")", R"("p2-m1b")", R"("zz-70")"});
  for (const char* const other : {R"("k3-x9k3")", R"("nothing")", R"("q")"}) {
    EXPECT_EQ(found(learned, other), "") << other;
  }
  for (const char* const none :
       {R"("undefined")", R"("null")", R"("NaN")", R"("[object Object]")"}) {
    EXPECT_EQ(held(learned, none).verdict, Verdict::different) << none;
  }
  const Learned text = learn_values({R"("Dear Ada")", R"("Hello to you, Ben")"});
  EXPECT_EQ(kind_of(text), "{text given}");
  EXPECT_EQ(found(text, R"("[object Object]")"),
            "response.body.v: \"[object Object]\", was a text");
}

TEST(Shapes, AWordForWantOfAValueInTheBaselineIsOneLater) {
  const Learned learned = learn_values({R"("k3x9")", R"("null")", R"("p2m1")"});
  EXPECT_EQ(kind_of(learned), "{token}");
  EXPECT_EQ(found(learned, R"("undefined")"), "");
}

TEST(Shapes, EncodedTextIsAsLongAsWhatItSays) {
  // {"sub":1041,"n":"x"} and the like.
  const Learned learned =
      learn_values({R"("eyJzdWIiOjEwNDEsIm4iOiJ4In0")", R"("eyJzdWIiOjEwNDIsIm4iOiJ5In0")"});
  EXPECT_EQ(kind_of(learned), "{token base64 13..}");
  EXPECT_EQ(found(learned, R"("eyJzdWIiOjEwMDQyLCJuIjoibG9uZ2VyIG5hbWUifQ")"), "");
  EXPECT_EQ(held(learned, R"("eyJ9")").verdict, Verdict::different);
}

TEST(Shapes, LongTokensMayGrowAndAreNotHalved) {
  std::vector<std::string> values;
  for (int i = 0; i < 3; ++i) {
    std::string value;
    for (int j = 0; j < 25; ++j) value += "aB" + std::to_string((i * 7 + j * 3) % 10);
    values.push_back('"' + value + '"');
  }
  const Learned learned = learn_values(values);
  EXPECT_EQ(kind_of(learned), "{token base64 37..}");
  EXPECT_EQ(found(learned, '"' + values[0].substr(1, 60) + '"'), "");
  EXPECT_EQ(held(learned, '"' + values[0].substr(1, 20) + '"').verdict, Verdict::different);
}

TEST(Shapes, TheSignOfANumberIsHeldAndZeroOnlyWhereItIsFar) {
  const Learned duration = learn_values({"12", "9", "31"});
  EXPECT_EQ(kind_of(duration), "{integer unsigned}");
  EXPECT_EQ(found(duration, "0"), "");
  EXPECT_EQ(found(duration, "40000"), "");
  EXPECT_EQ(found(duration, "-9"), "response.body.v: -9, was a not negative integer");
  const Learned serial = learn_values({"1001", "1002", "1004"});
  EXPECT_EQ(kind_of(serial), "{integer positive}");
  EXPECT_EQ(found(serial, "7"), "");
  EXPECT_EQ(found(serial, "0"), "response.body.v: 0, was a positive integer");
  EXPECT_EQ(held(serial, "0").findings.at(0).rule,
            "noise web -> shop: GET / @ response.body.v is integer unsigned");
  EXPECT_EQ(kind_of(learn_values({"184467", "907411", "556023"})), "{integer positive}");
  EXPECT_EQ(kind_of(learn_values({"-1001", "-1002", "-1004"})), "{integer negative}");
  EXPECT_EQ(kind_of(learn_values({"-3", "4", "9"})), "{integer}");
}

TEST(Shapes, AFineFractionIsHeldAndACoarseOneMayBeNone) {
  const Learned fine = learn_values({"0.482913", "0.551027"});
  EXPECT_EQ(kind_of(fine), "{decimal unsigned fraction}");
  EXPECT_EQ(found(fine, "0.5"), "");
  EXPECT_EQ(found(fine, "1"), "response.body.v: 1, was a not negative decimal with a fraction");
  EXPECT_EQ(found(learn_values({"12.25", "9.5"}), "12"), "");
}

TEST(Shapes, ATimeKeepsItsZoneAndItsFineFraction) {
  const Learned learned =
      learn_values({R"("2026-01-05T15:03:52.123456Z")", R"("2026-03-07T15:04:07.32118+00:00")"});
  EXPECT_EQ(kind_of(learned), "{timestamp zone fraction}");
  EXPECT_EQ(found(learned, R"("2026-05-01T15:03:52.1+02:00")"), "");
  EXPECT_EQ(found(learned, R"("2026-05-01T15:03:52.123456")"),
            "response.body.v: \"2026-05-01T15:03:52.123456\", was a timestamp with a zone and a "
            "fraction");
  EXPECT_EQ(held(learned, R"("2026-05-01T15:03:52Z")").verdict, Verdict::different);
  EXPECT_EQ(held(learned, "1777647832").verdict, Verdict::different) << "a number now";
  const Learned coarse =
      learn_values({R"("2026-01-05 15:03:52.12")", R"("2026-03-07 15:04:07.321")"});
  EXPECT_EQ(kind_of(coarse), "{timestamp}");
  EXPECT_EQ(found(coarse, R"("2026-05-01 15:03:52")"), "");
}

TEST(Shapes, LikeCallsAgreeOrNothingIsHeld) {
  const std::vector<CanonicalRun> runs{run_of(1, {kTokens[0], R"("k3x9")"}),
                                       run_of(2, {kTokens[1], R"("p2m1")"})};
  EXPECT_EQ(kind_of(learn(runs)), "{token given}");
}

/// A request whose generated id is passed on.
CanonicalRun passed_on(std::uint64_t seed, const std::string& id, const std::string& later) {
  RunBuilder builder(seed);
  const auto root = builder.request("web", "shop", "POST", "/orders", "POST /orders", 0, {});
  const auto sent = builder.send("shop", "orders", root, "", {}, R"({"orderId":")" + id + R"("})");
  builder.receive("mail", sent);
  builder.answer(root, 200, {}, R"({"orderId":")" + later + R"("})");
  return canonical(builder.run());
}

TEST(Shapes, AnIdKeepsTheShapeOfItsKindThoughItIsOneEverywhere) {
  const auto run = [](std::uint64_t seed, const std::string& quoted) {
    const std::string id = quoted.substr(1, quoted.size() - 2);
    return passed_on(seed, id, id);
  };
  const std::vector<CanonicalRun> runs{run(1, kTokens[0]), run(2, kTokens[1]), run(3, kTokens[2])};
  const Learned learned = learn(runs);
  ASSERT_EQ(learned.golden.symbols.size(), 1U);
  EXPECT_EQ(learned.golden.symbols[0].value_kind, "token base64 27");
  EXPECT_THAT(
      compare(learned.golden, learned.rules, run(4, R"("Zk29sLmQ8fTx4WnVb7RcM3PdYhG")")).findings,
      IsEmpty());
  const Diff diff = compare(learned.golden, learned.rules, run(4, R"("undefined")"));
  ASSERT_EQ(diff.findings.size(), 1U) << "what is passed on is an echo";
  EXPECT_THAT(headline(diff.findings[0]), HasSubstr("\"undefined\", was a token of 27 characters"));
  EXPECT_THAT(headline(diff.findings[0]), HasSubstr("send orders"));
  const Diff one = compare(learned.golden, learned.rules,
                           passed_on(5, "Zk29sLmQ8fTx4WnVb7RcM3PdYhG", "undefined"));
  ASSERT_EQ(one.findings.size(), 1U);
  EXPECT_THAT(headline(one.findings[0]), HasSubstr("holds undefined where order#1 belongs"));
}

TEST(Shapes, AGoldenThatSaysNothingOfThemHoldsAsBefore) {
  Learned learned = learn_values(kTokens);
  for (GoldenLeaf& leaf : learned.golden.spans[0].leaves) {
    for (Piece& piece : leaf.pattern) {
      if (piece.kind == Piece::Kind::noise) piece.text = "token";
    }
  }
  for (Rule& rule : learned.rules) rule.argument = "token";
  EXPECT_EQ(found(learned, R"("undefined")"), "");
}

}  // namespace
}  // namespace goldwire
