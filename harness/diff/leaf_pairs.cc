// One walk over both sorted lists.
#include "harness/diff/leaf_pairs.h"

#include <string_view>

#include "harness/canonical/framing.h"
#include "harness/diff/value_difference.h"

namespace goldwire {
namespace {

/// What a statement never shown leaves unknown: its text, and how its rows are to be read.
bool hidden_by_unknown_statement(const GoldenSpan& reference, const CanonicalSpan& span,
                                 const GoldenLeaf* golden, const Leaf* leaf) {
  if (reference.operation_known && span.operation_known) return false;
  const std::string_view path = golden != nullptr ? golden->path : leaf->path;
  return path == "attributes.db.query.text" || (golden == nullptr && !reference.operation_known) ||
         (leaf == nullptr && !span.operation_known);
}

bool may_be_absent(const Comparison& all, const Call& call, const GoldenLeaf* golden,
                   const Leaf* leaf) {
  if (golden != nullptr && leaf != nullptr) return false;
  if (may_be_unknown(golden != nullptr ? golden->path : leaf->path)) return true;
  return golden != nullptr ? all.book.optional(call, golden->path, golden->optional)
                           : all.book.optional(call, leaf->path, false);
}

}  // namespace

bool in_answer(const LeafPair& pair) {
  return is_answer(pair.first != nullptr ? pair.first->path : pair.second->path);
}

std::vector<LeafPair> differing_leaves(const Comparison& all, const Ids& ids, std::size_t node,
                                       const CanonicalSpan& span) {
  const GoldenSpan& reference = *all.nodes[node].golden;
  const Call call = all.nodes[node].call();
  std::vector<LeafPair> out;
  const auto look = [&](const GoldenLeaf* golden, const Leaf* leaf) {
    if (all.book.ignores(call, golden != nullptr ? golden->path : leaf->path)) return;
    if (hidden_by_unknown_statement(reference, span, golden, leaf)) return;
    if (may_be_absent(all, call, golden, leaf)) return;
    const bool both = golden != nullptr && leaf != nullptr;
    if (both && !value_difference(all, ids, node, *golden, *leaf, span)) return;
    out.emplace_back(golden, leaf);
  };
  auto a = reference.leaves.begin();
  auto b = span.leaves.begin();
  const auto a_end = reference.leaves.end();
  const auto b_end = span.leaves.end();
  while (a != a_end || b != b_end) {
    if (b == b_end || (a != a_end && path_less(a->path, b->path))) {
      look(&*a++, nullptr);
    } else if (a == a_end || path_less(b->path, a->path)) {
      look(nullptr, &*b++);
    } else {
      look(&*a++, &*b++);
    }
  }
  return out;
}

}  // namespace goldwire
