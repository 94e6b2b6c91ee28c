// Leaf by leaf, then how often each call is made.
#include "harness/noise/learned_rules.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "harness/canonical/noise_kind.h"

namespace goldwire {
namespace {

constexpr std::size_t kNone = static_cast<std::size_t>(-1);
constexpr std::size_t kEvidence = 100;  ///< characters of one value that a person is shown

std::string shown(std::string_view value) {
  if (value.size() <= kEvidence) return std::string(value);
  return std::string(value.substr(0, kEvidence)) + "...";
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

/// The values; of related times also how they lie.
std::vector<std::string> evidence_of(const Draft& draft, const DraftSpan& span,
                                     const DraftLeaf& leaf, const DraftPiece& piece) {
  std::vector<std::string> out;
  for (const std::string& value : piece.values) out.push_back(shown(value));
  const auto kind = noise_kind_named(piece.noise);
  if (!kind || !kind->after_call) return out;
  for (std::size_t i = 0; i < out.size(); ++i) {
    const auto after = after_call(piece.values[i], draft.of(span, leaf.runs[i]).start);
    out[i] +=
        ", " + length_text(*after) + (*after < Duration{} ? " before" : " after") + " its call";
  }
  return out;
}

void add_leaf_rules(Collected& out, const Draft& draft, const DraftSpan& entry,
                    const DraftLeaf& leaf) {
  const CanonicalSpan& span = draft.any(entry);
  const std::string path = any_item(leaf.path);
  if (leaf.optional) {
    out.add(rule_for(span, Rule::Verb::optional, path, ""),
            {"there in " + std::to_string(leaf.runs.size()) + " of " +
             std::to_string(draft.runs.size()) + " runs"});
  }
  for (const DraftPiece& piece : leaf.pieces) {
    std::vector<std::string> values = evidence_of(draft, entry, leaf, piece);
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

}  // namespace

Rules learned_rules(const Draft& draft) {
  Collected out;
  for (const std::size_t i : draft.order()) {
    const DraftSpan& span = draft.spans[i];
    for (const DraftLeaf& leaf : span.leaves) add_leaf_rules(out, draft, span, leaf);
  }
  add_count_rules(out, draft);
  return std::move(out).sorted();
}

}  // namespace goldwire
