// One walk over both sorted lists.
#include "harness/diff/leaf_pairs.h"

#include <algorithm>
#include <string_view>

#include "harness/canonical/framing.h"
#include "harness/canonical/outcome.h"
#include "harness/diff/value_difference.h"

namespace goldwire {
namespace {

bool lacks_fields(const GoldenSpan& span) {
  return std::ranges::find(span.incomplete, name_of(Reason::unknown_fields)) !=
         span.incomplete.end();
}
bool lacks_fields(const CanonicalSpan& span) { return span.incomplete.has(Reason::unknown_fields); }

/// Whether what was sent before the capture began hides this from the side that lacks it: header
/// fields themselves; and, of a statement whose text was, how its rows are to be read.
template <class Span>
bool may_hide(const Span& lacking, std::string_view path) {
  if (!lacks_fields(lacking)) return !lacking.operation_known;
  return is_under(path, "attributes") || is_under(path, "status");
}

bool hidden(const GoldenSpan& reference, const CanonicalSpan& span, const GoldenLeaf* golden,
            const Leaf* leaf) {
  const std::string_view path = golden != nullptr ? golden->path : leaf->path;
  if (path == "attributes.db.query.text" && !(reference.operation_known && span.operation_known)) {
    return true;
  }
  if (golden != nullptr && leaf != nullptr) return false;
  if (leaf == nullptr) return may_hide(span, path);
  // A golden that ended like this would have failed, too.
  const bool fails_anew = span.failed && !reference.failed && is_outcome(path);
  return !fails_anew && may_hide(reference, path);
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
    if (hidden(reference, span, golden, leaf)) return;
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
