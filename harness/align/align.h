// Align: which span of a new run is which span of a reference.
//
// Contract: by what a span is (caller, callee, operation, kind) under aligned parents first, never
// by its children and never by position alone; among equals by content, renamed ids first. What is
// left over is paired without regard to parents where an edge was a guess, or where the content
// shows that a span moved. Deterministic; ties go to the same order.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "harness/align/likeness.h"
#include "harness/canonical/canonical.h"
#include "harness/golden/golden.h"

namespace goldwire {

/// The reference's spans, with parents as indices (kNoSpan for roots); parents stand before
/// children.
struct Reference {
  std::span<const GoldenSpan> spans;
  std::vector<std::size_t> parents;
};

struct Alignment {
  std::vector<std::size_t> to_run;        ///< for each reference span; kNoSpan when it has none
  std::vector<std::size_t> to_reference;  ///< for each span of the run
};

/// `likeness` is told of every pair as it is found.
Alignment align(const Reference& reference, const CanonicalRun& run, Likeness& likeness);

/// The parents of a golden's spans as indices.
std::vector<std::size_t> parents_of(std::span<const GoldenSpan> spans);

}  // namespace goldwire
