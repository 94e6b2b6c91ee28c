// golden.yaml holds a golden one to one, stays small in a review, and tells damage.
#include "harness/files/golden_file.h"

#include <gmock/gmock.h>

#include "protocols/base/exchange.h"

namespace goldwire {
namespace {

using testing::HasSubstr;
using testing::Not;
using Kind = Piece::Kind;

GoldenSpan span(std::string id, std::string operation) {
  GoldenSpan span;
  span.id = std::move(id);
  span.caller = "bff";
  span.callee = "accounts";
  span.operation = std::move(operation);
  span.kind = SpanKind::server;
  span.slowest_ms = 20;
  return span;
}

/// One leaf of every type, as text of every difficulty, plain and optional.
std::vector<GoldenLeaf> leaves() {
  const std::vector<Pattern> patterns = {{},
                                         {{Kind::literal, "POST"}},
                                         {{Kind::literal, "200"}},
                                         {{Kind::literal, "true"}},
                                         {{Kind::literal, "null"}},
                                         {{Kind::literal, "-12"}},
                                         {{Kind::literal, "-0"}},
                                         {{Kind::literal, "007"}},
                                         {{Kind::literal, "1.10"}},
                                         {{Kind::literal, "123456789012345678901234567890"}},
                                         {{Kind::literal, "{\"a\": 1}"}},
                                         {{Kind::literal, "SELECT 1\n  FROM x"}},
                                         {{Kind::literal, "tab\tnul\x01 \r\n"}},
                                         {{Kind::literal, "caf\xc3\xa9"}},
                                         {{Kind::literal, "\xff\xfe"}},
                                         {{Kind::literal, std::string("\0x", 2)}},
                                         {{Kind::literal, std::string(3000, 'x')}},
                                         {{Kind::literal, "Order "},
                                          {Kind::symbol, "order#1"},
                                          {Kind::literal, " at "},
                                          {Kind::noise, "timestamp"}}};
  std::vector<GoldenLeaf> all;
  for (const LeafType type :
       {LeafType::null, LeafType::boolean, LeafType::number, LeafType::text, LeafType::blob,
        LeafType::empty_list, LeafType::empty_object, LeafType::json}) {
    for (const Pattern& pattern : patterns) {
      for (const bool optional : {false, true}) {
        all.push_back({"p[" + std::to_string(all.size()) + "]", type, pattern, optional});
      }
    }
  }
  return all;
}

GoldenFile sample() {
  GoldenFile file;
  file.salt = {"00ff", "aa"};
  file.golden.scenario = "deposit";
  file.golden.runs = 3;
  file.golden.symbols = {{"order#1", "uuid"}, {"on#1", "integer"}};
  GoldenSpan root = span("a1", "POST /deposits");
  root.leaves = leaves();
  GoldenSpan child = span("b2", "weird -> op: x");
  child.parent = "a1";
  child.caller = "a: b -> c";
  child.callee = "[::1]:80";
  child.sure_parent = false;
  child.operation_known = false;
  child.failed = true;
  child.optional = true;
  child.kind = SpanKind::producer;
  child.after = {"a1"};
  child.incomplete = {"gap", "no-response"};
  child.leaves = {{"request.body[\"a b\"].yes", LeafType::text, {{Kind::literal, "no"}}, false}};
  file.golden.spans = {root, child};
  return file;
}

Result<GoldenFile> read(const std::string& text, const Payloads& payloads = {}) {
  return read_golden(text, "golden.yaml", [&](const std::string& digest) -> Result<std::string> {
    const auto at = payloads.find(digest);
    if (at == payloads.end()) return failure("there is no such file", digest);
    return at->second;
  });
}

TEST(GoldenFile, ReadingGivesExactlyWhatWasWritten) {
  const GoldenFile file = sample();
  Payloads payloads;
  const std::string text = write_golden(file, payloads);
  const auto again = read(text, payloads);
  ASSERT_TRUE(again) << again.error().line();
  EXPECT_EQ(again->salt, file.salt);
  EXPECT_EQ(again->golden.symbols, file.golden.symbols);
  ASSERT_EQ(again->golden.spans.size(), 2U);
  ASSERT_EQ(again->golden.spans[0].leaves.size(), file.golden.spans[0].leaves.size());
  for (std::size_t i = 0; i < file.golden.spans[0].leaves.size(); ++i) {
    EXPECT_EQ(again->golden.spans[0].leaves[i], file.golden.spans[0].leaves[i]) << i;
  }
  EXPECT_EQ(*again, file);
  Payloads second;
  EXPECT_EQ(write_golden(*again, second), text);
  EXPECT_EQ(second, payloads);
}

TEST(GoldenFile, ReadsWellInAReview) {
  GoldenFile file;
  file.golden.scenario = "deposit";
  file.golden.runs = 2;
  file.salt.salt = "0a";
  GoldenSpan one = span("a1", "POST /deposits");
  one.leaves = {
      {"attributes.http.response.status_code", LeafType::number, {{Kind::literal, "200"}}, false},
      {"request.body.amount", LeafType::text, {{Kind::literal, "2500"}}, false},
      {"response.body.id", LeafType::text, {{Kind::symbol, "id#1"}}, false}};
  file.golden.spans = {one};
  Payloads payloads;
  EXPECT_THAT(write_golden(file, payloads), HasSubstr(R"(schema: 1
scenario: deposit
runs: 2
redaction:
  salt: "0a"
  salt_check: "6856"

spans:
  - call: "bff -> accounts: POST /deposits"
    id: "a1"
    kind: SERVER
    slowest_ms: 20
    values:
      attributes.http.response.status_code: 200
      request.body.amount: "2500"
      response.body.id: "{id#1}"
)"));
}

TEST(GoldenFile, AnotherSpanDoesNotChurnTheRest) {
  GoldenFile file = sample();
  Payloads payloads;
  const std::string before = write_golden(file, payloads);
  file.golden.spans.insert(file.golden.spans.begin() + 1, span("c3", "GET /new"));
  const std::string after = write_golden(file, payloads);
  const std::size_t at = after.find("  - call: \"bff -> accounts: GET /new\"");
  ASSERT_NE(at, std::string::npos);
  const std::size_t end = after.find("  - call:", at + 1);
  EXPECT_EQ(after.substr(0, at) + after.substr(end), before);
}

TEST(GoldenFile, LargeValuesStandBesideIt) {
  Payloads payloads;
  const std::string text = write_golden(sample(), payloads);
  ASSERT_EQ(payloads.size(), 1U);
  EXPECT_EQ(payloads.begin()->second, std::string(3000, 'x'));
  EXPECT_EQ(payloads.begin()->first, payload_digest(payloads.begin()->second));
  EXPECT_THAT(text, Not(HasSubstr("xxxxxxxxxx")));
}

std::string error(const std::string& text, const Payloads& payloads = {}) {
  const auto file = read(text, payloads);
  EXPECT_FALSE(file) << text;
  return file ? std::string() : file.error().line();
}

TEST(GoldenFile, DamageNamesLineAndRemedy) {
  const std::string head = "schema: 1\nscenario: x\nruns: 1\nspans:\n";
  const std::string one = "  - call: \"a -> b: c\"\n    id: \"1\"\n    kind: SERVER\n";
  EXPECT_TRUE(read(head + one + "complete: true\n"));
  EXPECT_THAT(error(head + one), HasSubstr("the file was cut"));
  EXPECT_THAT(error(head + one + one), HasSubstr("golden.yaml:9: two spans have the id '1'"));
  EXPECT_THAT(error(head + one + "    parent: \"9\"\n"), HasSubstr("no span above has the id '9'"));
  EXPECT_THAT(error(head + one + "    colour: red\ncomplete: true\n"),
              HasSubstr("'spans.colour' is unknown"));
  EXPECT_THAT(error(head + "  - call: \"a b\"\n    id: \"1\"\n    kind: SERVER\n"),
              HasSubstr("'a b' is no CALLER -> CALLEE: OPERATION"));
  EXPECT_THAT(error(head + "  - call: \"a -> b: c\"\n    id: \"1\"\n    kind: HUB\n"),
              HasSubstr("golden.yaml:7: 'HUB' is no kind of span"));
  EXPECT_THAT(error(head + one + "    incomplete: [lost]\n"), HasSubstr("'lost' is no reason"));
  EXPECT_THAT(error(head + one + "    values:\n      x: \"{a\"\n"),
              HasSubstr("golden.yaml:9: the value of 'x' has a {"));
  EXPECT_THAT(error(head + one + "    values:\n      x: {type: hue}\n"),
              HasSubstr("has the unknown type 'hue'"));
  EXPECT_THAT(error(head + one + "    values:\n      x: {type: text, payload: ab}\n"),
              HasSubstr("the value of 'x' is missing (ab: there is no such file)"));
  EXPECT_THAT(
      error(head + one + "    values:\n      x: {type: text, payload: ab}\n", {{"ab", "z"}}),
      HasSubstr("payloads/ab is not what was kept; restore it"));
  EXPECT_THAT(error(head + one + "    values:\n      x: [1]\n"), HasSubstr("is a list"));
  EXPECT_THAT(error("schema: 1\nscenario: x\nruns: 1\n"), HasSubstr("'spans' is missing"));
  EXPECT_THAT(error("<<<<<<< HEAD\nschema: 1\n"), HasSubstr("golden.yaml"));
}

}  // namespace
}  // namespace goldwire
