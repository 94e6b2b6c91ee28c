// The comparison once more, taking the run's side where it differs.
#include "harness/diff/accepted.h"

#include <algorithm>
#include <map>
#include <set>

#include "harness/canonical/framing.h"
#include "harness/canonical/noise_kind.h"
#include "harness/diff/comparison.h"
#include "harness/diff/ids.h"
#include "harness/diff/value_difference.h"
#include "harness/golden/pattern.h"
#include "harness/golden/span_id.h"
#include "harness/noise/draft.h"

namespace goldwire {
namespace {

constexpr std::string_view kQueryText = "attributes.db.query.text";

std::string text_of(const Pattern& pattern) {
  return is_literal(pattern) && !pattern.empty() ? pattern.front().text : "";
}

/// What like calls have at the same path: the call, its statement and the path with any item.
class Shapes {
 public:
  explicit Shapes(const Golden& golden) {
    for (const GoldenSpan& span : golden.spans) {
      const GoldenLeaf* statement = span.find(kQueryText);
      const std::string call =
          span.headline() + '\n' + (statement == nullptr ? "" : text_of(statement->pattern));
      for (const GoldenLeaf& leaf : span.leaves) {
        if (!is_literal(leaf.pattern)) shapes_[{call, any_item(leaf.path)}].push_back(&leaf);
      }
    }
  }

  const std::vector<const GoldenLeaf*>& of(const CanonicalSpan& span, std::string_view path) const {
    static const std::vector<const GoldenLeaf*> none;
    const Leaf* statement = span.find(kQueryText);
    const std::string call = span.caller + " -> " + span.callee + ": " + span.operation + '\n' +
                             (statement == nullptr ? "" : statement->text);
    const auto at = shapes_.find({call, any_item(path)});
    return at == shapes_.end() ? none : at->second;
  }

 private:
  std::map<std::pair<std::string, std::string>, std::vector<const GoldenLeaf*>> shapes_;
};

class Accepting {
 public:
  Accepting(const Golden& old, const Rules& rules, const CanonicalRun& run)
      : all_(old, rules, run), ids_(all_), shapes_(old), order_(nodes_in_order()) {
    for (const Symbol& symbol : old.symbols) {
      classes_[symbol.name] = class_of(symbol);
    }
    for (const GoldenSpan& span : old.spans) named_.keep(span.id);
  }

  Golden golden() {
    Golden out;
    out.scenario = all_.golden.scenario;
    out.runs = all_.golden.runs;
    std::vector<std::string> ids(all_.nodes.size());
    for (const std::size_t node : order_) {
      const Node& here = all_.nodes[node];
      const std::size_t parent = parent_of(node);
      if (!stays(node) || (parent != kNoSpan && ids[parent].empty())) continue;
      GoldenSpan span = here.golden == nullptr ? fresh(*here.span) : kept(node);
      span.parent = parent == kNoSpan ? "" : ids[parent];
      if (span.id.empty()) span.id = named_.next(span);
      ids[node] = span.id;
      out.spans.push_back(std::move(span));
    }
    drop_broken_order(out, ids);
    keep_used_symbols(out);
    return out;
  }

 private:
  /// Where the run has the call, its cause there counts.
  std::size_t parent_of(std::size_t node) const {
    const Node& here = all_.nodes[node];
    if (!here.paired() || here.span->confidence < kSureParent) return here.parent;
    return here.span->parent == kNoSpan ? kNoSpan : all_.node_of_run[here.span->parent];
  }

  /// Parents before children, siblings in the flow's order.
  std::vector<std::size_t> nodes_in_order() const {
    std::vector<std::vector<std::size_t>> children(all_.nodes.size() + 1);
    std::vector<std::size_t> by_flow(all_.nodes.size());
    for (std::size_t i = 0; i < by_flow.size(); ++i) by_flow[i] = i;
    std::ranges::sort(by_flow, {}, [&](std::size_t i) { return all_.flow.begins[i]; });
    for (const std::size_t i : by_flow) {
      const std::size_t parent = parent_of(i);
      children[parent == kNoSpan ? all_.nodes.size() : parent].push_back(i);
    }
    std::vector<std::size_t> out;
    std::vector<std::size_t> open(children.back().rbegin(), children.back().rend());
    while (!open.empty()) {
      const std::size_t here = open.back();
      open.pop_back();
      out.push_back(here);
      open.insert(open.end(), children[here].rbegin(), children[here].rend());
    }
    return out;
  }

  /// A call that only some baseline runs had stays, though this run lacks it.
  bool stays(std::size_t node) const {
    const Node& here = all_.nodes[node];
    return here.span != nullptr ||
           (here.golden->optional && all_.book.count(here.call(), true).has_value());
  }

  GoldenSpan kept(std::size_t node) const {
    const Node& here = all_.nodes[node];
    GoldenSpan out = *here.golden;
    // What was not seen whole says nothing against the golden.
    if (here.span == nullptr || !here.span->incomplete.empty()) return out;
    const GoldenSpan now = literal_span(*here.span);
    out.failed = now.failed;
    out.incomplete = now.incomplete;
    if (now.operation_known) out.operation = now.operation;
    out.operation_known = out.operation_known || now.operation_known;
    out.slowest_ms = std::max(out.slowest_ms, rounded_ms(here.span->end - here.span->start));
    out.leaves.clear();
    for (const GoldenLeaf& leaf : here.golden->leaves) {
      const Leaf* seen = here.span->find(leaf.path);
      if (keeps(node, leaf, seen)) {
        out.leaves.push_back(leaf);
      } else if (seen != nullptr) {
        out.leaves.push_back(taken(*here.span, *seen));
      }
    }
    for (const Leaf& leaf : here.span->leaves) {
      if (here.golden->find(leaf.path) == nullptr) out.leaves.push_back(taken(*here.span, leaf));
    }
    std::ranges::sort(out.leaves, path_less, &GoldenLeaf::path);
    return out;
  }

  bool keeps(std::size_t node, const GoldenLeaf& leaf, const Leaf* seen) const {
    const Node& here = all_.nodes[node];
    if (all_.book.ignores(here.call(), leaf.path)) return true;
    if (seen != nullptr) return !value_difference(all_, ids_, node, leaf, *seen, *here.span);
    return !here.span->operation_known || may_be_unknown(leaf.path) ||
           all_.book.optional(here.call(), leaf.path, leaf.optional);
  }

  GoldenSpan fresh(const CanonicalSpan& span) const {
    GoldenSpan out = literal_span(span);
    out.slowest_ms = rounded_ms(span.end - span.start);
    out.leaves.clear();
    for (const Leaf& leaf : span.leaves) out.leaves.push_back(taken(span, leaf));
    return out;
  }

  /// The run's value as a golden's: known ids renamed, then as like calls have it.
  GoldenLeaf taken(const CanonicalSpan& span, const Leaf& leaf) const {
    GoldenLeaf out{leaf.path, leaf.type, {}, false};
    if (auto renamed = ids_.renamed(leaf.text)) {
      out.pattern = std::move(*renamed);
      return out;
    }
    out.pattern = literally(leaf.text);
    for (const GoldenLeaf* shape : shapes_.of(span, leaf.path)) {
      Pattern pattern = shape->pattern;
      for (Piece& piece : pattern) {
        if (piece.kind != Piece::Kind::symbol) continue;
        piece = {Piece::Kind::noise, std::string(name_of(classes_.at(piece.text)))};
      }
      if (shape->type != leaf.type) continue;
      const auto values = captured(pattern, leaf.text, all_.likeness.piece_fits());
      if (!values) continue;
      keep_what_holds(pattern, *values, span, leaf.path);
      out.pattern = std::move(pattern);
      break;
    }
    return out;
  }

  /// What those of like calls have in common and this value lacks is no longer held.
  void keep_what_holds(Pattern& pattern, const std::vector<std::string_view>& values,
                       const CanonicalSpan& call, std::string_view path) const {
    std::size_t at = 0;
    for (Piece& piece : pattern) {
      if (piece.kind == Piece::Kind::literal) continue;
      const auto kind = noise_kind_named(piece.text);
      if (kind)
        piece.text =
            name_of(goldwire::kept(*kind, values[at], all_.clocks->at(call, path, values[at])));
      ++at;
    }
  }

  /// Orders that the accepted run does not keep are no orders any more.
  void drop_broken_order(Golden& out, const std::vector<std::string>& ids) const {
    std::map<std::string_view, const CanonicalSpan*> seen;
    for (std::size_t i = 0; i < ids.size(); ++i) {
      if (!ids[i].empty() && all_.nodes[i].span != nullptr) seen[ids[i]] = all_.nodes[i].span;
    }
    std::set<std::string_view> there;
    std::map<std::string_view, std::string_view> parent;
    for (const GoldenSpan& span : out.spans) {
      there.insert(span.id);
      parent[span.id] = span.parent;
    }
    for (GoldenSpan& span : out.spans) {
      std::erase_if(span.after, [&](const std::string& earlier) {
        if (!there.contains(earlier) || parent[earlier] != span.parent) return true;
        const auto a = seen.find(earlier);
        const auto b = seen.find(span.id);
        return a != seen.end() && b != seen.end() && b->second->start < a->second->start;
      });
    }
  }

  void keep_used_symbols(Golden& out) const {
    std::set<std::string_view> used;
    for (const GoldenSpan& span : out.spans) {
      for (const GoldenLeaf& leaf : span.leaves) {
        for (const Piece& piece : leaf.pattern) {
          if (piece.kind == Piece::Kind::symbol) used.insert(piece.text);
        }
      }
    }
    for (const Symbol& symbol : all_.golden.symbols) {
      if (used.contains(symbol.name)) out.symbols.push_back(symbol);
    }
  }

  Comparison all_;
  Ids ids_;
  Shapes shapes_;
  std::vector<std::size_t> order_;
  std::map<std::string_view, ValueClass> classes_;
  SpanIds named_;
};

}  // namespace

Golden accepted(const Golden& old, const Rules& rules, const CanonicalRun& run) {
  return Accepting(old, rules, run).golden();
}

Rules missing_rules(const Golden& golden, const Rules& rules) {
  const RuleBook book(rules);
  std::map<std::string, Rule> out;
  for (const GoldenSpan& span : golden.spans) {
    const Call call{span.caller, span.callee, span.operation};
    for (const GoldenLeaf& leaf : span.leaves) {
      for (const Piece& piece : leaf.pattern) {
        if (piece.kind == Piece::Kind::literal || book.allows(call, leaf.path, piece)) continue;
        Rule rule;
        const bool symbol = piece.kind == Piece::Kind::symbol;
        rule.verb = symbol ? Rule::Verb::rename : Rule::Verb::noise;
        rule.caller = span.caller;
        rule.callee = span.callee;
        rule.operation = span.operation;
        rule.path = any_item(leaf.path);
        rule.argument = symbol ? piece.text.substr(0, piece.text.find('#')) : piece.text;
        rule.evidence = {symbol ? "the value of " + piece.text + " in an accepted run"
                                : "as in like calls, in an accepted run"};
        rule.learned = true;
        out.emplace(rule.line(), std::move(rule));
      }
    }
  }
  Rules lines;
  for (auto& [line, rule] : out) lines.push_back(std::move(rule));
  return lines;
}

}  // namespace goldwire
