// Calls that come in addition and fail: told as failures, whatever number of them is accepted.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/diff/diff.h"
#include "harness/noise/noise.h"
#include "tests/harness/diff/bank_golden.h"
#include "tests/harness/run_builder.h"

namespace goldwire {
namespace {

using test::RunBuilder;
using test::text_of;
using testing::HasSubstr;

/// A request with two statements, and perhaps a third that asks for another column.
CanonicalRun run(std::uint64_t seed, bool more, std::string_view sqlstate) {
  RunBuilder builder(seed);
  const auto root = builder.request("driver", "shop", "GET", "/a", "GET /a", 0, {}, "{}");
  for (int i = 0; i < 2; ++i) {
    builder.statement("shop", "SELECT acct", "SELECT id FROM acct", root, "[]", "[[1]]");
  }
  if (more) {
    builder.statement("shop", "SELECT acct", "SELECT nope FROM acct", root, "[]", {}, sqlstate);
  }
  builder.answer(root, 200, {}, "{}");
  return canonical(builder.run());
}

Learned learned() {
  const std::vector<CanonicalRun> base{run(1, false, {}), run(2, false, {})};
  return learn(base);
}

TEST(FailingCalls, AreToldWithTheirStatementAndTheirCode) {
  const Learned base = learned();
  const Diff diff = compare(base.golden, base.rules, run(3, true, "42703"));
  ASSERT_EQ(diff.verdict, Verdict::different) << text_of(diff);
  EXPECT_THAT(diff.findings[0].what, HasSubstr("happens 3 times instead of 2 times"));
  EXPECT_THAT(diff.findings[0].what, HasSubstr("(42703)"));
  EXPECT_THAT(diff.findings[0].evidence, HasSubstr("SELECT nope FROM acct"));
}

TEST(FailingCalls, AreFoundWhereMoreCallsAreAccepted) {
  Learned base = learned();
  base.rules.push_back(*Rule::parse("count shop -> bank-db: SELECT acct is 2..3"));
  EXPECT_EQ(compare(base.golden, base.rules, run(3, true, {})).verdict, Verdict::same);
  const Diff diff = compare(base.golden, base.rules, run(3, true, "42703"));
  ASSERT_EQ(diff.verdict, Verdict::different) << text_of(diff);
  EXPECT_EQ(diff.findings[0].kind, FindingKind::hidden_error);
  EXPECT_THAT(diff.findings[0].what, HasSubstr("fails with 42703"));
  base.rules.push_back(*Rule::parse(diff.findings[0].rule));
  EXPECT_EQ(compare(base.golden, base.rules, run(3, true, "42703")).verdict, Verdict::same);
}

TEST(FailingCalls, OfAnEntryFromOutsideAreSeenByWhoAsked) {
  const auto root = [](std::uint64_t seed, int status) {
    RunBuilder builder(seed);
    const auto id = builder.request("driver", "shop", "GET", "/a", "GET /a", 0, {}, "{}");
    builder.answer(id, status, {}, "{}");
    goldwire::Run run = builder.run();
    // The driver is on the same host as a service.
    for (Trace& trace : run.traces) {
      for (Span& span : trace.spans) span.client.endpoint = span.server.endpoint;
    }
    return canonical(run);
  };
  const std::vector<CanonicalRun> base{root(1, 200), root(2, 200)};
  const Learned learned = learn(base);
  const Diff diff = compare(learned.golden, learned.rules, root(3, 502));
  ASSERT_FALSE(diff.findings.empty());
  EXPECT_EQ(diff.findings[0].kind, FindingKind::status) << text_of(diff);
}

TEST(FailingCalls, WithoutAStatusFailWithWhatIsSaidInItsPlace) {
  const auto call = [](std::uint64_t seed, bool ended) {
    RunBuilder builder(seed);
    const auto root = builder.request("driver", "shop", "GET", "/a", "GET /a", 0, {}, "{}");
    const auto id = builder.begin(SpanKind::server, "shop", "stock", "Stock/Get", "grpc", root);
    Interaction& what = builder.span(id).what;
    what.attributes.set(semconv::kRpcSystem, std::string("grpc"));
    if (ended) {
      what.attributes.set(semconv::kRpcGrpcStatusCode, std::int64_t{0});
    } else {
      what.attributes.set(semconv::kErrorType, std::string("_OTHER"));
      what.status.code = StatusCode::error;
    }
    builder.end(id);
    builder.answer(root, 200, {}, "{}");
    return canonical(builder.run());
  };
  const std::vector<CanonicalRun> base{call(1, true), call(2, true)};
  const Learned learned = learn(base);
  const Diff diff = compare(learned.golden, learned.rules, call(3, false));
  ASSERT_EQ(diff.findings.size(), 1U) << text_of(diff);
  EXPECT_THAT(diff.findings[0].what, HasSubstr("fails with _OTHER, but"));
}

}  // namespace
}  // namespace goldwire
