// Trees are drawn as a person expects them.
#include "harness/report/tree.h"

#include <gmock/gmock.h>

namespace goldwire {
namespace {

using testing::HasSubstr;

Time at(int milliseconds) { return Time(std::chrono::milliseconds(1'000'000 + milliseconds)); }

Span span(std::uint64_t id, std::uint64_t parent, std::string caller, std::string callee,
          std::string name, int begin, int end) {
  Span span;
  span.span_id = id;
  if (parent != 0) span.parent = {parent, Evidence::containment, 1.0};
  span.kind = SpanKind::server;
  span.client.service = std::move(caller);
  span.server.service = std::move(callee);
  span.what.name = std::move(name);
  span.what.start = at(begin);
  span.what.end = at(end);
  return span;
}

TEST(Tree, ChildrenStandBelowTheirParents) {
  Trace trace;
  trace.id = {0, 1};
  trace.root_span_id = 1;
  trace.spans = {span(1, 0, "user", "bff", "POST /deposit", 0, 40),
                 span(2, 1, "bff", "accounts", "POST /deposits", 2, 30),
                 span(3, 2, "accounts", "db", "BEGIN", 3, 4),
                 span(4, 2, "accounts", "db", "COMMIT", 5, 6),
                 span(5, 1, "bff", "audit", "POST /log", 35, 36)};
  trace.spans[2].kind = SpanKind::client;
  EXPECT_EQ(
      trace_tree(trace, {}),
      "trace 00000000000000000000000000000001  1970-01-01 00:16:40.000000 UTC  5 spans, 40.0 ms\n"
      "  +0.00 ms    40.0 ms  user -> bff  POST /deposit\n"
      "   +2.0 ms    28.0 ms  ├─ bff -> accounts  POST /deposits\n"
      "   +3.0 ms     1.0 ms  │  ├─ accounts -> db  BEGIN\n"
      "   +5.0 ms     1.0 ms  │  └─ accounts -> db  COMMIT\n"
      "  +35.0 ms     1.0 ms  └─ bff -> audit  POST /log\n");
}

TEST(Tree, EqualCallsInARowAreCounted) {
  Trace trace;
  trace.spans = {span(1, 0, "user", "bff", "GET /x", 0, 90)};
  for (std::uint64_t i = 2; i < 43; ++i) {
    trace.spans.push_back(span(i, 1, "bff", "db", "SELECT customers", 2, 3));
  }
  const std::string text = trace_tree(trace, {});
  EXPECT_THAT(text, HasSubstr("└─ bff -> db  SELECT customers  x41\n"));
  EXPECT_EQ(std::ranges::count(text, '\n'), 3);
}

TEST(Tree, GuessesAndHolesAreMarked) {
  Trace trace;
  trace.spans = {span(1, 0, "user", "bff", "GET /x", 0, 90),
                 span(2, 1, "bff", "db", "SELECT", 2, 3)};
  trace.spans[1].parent = {1, Evidence::payload, 0.62};
  trace.spans[1].what.incomplete.add(Reason::gap);
  trace.spans[1].what.incomplete.add(Reason::no_response);
  EXPECT_THAT(trace_tree(trace, {}), HasSubstr("? payload 0.62 [no-response gap]\n"));
}

TEST(Tree, ReceivedRecordsPointAtTheReceiver) {
  Trace trace;
  trace.spans = {span(1, 0, "emails", "kafka", "receive notifications", 0, 0)};
  trace.spans[0].kind = SpanKind::consumer;
  EXPECT_THAT(trace_tree(trace, {}), HasSubstr("emails <- kafka  receive notifications"));
}

TEST(Tree, ASpanWhoseParentIsNotThereIsARoot) {
  Trace trace;
  trace.spans = {span(2, 9, "bff", "db", "SELECT", 2, 3), span(3, 3, "a", "b", "SELF", 2, 3)};
  const std::string text = trace_tree(trace, {});
  EXPECT_THAT(text, HasSubstr("  bff -> db  SELECT"));
  EXPECT_THAT(text, HasSubstr("  a -> b  SELF"));
}

TEST(Tree, GoldensAreDrawnToo) {
  Golden golden;
  golden.scenario = "deposit";
  golden.runs = 3;
  GoldenSpan root;
  root.id = "a";
  root.caller = "user";
  root.callee = "bff";
  root.operation = "POST /deposit";
  root.kind = SpanKind::server;
  root.slowest_ms = 50;
  root.leaves = {{"attributes.http.response.status_code",
                  LeafType::number,
                  {{Piece::Kind::literal, "200"}},
                  false}};
  GoldenSpan child = root;
  child.id = "b";
  child.parent = "a";
  child.optional = true;
  child.sure_parent = false;
  golden.spans = {root, child};
  const std::string text = golden_tree(golden, {});
  EXPECT_THAT(text, HasSubstr("golden deposit  2 spans, learned from 3 runs\n"));
  EXPECT_THAT(text, HasSubstr("< 50.0 ms  user -> bff  POST /deposit  200\n"));
  EXPECT_THAT(text, HasSubstr("└─ user -> bff  POST /deposit  200  ? parent, optional\n"));
}

TEST(Tree, NamesCannotSteerATerminal) {
  Trace trace;
  trace.spans = {span(1, 0, "us\x1b[31mer", "bff", "GET /\x1b]0;x\x07", 0, 1)};
  EXPECT_THAT(trace_tree(trace, {}), testing::Not(HasSubstr("\x1b")));
}

}  // namespace
}  // namespace goldwire
