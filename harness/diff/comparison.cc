// Aligns, then merges both trees into one with the flow of it.
#include "harness/diff/comparison.h"

#include <algorithm>

#include "harness/diff/adoption.h"

namespace goldwire {
namespace {

bool same_call(const Call& call, std::string_view caller, std::string_view callee,
               std::string_view operation) {
  return call.caller == caller && call.callee == callee && call.operation == operation;
}

/// Siblings in the golden's order; what only the run has stands before the next one that began
/// after it, and so behind what is missing there: first what no longer happens, then what happens
/// instead.
void insert_by_time(std::vector<std::size_t>& siblings, const std::vector<Node>& nodes,
                    std::size_t extra) {
  auto at = siblings.begin();
  bool behind = false;
  for (auto here = siblings.begin(); here != siblings.end(); ++here) {
    const CanonicalSpan* span = nodes[*here].span;
    if (span != nullptr) behind = span->start <= nodes[extra].span->start;
    if (behind || (span == nullptr && at == here)) at = here + 1;
  }
  siblings.insert(at, extra);
}

std::vector<std::size_t> sibling_order(const std::vector<Node>& nodes, std::size_t golden_count) {
  std::vector<std::vector<std::size_t>> groups(nodes.size() + 1);
  const auto group_of = [&](std::size_t node) -> std::vector<std::size_t>& {
    return groups[nodes[node].parent == kNoSpan ? nodes.size() : nodes[node].parent];
  };
  for (std::size_t i = 0; i < golden_count; ++i) group_of(i).push_back(i);
  for (std::size_t i = golden_count; i < nodes.size(); ++i) insert_by_time(group_of(i), nodes, i);
  std::vector<std::size_t> out;
  for (const std::vector<std::size_t>& group : groups) {
    out.insert(out.end(), group.begin(), group.end());
  }
  return out;
}

}  // namespace

const std::string& Node::operation() const {
  if (golden == nullptr) return span->operation;
  return golden->operation_known || span == nullptr ? golden->operation : span->operation;
}

Comparison::Comparison(const Golden& golden_side, const Rules& rules, const CanonicalRun& run_side)
    : golden(golden_side),
      run(run_side),
      book(rules),
      likeness(golden_side.symbols),
      node_of_run(run_side.spans.size(), kNoSpan),
      golden_parents(parents_of(golden_side.spans)) {
  const Alignment alignment = align({golden.spans, golden_parents}, run, likeness);
  for (std::size_t i = 0; i < golden.spans.size(); ++i) {
    Node node{&golden.spans[i], nullptr, golden_parents[i], kNoSpan};
    if (alignment.to_run[i] != kNoSpan) {
      node.span = &run.spans[alignment.to_run[i]];
      node_of_run[alignment.to_run[i]] = i;
    }
    nodes.push_back(node);
  }
  for (std::size_t i = 0; i < run.spans.size(); ++i) {
    if (node_of_run[i] != kNoSpan) continue;
    const std::size_t parent = run.spans[i].parent;
    node_of_run[i] = nodes.size();
    nodes.push_back(
        {nullptr, &run.spans[i], parent == kNoSpan ? kNoSpan : node_of_run[parent], kNoSpan});
  }
  std::vector<SpanKind> kinds;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    Node& node = nodes[i];
    node.root = node.parent == kNoSpan ? i : nodes[node.parent].root;
    kinds.push_back(node.kind());
  }
  const Placement placed = adopt(nodes, sibling_order(nodes, golden.spans.size()));
  flow = flow_of(placed.parents, kinds, placed.order);
  clocks.emplace(nodes, likeness, run);
}

bool Comparison::is_above(std::size_t above, std::size_t node) const {
  for (std::size_t at = nodes[node].parent; at != kNoSpan; at = nodes[at].parent) {
    if (at == above) return true;
  }
  return false;
}

std::uint64_t Comparison::golden_total(const Call& call) const {
  return static_cast<std::uint64_t>(
      std::ranges::count_if(golden.spans, [&](const GoldenSpan& span) {
        return same_call(call, span.caller, span.callee, span.operation);
      }));
}

std::uint64_t Comparison::run_total(const Call& call) const {
  return static_cast<std::uint64_t>(
      std::ranges::count_if(run.spans, [&](const CanonicalSpan& span) {
        return same_call(call, span.caller, span.callee, span.operation);
      }));
}

}  // namespace goldwire
