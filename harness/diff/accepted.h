// Accepted: what `accept` writes, the golden after a run was judged right.
//
// Contract: pure. Nothing is learned from differences: a generated value that nobody saw before is
// literal until new baseline runs are recorded.
#pragma once

#include "harness/canonical/canonical.h"
#include "harness/golden/golden.h"
#include "harness/golden/rule.h"

namespace goldwire {

/// Noise, symbols and optional spans of `old` are kept where `run` still fits them; the rest is
/// taken from `run`. There known ids are renamed, and what is noise in like calls of `old` is
/// noise.
Golden accepted(const Golden& old, const Rules& rules, const CanonicalRun& run);

/// The `noise` and `rename` lines that `golden` needs and `rules` do not have: for ids and noise
/// that accepted() found at new places. Add them to noise.yaml together with the accepted golden.
Rules missing_rules(const Golden& golden, const Rules& rules);

}  // namespace goldwire
