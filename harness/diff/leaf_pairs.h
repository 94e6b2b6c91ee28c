// Leaf pairs: where a call of the run shows another value than a call of the golden.
//
// Contract: unknown neither equals nor differs: a statement whose text one side never showed,
// header fields that were sent before it listened, and what the wire says only to those who
// listened from the start, make no pair. Borrows from the comparison.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "harness/diff/comparison.h"
#include "harness/diff/ids.h"

namespace goldwire {

/// The two leaves at one path; one of them is null where only the other side has it.
using LeafPair = std::pair<const GoldenLeaf*, const Leaf*>;

bool in_answer(const LeafPair& pair);

/// The pairs that differ when `span` is held against the golden's call at `node`, sorted by path.
/// `span` need not be the one that was aligned with it.
std::vector<LeafPair> differing_leaves(const Comparison& all, const Ids& ids, std::size_t node,
                                       const CanonicalSpan& span);

}  // namespace goldwire
