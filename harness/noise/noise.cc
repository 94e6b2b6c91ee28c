// From a classified draft to the golden and the rules that a person reviews.
#include "harness/noise/noise.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "harness/canonical/flow.h"
#include "harness/canonical/value_class.h"
#include "harness/golden/pattern.h"
#include "harness/golden/span_id.h"
#include "harness/noise/classify.h"
#include "harness/noise/draft.h"
#include "harness/noise/siblings.h"
#include "harness/noise/spread.h"

namespace goldwire {
namespace {

constexpr std::size_t kNone = static_cast<std::size_t>(-1);
constexpr std::size_t kEvidence = 100;  ///< characters of one value that a person is shown

std::string shown(std::string_view value) {
  if (value.size() <= kEvidence) return std::string(value);
  return std::string(value.substr(0, kEvidence)) + "...";
}

GoldenLeaf golden_leaf(const Draft& draft, const DraftLeaf& leaf) {
  GoldenLeaf out{leaf.path, leaf.type, {}, leaf.optional};
  for (const DraftPiece& piece : leaf.pieces) {
    if (piece.symbol != kNone) {
      out.pattern.push_back({Piece::Kind::symbol, draft.symbols[piece.symbol].name});
    } else if (!piece.noise.empty()) {
      out.pattern.push_back({Piece::Kind::noise, piece.noise});
    } else if (!piece.literal.empty()) {
      out.pattern.push_back({Piece::Kind::literal, piece.literal});
    }
  }
  return out;
}

GoldenSpan golden_span(const Draft& draft, const DraftSpan& span) {
  GoldenSpan out = literal_span(draft.any(span));
  out.leaves.clear();
  out.sure_parent = span.sure_parent;
  out.optional = draft.optional(span);
  for (const DraftLeaf& leaf : span.leaves) out.leaves.push_back(golden_leaf(draft, leaf));
  Duration slowest{};
  for (std::size_t run = 0; run < draft.runs.size(); ++run) {
    if (span.instance[run] == kNoSpan) continue;
    const CanonicalSpan& here = draft.of(span, run);
    slowest = std::max(slowest, here.end - here.start);
  }
  out.slowest_ms = rounded_ms(slowest);
  return out;
}

/// Rules as they are found; one line once, with the evidence of its first place.
class Collected {
 public:
  void add(Rule rule, std::vector<std::string> evidence) {
    rule.learned = true;
    if (!lines_.insert(rule.line()).second) return;
    rule.evidence = std::move(evidence);
    rules_.push_back(std::move(rule));
  }
  /// In the order of their lines, so that a rule more moves no other.
  Rules sorted() && {
    std::ranges::sort(rules_, {}, [](const Rule& rule) {
      return std::tuple(rule.caller, rule.callee, rule.operation, rule.path, rule.verb,
                        rule.argument);
    });
    return std::move(rules_);
  }

 private:
  std::set<std::string> lines_;
  Rules rules_;
};

Rule rule_for(const CanonicalSpan& span, Rule::Verb verb, std::string path, std::string argument) {
  Rule out;
  out.verb = verb;
  out.caller = span.caller;
  out.callee = span.callee;
  out.operation = span.operation;
  out.path = std::move(path);
  out.argument = std::move(argument);
  return out;
}

void add_leaf_rules(Collected& out, const Draft& draft, const CanonicalSpan& span,
                    const DraftLeaf& leaf) {
  const std::string path = any_item(leaf.path);
  if (leaf.optional) {
    out.add(rule_for(span, Rule::Verb::optional, path, ""),
            {"there in " + std::to_string(leaf.runs.size()) + " of " +
             std::to_string(draft.runs.size()) + " runs"});
  }
  for (const DraftPiece& piece : leaf.pieces) {
    std::vector<std::string> values;
    for (const std::string& value : piece.values) values.push_back(shown(value));
    if (piece.symbol != kNone) {
      const std::string& name = draft.symbols[piece.symbol].name;
      out.add(rule_for(span, Rule::Verb::rename, path, name.substr(0, name.find('#'))),
              std::move(values));
    } else if (!piece.noise.empty()) {
      const std::set<std::string_view> distinct(values.begin(), values.end());
      if (distinct.size() == 1 && values.size() > 1 && leaf.runs.size() > 1) {
        values = {shown(piece.values.front()) + ": the run's own time, or noise in like calls"};
      }
      out.add(rule_for(span, Rule::Verb::noise, path, piece.noise), std::move(values));
    }
  }
}

/// How often each cause makes each call, where that differs between runs.
void add_count_rules(Collected& out, const Draft& draft) {
  using Call = std::tuple<std::size_t, std::string, std::string, std::string>;
  std::map<Call, std::vector<std::size_t>> groups;
  for (std::size_t i = 0; i < draft.spans.size(); ++i) {
    const CanonicalSpan& span = draft.any(draft.spans[i]);
    groups[{draft.spans[i].parent, span.caller, span.callee, span.operation}].push_back(i);
  }
  struct Range {
    CountRange range;
    std::vector<std::string> evidence;
    const CanonicalSpan* span = nullptr;
  };
  std::map<std::tuple<std::string, std::string, std::string>, Range> ranges;
  for (const auto& [call, members] : groups) {
    const std::size_t parent = std::get<0>(call);
    std::vector<std::uint64_t> counts;
    std::string evidence;
    for (std::size_t run = 0; run < draft.runs.size(); ++run) {
      if (parent != kNoSpan && draft.spans[parent].instance[run] == kNoSpan) continue;
      counts.push_back(static_cast<std::uint64_t>(std::ranges::count_if(
          members, [&](std::size_t i) { return draft.spans[i].instance[run] != kNoSpan; })));
      evidence += (evidence.empty() ? "" : ", ") + std::to_string(counts.back());
    }
    auto [least, most] = std::ranges::minmax(counts);
    if (least == most) continue;
    // Without a cause a call keeps its own time (a poll, a timer): a longer run has more of them.
    if (parent == kNoSpan && draft.any(draft.spans[members.front()]).confidence < kSureParent) {
      const std::uint64_t spread = most - least;
      least = std::max(least > spread ? least - spread : 0, std::min<std::uint64_t>(least, 1));
      most += spread;
    }
    const CanonicalSpan& span = draft.any(draft.spans[members.front()]);
    Range& range = ranges[{span.caller, span.callee, span.operation}];
    range.range = range.span == nullptr ? CountRange{least, most}
                                        : CountRange{std::min(range.range.least, least),
                                                     std::max(range.range.most, most)};
    range.span = &span;
    range.evidence.push_back(evidence + " times");
  }
  for (auto& [call, range] : ranges) {
    out.add(rule_for(*range.span, Rule::Verb::count, "",
                     std::to_string(range.range.least) + ".." + std::to_string(range.range.most)),
            std::move(range.evidence));
  }
}

Rules rules_of(const Draft& draft) {
  Collected out;
  for (const std::size_t i : draft.order()) {
    const DraftSpan& span = draft.spans[i];
    for (const DraftLeaf& leaf : span.leaves) add_leaf_rules(out, draft, draft.any(span), leaf);
  }
  add_count_rules(out, draft);
  return std::move(out).sorted();
}

Golden golden_of(const Draft& draft) {
  Golden out;
  out.runs = static_cast<unsigned>(draft.runs.size());
  for (const DraftSymbol& symbol : draft.symbols) {
    out.symbols.push_back({symbol.name, symbol.value_class});
  }
  const std::vector<std::vector<std::size_t>> before = always_before(draft);
  std::vector<std::string> ids(draft.spans.size());
  SpanIds named;
  for (const std::size_t i : draft.order()) {
    const DraftSpan& span = draft.spans[i];
    GoldenSpan golden = golden_span(draft, span);
    if (span.parent != kNoSpan) golden.parent = ids[span.parent];
    golden.id = ids[i] = named.next(golden);
    out.spans.push_back(std::move(golden));
  }
  std::size_t at = 0;
  for (const std::size_t i : draft.order()) {
    GoldenSpan& golden = out.spans[at++];
    for (const std::size_t earlier : before[i]) golden.after.push_back(ids[earlier]);
  }
  return out;
}

/// A code that came out one way or the other is no baseline to judge it by.
void warn_of_unsteady_codes(Learned& out) {
  std::set<std::string> told;
  for (const GoldenSpan& span : out.golden.spans) {
    for (const GoldenLeaf& leaf : span.leaves) {
      const bool unsteady = leaf.optional || !is_literal(leaf.pattern);
      if (!unsteady || !is_status_code(leaf.path) || !told.insert(span.headline()).second) continue;
      out.warnings.push_back(span.headline() + " did not end alike in all baseline runs: " +
                             leaf.path + " is not compared; record runs in which it does");
    }
  }
}

void add_warnings(Learned& out, std::span<const CanonicalRun> runs) {
  warn_of_unsteady_codes(out);
  if (out.golden.spans.empty()) {
    out.warnings.push_back("no exchange was seen: there is nothing to keep as a golden");
  } else if (runs.size() == 1) {
    out.warnings.push_back(
        "one run only: generated ids and times cannot be told from constants, so every value must "
        "come back as it was; record two or more runs of the same build (--runs 3)");
  }
  for (std::size_t run = 0; run < runs.size(); ++run) {
    const std::string which = "baseline run " + std::to_string(run + 1) + ": ";
    for (const LossNote& loss : runs[run].losses) {
      out.warnings.push_back(which + loss.client.service + " -> " + loss.server.service + ": " +
                             loss.what);
    }
    for (const std::string& lost : runs[run].lost) out.warnings.push_back(which + lost);
  }
}

}  // namespace

Learned learn(std::span<const CanonicalRun> runs) {
  Draft draft = draft_of(runs);
  classify(draft);
  spread(draft);
  Learned out{golden_of(draft), rules_of(draft), {}};
  add_warnings(out, runs);
  return out;
}

}  // namespace goldwire
