// Diff: a new run held against a golden, and the verdict.
//
// Contract: aligns first (align.h), then compares leaf by leaf, then counts calls without looking
// at parents (the ledger), so that a wrong or ambiguous parent neither hides nor invents a call.
// Findings come earliest cause first, echoes under their cause; notes (Finding::note) come last and
// change no verdict. A window with losses is `incomplete` unless whole exchanges differ; a run
// without a span is `incomplete`. Pure: the same arguments give the same bytes.
#pragma once

#include <string>
#include <vector>

#include "harness/canonical/canonical.h"
#include "harness/diff/finding.h"
#include "harness/golden/golden.h"
#include "harness/golden/rule.h"

namespace goldwire {

/// A latency that scenario.yaml allows. '*' in the names stands for any characters.
struct Budget {
  std::string caller = "*";
  std::string callee = "*";
  std::string operation = "*";
  Duration limit{};
};

/// `rules` are all lines of noise.yaml. Diff::scenario is the golden's.
Diff compare(const Golden& golden, const Rules& rules, const CanonicalRun& run,
             const std::vector<Budget>& budgets = {});

/// "KIND caller -> callee: operation: what": a finding's first line, as the contract has it.
std::string headline(const Finding& finding);

}  // namespace goldwire
