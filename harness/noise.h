// Noise: what differs between runs of the same build, learned leaf by leaf.
//
// Contract: runs of the same build only (A/A); never the run under test. Equal in all runs is
// literal. What differs is either a renamed id (the same places hold the same value in every run)
// or noise of a class. Spans that some runs lack are optional with a `count` rule. Each rule
// carries its evidence.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "harness/canonical.h"
#include "harness/golden.h"
#include "harness/rule.h"

namespace goldwire {

struct Learned {
  Golden golden;  ///< scenario is left empty
  Rules rules;    ///< all learned; what noise.yaml holds
  std::vector<std::string>
      warnings;  ///< for stderr: "one run only: ...", "the baseline itself lost ..."
};

/// Zero runs, or runs without a span, give a golden without spans and a warning: never store that.
Learned learn(std::span<const CanonicalRun> runs);

/// What `accept` writes: the golden after `run` was judged right. Noise, symbols and optional spans
/// of `old` are kept where `run` still fits them; the rest is taken from `run`. There known ids are
/// renamed, and what is noise in like calls of `old` is noise. Learns nothing from differences: a
/// generated value that nobody saw before is literal until new baseline runs are recorded.
Golden accepted(const Golden& old, const Rules& rules, const CanonicalRun& run);

/// The `noise` and `rename` lines that `golden` needs and `rules` do not have: for ids and noise
/// that accepted() found at new places. Add them to noise.yaml together with the accepted golden.
Rules missing_rules(const Golden& golden, const Rules& rules);

}  // namespace goldwire
