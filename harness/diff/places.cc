// Three short passes over the paired nodes.
#include "harness/diff/places.h"

#include <map>
#include <string_view>

#include "harness/golden/duration_text.h"

namespace goldwire {
namespace {

/// A call this much slower than ever before is worth a note.
constexpr std::uint64_t kMuchSlower = 5;
constexpr std::uint64_t kNoticeableMs = 500;

/// The node that the run says caused `span`.
std::size_t parent_in_run(const Comparison& all, const CanonicalSpan& span) {
  return span.parent == kNoSpan ? kNoSpan : all.node_of_run[span.parent];
}

bool sure(const Node& node) {
  return node.golden->sure_parent && node.span->confidence >= kSureParent;
}

std::string name(const Comparison& all, std::size_t node) {
  if (node == kNoSpan) return "no known cause";
  const Node& here = all.nodes[node];
  return here.caller() + " -> " + here.callee() + ": " + here.operation();
}

std::uint64_t milliseconds(Duration duration) {
  return static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::milliseconds>(duration).count());
}

const Budget* budget_for(const std::vector<Budget>& budgets, const Call& call) {
  for (const Budget& budget : budgets) {
    if (matches_glob(budget.caller, call.caller) && matches_glob(budget.callee, call.callee) &&
        matches_glob(budget.operation, call.operation)) {
      return &budget;
    }
  }
  return nullptr;
}

}  // namespace

void compare_parents(const Comparison& all, Differences& out) {
  for (std::size_t i = 0; i < all.nodes.size(); ++i) {
    const Node& node = all.nodes[i];
    if (!node.paired() || !sure(node)) continue;
    const std::size_t now = parent_in_run(all, *node.span);
    if (now == node.parent || all.book.anywhere(node.call())) continue;
    Difference one = difference_at(all, i, FindingKind::moved, "", Rule::Verb::anywhere);
    one.finding.from = name(all, node.parent);
    one.finding.to = name(all, now);
    one.finding.what = "is now caused by " + one.finding.to + ", not by " + one.finding.from;
    one.finding.evidence = "the same call by its content; both edges are sure";
    // What explains it: the old cause is missing, or the new one is extra.
    if (node.parent != kNoSpan) one.nodes.push_back(node.parent);
    if (now != kNoSpan) one.nodes.push_back(now);
    one.needs_all = true;  // the cause it had may have been lost
    one.rank = 5;
    out.push_back(std::move(one));
  }
}

void compare_order(const Comparison& all, Differences& out) {
  std::map<std::string_view, std::size_t> node_of;
  for (std::size_t i = 0; i < all.golden.spans.size(); ++i) node_of[all.golden.spans[i].id] = i;
  for (std::size_t i = 0; i < all.golden.spans.size(); ++i) {
    const Node& node = all.nodes[i];
    if (!node.paired() || !sure(node) || all.book.unordered(node.call())) continue;
    for (const std::string& id : node.golden->after) {
      const auto at = node_of.find(id);
      if (at == node_of.end()) continue;
      const Node& before = all.nodes[at->second];
      if (!before.paired() || !sure(before) || all.book.unordered(before.call())) continue;
      const bool together = parent_in_run(all, *node.span) == parent_in_run(all, *before.span);
      if (!together || node.span->start >= before.span->start) continue;
      Difference one = difference_at(all, i, FindingKind::order, "", Rule::Verb::unordered);
      const bool same_call = before.golden->headline() == node.golden->headline();
      one.finding.from = "after " + before.operation();
      one.finding.to = "before " + before.operation();
      one.finding.what = same_call ? "calls of this kind come in another order"
                                   : "now comes before " + before.operation() + ", not after it";
      one.finding.evidence = "always after it, never overlapping, in every baseline run";
      one.needs_all = true;  // either may be a sibling of the one that it is taken for
      one.rank = 6;
      out.push_back(std::move(one));
      break;
    }
  }
}

void compare_latency(const Comparison& all, const std::vector<Budget>& budgets, Differences& out) {
  for (std::size_t i = 0; i < all.nodes.size(); ++i) {
    const Node& node = all.nodes[i];
    if (!node.paired() || node.kind() == SpanKind::consumer) continue;
    if (all.book.ignores(node.call(), "duration")) continue;
    const Duration took = node.span->end - node.span->start;
    const Budget* budget = budget_for(budgets, node.call());
    const std::uint64_t slowest = node.golden->slowest_ms;
    const bool over = budget != nullptr && took > budget->limit;
    const bool notable = budget == nullptr && slowest > 0 &&
                         milliseconds(took) > slowest * kMuchSlower &&
                         milliseconds(took) > slowest + kNoticeableMs;
    if (!over && !notable) continue;
    Difference one = difference_at(all, i, FindingKind::slower, "duration", Rule::Verb::ignore);
    one.answer = true;
    one.rank = 7;
    one.finding.note = !over;
    one.finding.to = spell_duration(rounded_up(took));
    one.finding.from = spell_duration(over ? budget->limit : std::chrono::milliseconds(slowest));
    one.finding.what = "takes " + one.finding.to + ", " + (over ? "the budget is " : "at most ") +
                       one.finding.from + (over ? "" : " in the baseline");
    one.finding.evidence = over ? "a latency budget of the scenario"
                                : "no budget is set for this call, so this is a note";
    out.push_back(std::move(one));
  }
}

}  // namespace goldwire
