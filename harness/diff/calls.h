// Calls: what happens no longer, for the first time, or another number of times.
//
// Contract: counted per cause (the parent), as far as parents are sure; what hangs on a guessed
// edge is counted in the ledger, which knows no parents: caller, callee, operation, how many times.
// Calls under a missing or extra call are differences too; they follow from it (echoes.h). An extra
// call that was not seen whole is none: it gives a reason why there may be no verdict.
#pragma once

#include <string>
#include <vector>

#include "harness/diff/comparison.h"
#include "harness/diff/difference.h"

namespace goldwire {

void compare_calls(const Comparison& all, Differences& out, std::vector<std::string>& reasons);

}  // namespace goldwire
