// Ids inside other values: found in baseline runs, and held against the run under test.
#include "harness/noise/parts.h"

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/diff/accepted.h"
#include "harness/diff/diff.h"
#include "harness/noise/noise.h"
#include "tests/harness/diff/bank_golden.h"
#include "tests/harness/run_builder.h"

namespace goldwire {
namespace {

using test::RunBuilder;
using test::text_of;
using testing::IsEmpty;

/// Ids of one run, of several alphabets.
struct Ids {
  explicit Ids(std::uint64_t seed) : random(seed) {}
  std::string of(std::string_view alphabet, std::size_t length) {
    std::string out;
    while (out.size() < length) out += alphabet[random.random() % alphabet.size()];
    return out;
  }
  std::string hex(std::size_t length) { return of("0123456789abcdef", length); }
  std::string url64(std::size_t length) {
    return of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", length);
  }
  std::string number(std::size_t length) { return of("123456789", length); }
  RunBuilder random;
};

/// What a call asks and is answered, as JSON; made of one run's ids.
using Bodies = std::vector<std::pair<std::string, std::string>>;
using Make = std::function<Bodies(Ids& ids)>;

CanonicalRun run_of(std::uint64_t seed, const Make& make) {
  Ids ids(seed + 1000);
  RunBuilder builder(seed);
  for (const auto& [asked, answered] : make(ids)) {
    const auto call = builder.request("web", "shop", "POST", "/", "POST /payments", 0,
                                      {{"content-type", "application/json"}}, asked);
    builder.answer(call, 200, {}, answered);
  }
  return canonical(builder.run());
}

Learned learn_from(const Make& make, std::uint64_t first = 1) {
  const std::vector<CanonicalRun> runs{run_of(first, make), run_of(first + 1, make),
                                       run_of(first + 2, make)};
  return learn(runs);
}

std::string spelled(const Learned& learned, std::string_view path, std::size_t span = 0) {
  const GoldenLeaf* leaf = learned.golden.spans.at(span).find(path);
  return leaf == nullptr ? "absent" : spell(leaf->pattern);
}

Diff held(const Learned& learned, const Make& make, std::uint64_t seed = 50) {
  return compare(learned.golden, learned.rules, run_of(seed, make));
}

/// Two payments as Stripe writes them; `mixed`: the second's secret is made of the first's id.
Make payments(bool mixed) {
  return [=](Ids& ids) {
    const std::string a = "pi_" + ids.hex(24);
    const std::string b = "pi_" + ids.hex(24);
    const auto body = [&](const std::string& id, const std::string& of) {
      return fmt::format(R"({{"client_secret":"{}_secret_{}","id":"{}"}})", of, ids.hex(24), id);
    };
    return Bodies{{R"({"n":1})", body(a, a)}, {R"({"n":2})", body(b, mixed ? a : b)}};
  };
}

TEST(Parts, AnIdInsideASecretIsThatIdAndTheRestIsNoise) {
  const Learned learned = learn_from(payments(false));
  EXPECT_EQ(spelled(learned, "response.body.id"), "pi_{payment#1}");
  EXPECT_EQ(spelled(learned, "response.body.client_secret"), "pi_{payment#1}_secret_{hex 24}");
  EXPECT_EQ(spelled(learned, "response.body.client_secret", 1), "pi_{payment#2}_secret_{hex 24}");
}

TEST(Parts, AnotherPaymentsIdInsideASecretIsFound) {
  const Learned learned = learn_from(payments(false));
  EXPECT_EQ(held(learned, payments(false)).verdict, Verdict::same);
  const Diff diff = held(learned, payments(true));
  ASSERT_EQ(diff.findings.size(), 1U) << text_of(diff);
  EXPECT_EQ(diff.findings[0].kind, FindingKind::id);
  EXPECT_EQ(diff.findings[0].path, "response.body.client_secret");
  EXPECT_EQ(diff.findings[0].from, "payment#2");
  EXPECT_EQ(diff.findings[0].to, "payment#1");
}

/// `form` writes an id into a longer value, which is read before the id itself: {0} the id, {1} a
/// token of the same alphabet.
Make composed(const char* form, bool mixed, bool url64 = false) {
  return [=](Ids& ids) {
    const auto id = [&] { return url64 ? ids.url64(22) : ids.hex(16); };
    const std::string a = id();
    const std::string b = id();
    const auto body = [&](const std::string& own, const std::string& held) {
      const std::string value = fmt::format(fmt::runtime(form), held, id());
      return fmt::format(R"({{"key":"{}","orderId":"{}"}})", value, own);
    };
    return Bodies{{R"({"n":1})", body(a, a)}, {R"({"n":2})", body(b, mixed ? a : b)}};
  };
}

class IdInside : public testing::TestWithParam<const char*> {};

TEST_P(IdInside, IsFoundInEveryFormAndAnotherOnesIsAFinding) {
  for (const bool url64 : {false, true}) {
    const Learned learned = learn_from(composed(GetParam(), false, url64));
    const std::string value = spelled(learned, "response.body.key");
    EXPECT_NE(value.find("{order#1}"), std::string::npos) << value;
    EXPECT_EQ(text_of(held(learned, composed(GetParam(), false, url64))), "same");
    const Diff diff = held(learned, composed(GetParam(), true, url64));
    ASSERT_EQ(diff.findings.size(), 1U) << value << text_of(diff);
    EXPECT_EQ(diff.findings[0].kind, FindingKind::id) << text_of(diff);
    EXPECT_EQ(diff.findings[0].path, "response.body.key");
  }
}

INSTANTIATE_TEST_SUITE_P(Parts, IdInside,
                         testing::Values("{0}", "order:{0}:balance", "{0}:{1}", "{1}:{0}",
                                         "{0}-{1}", "{1}-{0}", "{1}_{0}", "{0}/{1}", "{1}.{0}",
                                         "{0}_secret_{1}", "{0}{{{1}", "https://h/o/{0}?t={1}",
                                         "https://h/r?u=%2Fo%2F{0}%3Fx%3D{1}",
                                         "arn:aws:sqs:eu-west-1:123456789012:orders-{0}/{1}"));

TEST(Parts, IdsOfAnyLettersHoldOverManySeeds) {
  // base64url has '-' and '_' in its alphabet, so where one ends cannot be told from the text.
  for (const char* form : {"{0}-{1}", "{1}_{0}", "{0}_{1}-{0}", "{0}"}) {
    const Learned learned = learn_from(composed(form, false, true));
    for (std::uint64_t seed = 100; seed < 250; ++seed) {
      const Diff diff = held(learned, composed(form, false, true), seed);
      ASSERT_EQ(text_of(diff), "same") << form << " " << seed;
    }
  }
}

TEST(Parts, EveryGoldenHoldsForItsOwnRuns) {
  for (std::uint64_t seed = 1; seed < 120; seed += 3) {
    for (const char* form : {"{0}-{1}", "{1}-{0}", "{0}_secret_{1}", "{0}/{1}"}) {
      for (const bool url64 : {false, true}) {
        const Make make = composed(form, false, url64);
        const Learned learned = learn_from(make, seed);
        for (std::uint64_t own = seed; own < seed + 3; ++own) {
          ASSERT_EQ(text_of(held(learned, make, own)), "same") << form << " " << own;
        }
      }
    }
  }
}

TEST(Parts, ATraceIdInsideATraceParentIsThatId) {
  const Make make = [](Ids& ids) {
    const std::string trace = ids.hex(32);
    return Bodies{
        {fmt::format(R"({{"traceparent":"00-{}-{}-01","trace":"{}"}})", trace, ids.hex(16), trace),
         "{}"}};
  };
  const Learned learned = learn_from(make);
  EXPECT_EQ(spelled(learned, "request.body.trace"), "{trace#1}");
  EXPECT_EQ(spelled(learned, "request.body.traceparent"), "00-{trace#1}-{hex 16}-01");
}

TEST(Parts, JsonInsideAStringHoldsTheIdToo) {
  const Make make = [](Ids& ids) {
    const std::string id = ids.hex(16);
    return Bodies{
        {fmt::format(R"({{"orderId":"{}","note":"{{\"key\":\"{}-{}\"}}"}})", id, id, ids.hex(16)),
         "{}"}};
  };
  EXPECT_EQ(spelled(learn_from(make), "request.body.note.json.key"), "{order#1}-{hex 16}");
}

TEST(Parts, ShortValuesThatMeetByChanceCutNothing) {
  // A counter whose digits stand at a word's end of a token.
  const Make make = [](Ids& ids) {
    const std::string n = ids.number(2);
    return Bodies{{fmt::format(R"({{"n":{},"t":"{}-{}"}})", n, ids.url64(24), n), "{}"}};
  };
  EXPECT_THAT(learn_from(make).golden.symbols, IsEmpty());
}

TEST(Parts, AWordThatIsTheSameInAllRunsIsNoPart) {
  const Make make = [](Ids& ids) {
    return Bodies{
        {fmt::format(R"({{"tenant":"frankfurt","t":"frankfurt-{}"}})", ids.hex(24)), "{}"}};
  };
  const Learned learned = learn_from(make);
  EXPECT_EQ(spelled(learned, "request.body.t"), "frankfurt-{hex 24}");
  EXPECT_THAT(learned.golden.symbols, IsEmpty());
}

TEST(Parts, WhatHoldsAnIdInSomeRunsOnlyIsNotCut) {
  std::vector<CanonicalRun> runs;
  for (std::uint64_t seed = 1; seed < 4; ++seed) {
    runs.push_back(run_of(seed, [&](Ids& ids) {
      const std::string id = ids.hex(16);
      const std::string held = seed == 2 ? ids.hex(16) : id;
      return Bodies{
          {fmt::format(R"({{"orderId":"{}","t":"{}-{}"}})", id, held, ids.hex(16)), "{}"}};
    }));
  }
  const Learned learned = learn(runs);
  EXPECT_THAT(learned.golden.symbols, IsEmpty());
}

TEST(Parts, AUuidIsNotCutByItsOwnBeginning) {
  const Make make = [](Ids& ids) {
    const std::string uuid = ids.random.uuid();
    return Bodies{{fmt::format(R"({{"id":"{}","short":"{}"}})", uuid, uuid.substr(0, 8)), "{}"}};
  };
  EXPECT_EQ(spelled(learn_from(make), "request.body.id"), "{uuid}");
}

TEST(Parts, ACallThatOneRunAloneMadeKnowsTheIdsInside) {
  const Make one = [](Ids& ids) {
    const std::string id = ids.hex(24);
    return Bodies{{R"({"n":1})", fmt::format(R"({{"orderId":"{}","again":"{}"}})", id, id)}};
  };
  const Make two = [&](Ids& ids) {
    Bodies out = one(ids);
    const std::string id = out[0].second.substr(12, 24);
    out.push_back({fmt::format(R"({{"hint":"ord_{}_{}"}})", id, "x1y2z3x1y2z3"), "{}"});
    return out;
  };
  const std::vector<CanonicalRun> runs{run_of(1, one), run_of(2, two)};
  const Learned learned = learn(runs);
  ASSERT_EQ(learned.golden.spans.size(), 2U);
  EXPECT_EQ(spelled(learned, "request.body.hint", 1), "ord_{order#1}_x1y2z3x1y2z3");
}

TEST(Parts, AnAcceptedValueKeepsTheIdInside) {
  const Learned learned = learn_from(payments(false));
  const Make more = [](Ids& ids) {
    Bodies out = payments(false)(ids);
    const std::string id = out[0].second.substr(out[0].second.find("\"id\":\"") + 6, 27);
    out[0].second.insert(1, fmt::format(R"("receipt":"{}-receipt",)", id));
    return out;
  };
  const Golden golden = accepted(learned.golden, learned.rules, run_of(60, more));
  Rules rules = learned.rules;
  for (Rule& rule : missing_rules(golden, rules)) rules.push_back(rule);
  EXPECT_EQ(spell(golden.spans[0].find("response.body.receipt")->pattern),
            "pi_{payment#1}-receipt");
  EXPECT_EQ(text_of(compare(golden, rules, run_of(61, more))), "same");
}

}  // namespace
}  // namespace goldwire
