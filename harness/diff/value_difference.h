// Value difference: one value of the golden against the run's, said in words.
//
// Contract: pure. Noise must be of its kind and allowed by a rule; an id must be the value that it
// is everywhere else.
#pragma once

#include <optional>

#include "harness/diff/comparison.h"
#include "harness/diff/difference.h"
#include "harness/diff/ids.h"

namespace goldwire {

/// Nothing when `leaf` of `call` is what `golden` wants at `node`.
std::optional<Difference> value_difference(const Comparison& all, const Ids& ids, std::size_t node,
                                           const GoldenLeaf& golden, const Leaf& leaf,
                                           const CanonicalSpan& call);

/// A golden value as a person reads it: a text in quotes when `quoted`, ids and noise in braces.
std::string shown(const GoldenLeaf& leaf, bool quoted);
std::string shown(const Leaf& leaf, bool quoted);

}  // namespace goldwire
