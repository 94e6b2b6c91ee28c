// What belongs: by the root where it began outside, by what came before where its cause was lost.
#include "harness/golden/belonging.h"

#include <gmock/gmock.h>

namespace goldwire {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Trace trace(std::uint64_t id, int second, bool lost, const std::string& name) {
  Span root;
  root.span_id = id;
  root.kind = lost ? SpanKind::client : SpanKind::server;
  root.client.named = lost;
  root.client.service = lost ? "bff" : "10.0.0.9";
  root.server.named = true;
  root.server.service = lost ? "db" : "bff";
  root.what.name = name;
  root.what.start = Time(std::chrono::seconds(second));
  return {.id = {0, id}, .root_span_id = id, .spans = {root}};
}

PartedRun run_of(std::vector<Trace> traces) {
  PartedRun parted;
  parted.run.traces = std::move(traces);
  return parted;
}

std::vector<std::string> names(const std::vector<Trace>& traces) {
  std::vector<std::string> all;
  for (const Trace& one : traces) all.push_back(one.spans.front().what.name);
  return all;
}

Choice only(const std::string& name) {
  return {{*Selector::parse("span[name=\"" + name + "\"]")}, {}};
}

PartedRun narrowed_run(std::vector<Trace> traces, const Choice& choice) {
  PartedRun parted = run_of(std::move(traces));
  const auto names = beginners(parted.run, choice);
  narrow(parted, choice, names);
  return parted;
}

TEST(Belonging, ALostCauseBelongsWhereEveryRequestBeforeItDoes) {
  const auto parted = narrowed_run(
      {trace(1, 1, false, "POST /a"), trace(2, 2, true, "SELECT x"), trace(3, 3, false, "GET /b")},
      only("POST /a"));
  EXPECT_THAT(names(parted.run.traces), ElementsAre("POST /a", "SELECT x"));
  EXPECT_THAT(parted.unsure, IsEmpty());
}

TEST(Belonging, ALostCauseDoesNotBelongWhereNoRequestBeforeItDoes) {
  const auto parted = narrowed_run(
      {trace(1, 1, false, "GET /b"), trace(2, 2, true, "SELECT x"), trace(3, 3, false, "POST /a")},
      only("POST /a"));
  EXPECT_THAT(names(parted.run.traces), ElementsAre("POST /a"));
  EXPECT_THAT(parted.unsure, IsEmpty());
}

TEST(Belonging, BetweenRequestsOfBothKindsALostCauseOnlyFillsWhatIsMissing) {
  const std::vector<Trace> traces{trace(1, 1, false, "POST /a"), trace(2, 2, false, "GET /b"),
                                  trace(3, 3, true, "SELECT x"), trace(4, 4, true, "SELECT x"),
                                  trace(5, 5, true, "SELECT y")};
  auto parted = narrowed_run(traces, only("POST /a"));
  EXPECT_THAT(names(parted.unsure), ElementsAre("SELECT x", "SELECT x", "SELECT y"));
  fill(parted, {{"bff -> db: SELECT x", 1}});
  EXPECT_THAT(names(parted.run.traces), ElementsAre("POST /a", "SELECT x"));
  EXPECT_THAT(names(parted.unsure), ElementsAre("SELECT x", "SELECT y"));
}

TEST(Belonging, AnExclusionTakesNoLostCauseForItsOwn) {
  Choice all_but;
  all_but.exclude = {*Selector::parse("name=\"GET /b\"")};
  const auto parted = narrowed_run(
      {trace(1, 1, false, "POST /a"), trace(2, 2, false, "GET /b"), trace(3, 3, true, "SELECT x")},
      all_but);
  EXPECT_THAT(names(parted.run.traces), ElementsAre("POST /a"));
  EXPECT_THAT(names(parted.unsure), ElementsAre("SELECT x"));
}

TEST(Belonging, RunsAreEvenedOutByTheOneThatKnowsMore) {
  const Trace lost = trace(3, 3, true, "SELECT x");
  Trace whole = trace(1, 1, false, "POST /a");
  whole.spans.push_back(lost.spans.front());
  std::vector<PartedRun> runs;
  runs.push_back(narrowed_run({whole, trace(2, 2, false, "GET /b")}, only("POST /a")));
  runs.push_back(narrowed_run({trace(1, 1, false, "POST /a"), trace(2, 2, false, "GET /b"), lost},
                              only("POST /a")));
  even_out(runs);
  EXPECT_THAT(names(runs[0].run.traces), ElementsAre("POST /a"));
  EXPECT_THAT(names(runs[1].run.traces), ElementsAre("POST /a", "SELECT x"));
}

GoldenSpan golden_root(const std::string& id, const std::string& caller, const std::string& name) {
  GoldenSpan span;
  span.id = id;
  span.caller = caller;
  span.callee = caller == "bff" ? "db" : "bff";
  span.operation = name;
  span.kind = caller == "bff" ? SpanKind::client : SpanKind::server;
  return span;
}

TEST(Belonging, AGoldensLostCauseFillsWhatTheRunHasMore) {
  Golden golden;
  golden.spans = {golden_root("s1", "outside", "POST /a"), golden_root("s2", "outside", "GET /b"),
                  golden_root("s3", "bff", "SELECT x")};
  EXPECT_EQ(narrowed(golden, only("POST /a"), {}, {}).spans.size(), 1U);
  EXPECT_EQ(narrowed(golden, only("POST /a"), {}, {{"bff -> db: SELECT x", 1}}).spans.size(), 2U);
  golden.spans.erase(golden.spans.begin() + 1);
  EXPECT_EQ(narrowed(golden, only("POST /a"), {}, {}).spans.size(), 2U) << "nobody else's";
}

}  // namespace
}  // namespace goldwire
