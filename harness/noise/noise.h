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

#include "harness/canonical/canonical.h"
#include "harness/golden/golden.h"
#include "harness/golden/rule.h"

namespace goldwire {

struct Learned {
  Golden golden;  ///< scenario is left empty
  Rules rules;    ///< all learned; what noise.yaml holds
  std::vector<std::string>
      warnings;  ///< for stderr: "one run only: ...", "the baseline itself lost ..."
};

/// Zero runs, or runs without a span, give a golden without spans and a warning: never store that.
Learned learn(std::span<const CanonicalRun> runs);

}  // namespace goldwire
