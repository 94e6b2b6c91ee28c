// By the ledger for calls, by every call of that name for values.
#include "harness/diff/proof.h"

#include <algorithm>

#include "harness/canonical/outside.h"
#include "harness/diff/leaf_pairs.h"
#include "harness/diff/value_difference.h"

namespace goldwire {
namespace {

/// Which value an id stands for is learned from the pairs, and they are in doubt: any value of its
/// kind will do.
bool differs_whatever_ids_are(const Comparison& all, const Ids& ids, std::size_t node,
                              const LeafPair& pair, const CanonicalSpan& call) {
  if (pair.first == nullptr || pair.second == nullptr) return true;
  const auto difference = value_difference(all, ids, node, *pair.first, *pair.second, call);
  return difference && difference->finding.kind != FindingKind::id;
}

/// Whether the run's call may be the golden's call at `node`.
bool may_be(const Comparison& all, const Ids& ids, std::size_t node, const CanonicalSpan& span) {
  const GoldenSpan& golden = *all.nodes[node].golden;
  if (golden.kind != span.kind || golden.caller != span.caller || golden.callee != span.callee) {
    return false;
  }
  const bool known = golden.operation_known && span.operation_known;
  if (known && golden.operation != span.operation) return false;
  if (!golden.incomplete.empty()) return true;
  return std::ranges::none_of(differing_leaves(all, ids, node, span), [&](const LeafPair& pair) {
    return differs_whatever_ids_are(all, ids, node, pair, span);
  });
}

/// Counts what was seen whole: what was lost in part may be two halves of one call. Who called
/// cannot be told from outside when all that this party received was lost.
bool made_more_often(const Comparison& all, const Call& call) {
  std::size_t before = 0;
  std::size_t now = 0;
  for (const Node& node : all.nodes) {
    if (node.callee() != call.callee || node.operation() != call.operation) continue;
    if (call.caller != kOutside && node.caller() != call.caller) continue;
    before += node.golden != nullptr ? 1U : 0U;
    now += node.span != nullptr && !node.span->loss() ? 1U : 0U;
  }
  return now > before;
}

}  // namespace

bool is_proved(const Comparison& all, const Ids& ids, const Difference& difference) {
  if (difference.needs_all) return false;
  const Node& here = all.nodes[difference.node];
  if (!difference.nodes.empty()) return made_more_often(all, here.call());
  if (difference.finding.kind == FindingKind::slower) return true;
  if (difference.finding.kind == FindingKind::id || !here.paired()) return false;
  for (std::size_t node = 0; node < all.nodes.size(); ++node) {
    if (all.nodes[node].golden != nullptr && may_be(all, ids, node, *here.span)) return false;
  }
  return true;
}

}  // namespace goldwire
