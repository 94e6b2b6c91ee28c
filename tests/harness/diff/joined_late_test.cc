// Calls on a connection that was joined late (HTTP/2 compresses fields with what was said before):
// what was never seen neither equals nor differs, and no failure hides behind it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/diff/diff.h"
#include "harness/noise/noise.h"
#include "tests/harness/run_builder.h"

namespace goldwire {
namespace {

using test::RunBuilder;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

struct Shown {
  bool fields = true;  ///< false: those that a connection compresses were sent before the capture
  bool path = true;
  std::int64_t code = 0;
  bool code_shown = true;
  std::string amount = "100";
  bool body = true;
};

/// A deposit that is posted to the ledger.
Run deposit(const Shown& call) {
  static std::uint64_t seed = 100;
  RunBuilder builder(++seed);
  const auto root =
      builder.request("driver", "accounts", "POST", "/deposits", "POST /deposits", 0, {});
  const auto id = builder.begin(SpanKind::server, "accounts", "ledger",
                                call.path ? "bank.Ledger/Post" : "grpc", "grpc", root);
  Interaction& what = builder.span(id).what;
  Attributes& attributes = what.attributes;
  if (call.path) attributes.set(semconv::kUrlPath, std::string("/bank.Ledger/Post"));
  attributes.set(semconv::kHttpRequestMethod, std::string("POST"));
  if (call.fields) {
    attributes.append(std::string(semconv::kHttpRequestHeaderPrefix) + "user-agent", "grpc-node");
  } else {
    what.incomplete.add(Reason::unknown_fields);
    attributes.set(semconv::kHttpRequestUnknownFields, std::int64_t{5});
  }
  attributes.set(semconv::kRpcRequestMessages, std::int64_t{1});
  attributes.set(semconv::kHttpResponseStatusCode, std::int64_t{200});
  if (call.code_shown) attributes.set(semconv::kRpcGrpcStatusCode, call.code);
  if (call.body) what.request_payload.body = *read_json("[{\"1\":" + call.amount + "}]");
  builder.end(id);
  builder.answer(root, 200, {});
  return builder.run();
}

Diff against(const Shown& golden, const Shown& run) {
  const std::vector<CanonicalRun> baseline = {canonical(deposit(golden)),
                                              canonical(deposit(golden))};
  const Learned learned = learn(baseline);
  return compare(learned.golden, learned.rules, canonical(deposit(run)));
}

std::vector<std::string> whats(const Diff& diff) {
  std::vector<std::string> out;
  for (const Finding& finding : diff.findings) out.push_back(finding.what);
  return out;
}

TEST(JoinedLate, FieldsThatWereNotSeenNeitherEqualNorDiffer) {
  for (const auto& [golden, run] :
       {std::pair(Shown{}, Shown{.fields = false}), std::pair(Shown{.fields = false}, Shown{}),
        std::pair(Shown{.fields = false}, Shown{.fields = false})}) {
    const Diff diff = against(golden, run);
    EXPECT_EQ(diff.verdict, Verdict::same);
    EXPECT_THAT(diff.reasons, IsEmpty());
  }
}

TEST(JoinedLate, MessagesAreComparedAllTheSame) {
  const Diff diff = against({}, {.fields = false, .amount = "250"});
  EXPECT_EQ(diff.verdict, Verdict::different);
  EXPECT_THAT(whats(diff), ElementsAre(HasSubstr("100 -> 250")));
}

TEST(JoinedLate, MessagesThatAreGoneAreMissed) {
  const Diff diff = against({}, {.fields = false, .path = false, .body = false});
  EXPECT_EQ(diff.verdict, Verdict::different);
}

TEST(JoinedLate, CallWhosePathWasNotSeenIsTheOneThatIsMissing) {
  const Diff diff = against({}, {.fields = false, .path = false});
  EXPECT_EQ(diff.verdict, Verdict::incomplete) << "it may be a call of another method";
  EXPECT_THAT(diff.reasons,
              ElementsAre(HasSubstr("bank.Ledger/Post has a path that was first sent")));
  EXPECT_THAT(diff.findings, IsEmpty());
  const Shown never{.fields = false, .path = false};
  EXPECT_EQ(against(never, never).verdict, Verdict::same);
  EXPECT_EQ(against(never, {}).verdict, Verdict::same);
  EXPECT_EQ(against({}, {.fields = false, .path = false, .amount = "250"}).verdict,
            Verdict::different);
}

TEST(JoinedLate, FailureIsFoundThoughTheGoldenNeverShowedItsStatus) {
  const Diff diff = against({.fields = false, .code_shown = false}, {.fields = false, .code = 9});
  EXPECT_EQ(diff.verdict, Verdict::different);
  EXPECT_THAT(whats(diff),
              ElementsAre(HasSubstr(
                  "fails with FAILED_PRECONDITION, but POST /deposits still answers 200")));
}

TEST(JoinedLate, StatusThatIsNotSeenAnyMoreLeavesTheVerdictOpen) {
  const Diff diff = against({}, {.fields = false, .code_shown = false});
  EXPECT_EQ(diff.verdict, Verdict::incomplete);
  EXPECT_THAT(diff.reasons,
              ElementsAre(HasSubstr(
                  "bank.Ledger/Post has a status that was first sent before the capture began")));
  const Shown never{.fields = false, .code_shown = false};
  EXPECT_EQ(against(never, never).verdict, Verdict::same);
}

TEST(JoinedLate, StatusOfACallIsSaidByItsName) {
  const Diff diff = against({}, {.code = 5});
  EXPECT_THAT(whats(diff), ElementsAre(HasSubstr("fails with NOT_FOUND")));
  EXPECT_EQ(diff.findings[0].kind, FindingKind::hidden_error);
  EXPECT_EQ(diff.findings[0].to, "5");
}

}  // namespace
}  // namespace goldwire
