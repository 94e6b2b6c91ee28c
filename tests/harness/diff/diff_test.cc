// A new run against a golden: what must be found, what must not, and what cannot be known.
#include "harness/diff/diff.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/canonical/framing.h"
#include "harness/noise/noise.h"
#include "tests/harness/diff/bank_golden.h"
#include "tests/harness/run_builder.h"

namespace goldwire {
namespace {

using test::bank;
using test::bank_run;
using test::check;
using test::RunBuilder;
using test::text_of;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;

// Properties

TEST(Diff, ARunAgainstItselfIsClean) {
  for (std::uint64_t seed = 1; seed < 6; ++seed) {
    const std::vector<CanonicalRun> one{canonical(bank_run(seed))};
    const Learned learned = learn(one);
    const Diff diff = compare(learned.golden, learned.rules, one[0]);
    EXPECT_EQ(diff.verdict, Verdict::same) << text_of(diff);
    EXPECT_THAT(diff.findings, IsEmpty());
  }
}

TEST(Diff, EveryHeaderDroppedOnceIsFoundEachTime) {
  const CanonicalRun whole = canonical(bank_run(7));
  std::size_t dropped = 0;
  for (std::size_t span = 0; span < whole.spans.size(); ++span) {
    for (std::size_t leaf = 0; leaf < whole.spans[span].leaves.size(); ++leaf) {
      const std::string path = whole.spans[span].leaves[leaf].path;
      if (path.find(".header.") == std::string::npos &&
          path.find(".headers.") == std::string::npos) {
        continue;
      }
      CanonicalRun without = whole;
      auto& leaves = without.spans[span].leaves;
      leaves.erase(leaves.begin() + static_cast<std::ptrdiff_t>(leaf));
      const Diff diff = check(without);
      EXPECT_EQ(diff.verdict, Verdict::different) << path;
      ASSERT_FALSE(diff.findings.empty()) << path;
      EXPECT_TRUE(path.starts_with(diff.findings[0].path)) << path << "\n" << text_of(diff);
      ++dropped;
    }
  }
  EXPECT_GT(dropped, 100U);
}

TEST(Diff, EveryHeaderDroppedFromTheWireIsFoundUnlessItIsNamed) {
  const goldwire::Run whole = bank_run(7);
  const Span& first = whole.traces[1].spans.front();
  for (const Attribute& attribute : first.what.attributes.all()) {
    const std::size_t at = attribute.key.find(".header.");
    if (at == std::string::npos) continue;
    goldwire::Run without = whole;
    Attributes rest;
    for (const Attribute& other : first.what.attributes.all()) {
      if (other.key != attribute.key) rest.set(other.key, other.value);
    }
    without.traces[1].spans.front().what.attributes = rest;
    const bool named = is_uncompared_header(std::string_view(attribute.key).substr(at + 8));
    const Diff diff = check(canonical(without));
    EXPECT_EQ(diff.verdict, named ? Verdict::same : Verdict::different) << attribute.key;
  }
}

TEST(Diff, EveryLiteralLeafThatChangesIsFoundWhereItChanged) {
  const CanonicalRun whole = canonical(bank_run(7));
  RunBuilder random(99);
  const Golden& golden = bank().golden;
  std::size_t changed = 0;
  for (int round = 0; round < 400; ++round) {
    const std::size_t span = random.random() % whole.spans.size();
    CanonicalRun other = whole;
    Leaf& leaf = other.spans[span].leaves[random.random() % other.spans[span].leaves.size()];
    const bool number = leaf.type == LeafType::number;
    leaf.text += number ? "7" : "-broken by a release";
    // Noise of class text or token may take that; everything else must be found.
    bool literal = false;
    for (const GoldenSpan& candidate : golden.spans) {
      const CanonicalSpan& here = whole.spans[span];
      if (candidate.operation != here.operation || candidate.caller != here.caller) continue;
      const GoldenLeaf* wanted = candidate.find(leaf.path);
      literal = literal ||
                (wanted != nullptr &&
                 (wanted->pattern.empty() || (wanted->pattern.size() == 1 &&
                                              wanted->pattern[0].kind == Piece::Kind::literal)));
    }
    if (!literal) continue;
    const Diff diff = check(other);
    ASSERT_EQ(diff.verdict, Verdict::different) << leaf.path << " " << leaf.text;
    ASSERT_EQ(diff.findings[0].path, leaf.path) << text_of(diff);
    ++changed;
  }
  EXPECT_GT(changed, 200U);
}

TEST(Diff, EveryCallDroppedIsFound) {
  const goldwire::Run whole = bank_run(7);
  for (std::size_t trace = 0; trace < whole.traces.size(); ++trace) {
    for (std::size_t i = 0; i < whole.traces[trace].spans.size(); ++i) {
      goldwire::Run without = whole;
      auto& spans = without.traces[trace].spans;
      const Span gone = spans[i];
      spans.erase(spans.begin() + static_cast<std::ptrdiff_t>(i));
      // With what it caused.
      std::vector<std::uint64_t> above{gone.span_id};
      for (std::size_t k = 0; k < above.size(); ++k) {
        std::erase_if(spans, [&](const Span& span) {
          if (span.parent.span_id != above[k]) return false;
          above.push_back(span.span_id);
          return true;
        });
      }
      const Diff diff = check(canonical(without));
      ASSERT_EQ(diff.verdict, Verdict::different) << gone.what.name;
      EXPECT_EQ(diff.findings[0].operation, gone.what.name) << text_of(diff);
      EXPECT_EQ(diff.findings.size(), 1U) << text_of(diff);
    }
  }
}

TEST(Diff, IsTheSameHoweverSpansAreGiven) {
  for (const char* change : {"wrong-amount", "charge-twice", "no-email", "n-plus-one"}) {
    const goldwire::Run run = bank_run(7, change);
    const std::string wanted = text_of(check(canonical(run)));
    for (std::uint64_t by = 1; by < 5; ++by) {
      goldwire::Run mixed = run;
      RunBuilder random(by);
      for (Trace& trace : mixed.traces) {
        for (std::size_t i = trace.spans.size(); i > 1; --i) {
          std::swap(trace.spans[i - 1], trace.spans[random.random() % i]);
        }
      }
      std::swap(mixed.traces.front(), mixed.traces.back());
      EXPECT_EQ(text_of(check(canonical(mixed))), wanted);
    }
  }
}

TEST(Diff, TheRuleOfAFindingAcceptsIt) {
  for (const char* change :
       {"no-email", "charge-twice", "wrong-amount", "wrong-recipient", "swallowed-error",
        "n-plus-one", "missing-where-column", "lost-notification", "wrong-topic-key", "retry-storm",
        "status-201", "dropped-field", "number-as-string", "id-mixup", "lost-header",
        "extra-call"}) {
    const CanonicalRun run = canonical(bank_run(7, change));
    const Diff before = check(run);
    ASSERT_FALSE(before.findings.empty()) << change;
    const Finding& first = before.findings.front();
    const Result<Rule> rule = Rule::parse(first.rule);
    ASSERT_TRUE(rule) << rule.error().line();
    Rules rules = bank().rules;
    rules.push_back(*rule);
    const Diff after = compare(bank().golden, rules, run);
    for (const Finding& finding : after.findings) {
      EXPECT_FALSE(finding.kind == first.kind && finding.path == first.path &&
                   finding.operation == first.operation && finding.callee == first.callee)
          << change << ": " << first.rule;
    }
  }
}

TEST(Diff, ANoiseRuleThatIsDeletedMakesItsValueADifference) {
  const CanonicalRun run = canonical(bank_run(7));
  for (const Rule& deleted : bank().rules) {
    Rules rules = bank().rules;
    std::erase(rules, deleted);
    const Diff diff = compare(bank().golden, rules, run);
    EXPECT_EQ(diff.verdict, Verdict::different) << deleted.line();
  }
}

// What cannot be known

TEST(Diff, EncryptedOnBothSidesComparesAsFarAsItGoes) {
  std::vector<CanonicalRun> runs;
  for (std::uint64_t seed = 1; seed < 4; ++seed) {
    RunBuilder builder(seed);
    const auto id = builder.begin(SpanKind::client, "shop", "bank", "tls", "tls", 0);
    builder.span(id).what.incomplete.add(Reason::encrypted);
    builder.end(id);
    runs.push_back(canonical(builder.run()));
  }
  const Learned learned = learn(std::span(runs).first(2));
  EXPECT_EQ(compare(learned.golden, learned.rules, runs[2]).verdict, Verdict::same);
}

TEST(Diff, AStatementWhoseTextWasNeverSeenGoesByAllElse) {
  goldwire::Run run = bank_run(7);
  goldwire::Run wrong = run;
  for (auto* each : {&run, &wrong}) {
    for (Trace& trace : each->traces) {
      for (Span& span : trace.spans) {
        if (span.what.name != "INSERT emails") continue;
        Attributes rest;
        for (const Attribute& attribute : span.what.attributes.all()) {
          if (attribute.key != semconv::kDbQueryText) rest.set(attribute.key, attribute.value);
        }
        span.what.attributes = rest;
        span.what.name = "postgresql";
        if (each == &wrong) span.what.response_payload.body = Value(Value::Object{});
      }
    }
  }
  EXPECT_EQ(check(canonical(run)).verdict, Verdict::same) << text_of(check(canonical(run)));
  EXPECT_NE(check(canonical(wrong)).verdict, Verdict::same);
}

// Parents

TEST(Diff, AGuessedEdgeNeitherHidesNorInventsACall) {
  goldwire::Run run = bank_run(7);
  std::vector<Trace> orphans;
  for (Trace& trace : run.traces) {
    for (Span& span : trace.spans) {
      if (span.what.name != "SES.SendEmail") continue;
      Span orphan = span;
      orphan.parent = {};
      orphan.trace_id.low = orphan.span_id;
      orphans.push_back({orphan.trace_id, orphan.span_id, {orphan}});
    }
    std::erase_if(trace.spans, [](const Span& span) { return span.what.name == "SES.SendEmail"; });
  }
  goldwire::Run complete = run;
  for (const Trace& orphan : orphans) complete.traces.push_back(orphan);
  EXPECT_EQ(check(canonical(complete)).verdict, Verdict::same)
      << text_of(check(canonical(complete)));
  // One of four is lost: the others may not stand in for it.
  complete.traces.pop_back();
  const Diff diff = check(canonical(complete));
  EXPECT_EQ(diff.verdict, Verdict::different);
  EXPECT_EQ(diff.findings[0].operation, "SES.SendEmail") << text_of(diff);
  EXPECT_EQ(diff.findings[0].kind, FindingKind::missing) << text_of(diff);
}

TEST(Diff, AWrongGuessIsNoFindingButASureMoveIs) {
  for (const double confidence : {0.5, 0.95}) {
    goldwire::Run run = bank_run(7);
    // audit's insert for the first record hangs under the second deposit's root.
    Trace& from = run.traces[1];
    Trace& to = run.traces[2];
    const auto at = std::ranges::find_if(
        from.spans, [](const Span& span) { return span.what.name == "INSERT audit_log"; });
    ASSERT_NE(at, from.spans.end());
    Span moved = *at;
    from.spans.erase(at);
    moved.trace_id = to.id;
    moved.parent = {to.spans.front().span_id, Evidence::containment, confidence};
    to.spans.push_back(moved);
    const Diff diff = check(canonical(run));
    if (confidence < kSureParent) {
      EXPECT_EQ(diff.verdict, Verdict::same) << text_of(diff);
    } else {
      ASSERT_EQ(diff.findings.size(), 1U) << text_of(diff);
      EXPECT_EQ(diff.findings[0].kind, FindingKind::moved);
    }
  }
}

// Order, transactions, errors

struct Step {
  const char* name;
  const char* text;
};

Run steps(std::uint64_t seed, const std::vector<Step>& statements, bool overlapping = false,
          int status = 200) {
  RunBuilder builder(seed);
  const auto root = builder.request("driver", "shop", "POST", "/order", "POST /order", 0, {}, "{}");
  for (const Step& step : statements) {
    const auto id = builder.statement("shop", step.name, step.text, root);
    if (overlapping) builder.span(id).what.end += std::chrono::milliseconds(50);
  }
  builder.answer(root, status, {}, "{}");
  return builder.run();
}

const Step kBegin{"BEGIN", "BEGIN"};
const Step kA{"INSERT a", "INSERT INTO a VALUES (1)"};
const Step kB{"INSERT b", "INSERT INTO b VALUES (1)"};
const Step kCommit{"COMMIT", "COMMIT"};
const Step kRollback{"ROLLBACK", "ROLLBACK"};

Diff against(const std::vector<Step>& base, const Run& now, bool overlapping = false) {
  const std::vector<CanonicalRun> runs{canonical(steps(1, base, overlapping)),
                                       canonical(steps(2, base, overlapping))};
  const Learned learned = learn(runs);
  return compare(learned.golden, learned.rules, canonical(now));
}

TEST(Diff, OrderCountsBetweenSiblingsThatNeverOverlapped) {
  const Diff diff = against({kA, kB}, steps(3, {kB, kA}));
  ASSERT_EQ(diff.findings.size(), 1U) << text_of(diff);
  EXPECT_EQ(diff.findings[0].kind, FindingKind::order);
  EXPECT_EQ(against({kA, kB}, steps(3, {kB, kA}, true), true).verdict, Verdict::same);
}

TEST(Diff, StatementsThatLeaveTheirTransactionAreToldSo) {
  const Diff diff = against({kBegin, kA, kCommit}, steps(3, {kA}));
  ASSERT_EQ(diff.findings.size(), 1U) << text_of(diff);
  EXPECT_EQ(diff.findings[0].kind, FindingKind::transaction);
  EXPECT_EQ(diff.findings[0].operation, "BEGIN");
}

TEST(Diff, CommitThatBecameRollbackIsOneFinding) {
  const Diff diff = against({kBegin, kA, kCommit}, steps(3, {kBegin, kA, kRollback}));
  ASSERT_EQ(diff.findings.size(), 1U) << text_of(diff);
  EXPECT_EQ(diff.findings[0].kind, FindingKind::transaction);
  EXPECT_EQ(diff.findings[0].what, "COMMIT became ROLLBACK");
}

TEST(Diff, AnErrorThatReachesTheEntryIsAStatusAndTheEntryItsEcho) {
  const auto build = [](std::uint64_t seed, bool fails) {
    RunBuilder builder(seed);
    const auto root = builder.request("driver", "bff", "POST", "/pay", "POST /pay", 0, {}, "{}");
    const auto inner =
        builder.request("bff", "pay", "POST", "/pay", "POST /charge", root, {}, "{}");
    builder.answer(inner, fails ? 500 : 200, {}, fails ? R"({"error":"x"})" : R"({"ok":true})");
    builder.answer(root, fails ? 502 : 200, {}, fails ? R"({"error":"y"})" : R"({"ok":true})");
    return canonical(builder.run());
  };
  const std::vector<CanonicalRun> base{build(1, false), build(2, false)};
  const Learned learned = learn(base);
  const Diff diff = compare(learned.golden, learned.rules, build(3, true));
  ASSERT_EQ(diff.findings.size(), 1U) << text_of(diff);
  EXPECT_EQ(diff.findings[0].kind, FindingKind::status);
  EXPECT_EQ(diff.findings[0].callee, "pay");
  EXPECT_THAT(diff.findings[0].echoes, Contains(testing::Field(&Finding::callee, "bff")));
}

TEST(Diff, ListsThatGrowAreOneFinding) {
  const auto build = [](std::uint64_t seed, std::string_view body) {
    RunBuilder builder(seed);
    const auto root = builder.request("driver", "bff", "GET", "/", "GET /", 0, {});
    builder.answer(root, 200, {}, body);
    return canonical(builder.run());
  };
  const std::vector<CanonicalRun> base{build(1, R"({"l":[{"a":1},{"a":2}]})"),
                                       build(2, R"({"l":[{"a":1},{"a":2}]})")};
  const Learned learned = learn(base);
  const Diff diff =
      compare(learned.golden, learned.rules, build(3, R"({"l":[{"a":0},{"a":1},{"a":2}]})"));
  ASSERT_EQ(diff.findings.size(), 1U) << text_of(diff);
  EXPECT_EQ(diff.findings[0].path, "response.body.l");
  EXPECT_EQ(diff.findings[0].to, "3");
}

TEST(Diff, TwoIndependentDefectsAreTwoFindings) {
  goldwire::Run run = bank_run(7, "wrong-recipient");
  for (Trace& trace : run.traces) {
    for (Span& span : trace.spans) {
      if (span.what.name == "POST /sessions") {
        span.what.attributes.set(semconv::kHttpResponseStatusCode, std::int64_t{202});
      }
    }
  }
  const Diff diff = check(canonical(run));
  ASSERT_EQ(diff.findings.size(), 2U) << text_of(diff);
  EXPECT_EQ(diff.findings[0].operation, "POST /sessions");
  EXPECT_EQ(diff.findings[1].operation, "SES.SendEmail");
}

}  // namespace
}  // namespace goldwire
