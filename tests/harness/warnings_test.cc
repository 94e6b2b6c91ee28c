// Warnings: what a golden cannot hold is said when it is recorded.
#include "harness/noise/warnings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/diff/diff.h"
#include "harness/noise/noise.h"
#include "protocols/base/semconv.h"
#include "tests/harness/run_builder.h"

namespace goldwire {
namespace {

using test::RunBuilder;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;

/// One request from outside that makes one call.
CanonicalRun run(std::uint64_t seed, const std::string& path, const std::string& body,
                 const std::string& digest = {}) {
  RunBuilder builder(seed);
  const auto root = builder.request("driver", "shop", "POST", "/buy", "POST /buy", 0, {}, "{}");
  const auto call =
      builder.request("shop", "pay", "POST", path, "POST " + path, root, {}, R"({"amount":5})");
  if (!digest.empty()) {
    builder.span(call).what.attributes.set(semconv::kHttpResponseBodyDigest, digest);
  }
  builder.answer(call, 200, {}, body);
  builder.answer(root, 200, {}, "{}");
  return canonical(builder.run());
}

TEST(Warnings, ACallThatHasAnotherNameInEveryRunIsTold) {
  const std::vector<CanonicalRun> runs{run(1, "/charge/alpha", "{}"), run(2, "/charge/bravo", "{}"),
                                       run(3, "/charge/delta", "{}")};
  EXPECT_THAT(learn(runs).warnings,
              Contains(HasSubstr("shop -> pay: every run makes another call: POST /charge/alpha")));
  const std::vector<CanonicalRun> steady{run(1, "/charge/alpha", "{}"),
                                         run(2, "/charge/alpha", "{}")};
  EXPECT_THAT(learn(steady).warnings, IsEmpty());
}

TEST(Warnings, ABodyOfWhichNothingIsComparedIsTold) {
  const std::vector<CanonicalRun> runs{run(1, "/c", "dGhpcyBpcyBvcGFxdWUgMTIzNA"),
                                       run(2, "/c", "b3RoZXIgYnl0ZXMgOTg3NjU0Mw"),
                                       run(3, "/c", "eWV0IGFub3RoZXIgMzMzMzMzMQ")};
  EXPECT_THAT(learn(runs).warnings,
              Contains(HasSubstr("nothing of its response.body is compared")));
}

TEST(Warnings, ABodyWhoseRestIsAnotherOneInEveryRunGivesNoVerdict) {
  const std::vector<CanonicalRun> runs{run(1, "/c", "{}", "1111111111111111"),
                                       run(2, "/c", "{}", "2222222222222222")};
  Learned learned = learn(runs);
  const CanonicalRun next = run(3, "/c", "{}", "3333333333333333");
  const Diff diff = compare(learned.golden, learned.rules, next);
  EXPECT_EQ(diff.verdict, Verdict::incomplete);
  ASSERT_THAT(diff.reasons, Contains(HasSubstr("what of its body is not kept")));
  const std::string& reason = diff.reasons.front();
  learned.rules.push_back(*Rule::parse(reason.substr(reason.find("ignore "))));
  EXPECT_EQ(compare(learned.golden, learned.rules, next).verdict, Verdict::same);
  const std::vector<CanonicalRun> steady{run(1, "/c", "{}", "1111111111111111"),
                                         run(2, "/c", "{}", "1111111111111111")};
  const Learned held = learn(steady);
  EXPECT_EQ(compare(held.golden, held.rules, steady[1]).verdict, Verdict::same);
  EXPECT_EQ(compare(held.golden, held.rules, next).verdict, Verdict::different);
}

}  // namespace
}  // namespace goldwire
