// Fold: many leaves that come or go together are one difference.
//
// Contract: a list that became longer or shorter is one, whatever its items hold; an object that is
// gone or new is one. Everything else stays as it is. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "harness/canonical/canonical.h"
#include "harness/golden/golden.h"

namespace goldwire {

/// A path at which two spans differ, or under which leaves come or go.
struct Fold {
  std::string path;
  const GoldenLeaf* golden = nullptr;  ///< null: not there; of several the first
  const Leaf* leaf = nullptr;
  std::uint64_t golden_items = 0;  ///< of a list whose length differs
  std::uint64_t items = 0;
  bool list = false;
};

/// `differing` are pairs at one path each, sorted by path; either may be null.
std::vector<Fold> folded(const GoldenSpan& golden, const CanonicalSpan& span,
                         const std::vector<std::pair<const GoldenLeaf*, const Leaf*>>& differing);

}  // namespace goldwire
