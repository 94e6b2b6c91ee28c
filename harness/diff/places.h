// Places: calls that the same side still makes, but from another cause, in another order, or
// slower.
//
// Contract: an edge that was guessed on either side never makes a difference. Order counts only
// where the golden says so (GoldenSpan::after). Slowness is a difference only with a budget, else a
// note.
#pragma once

#include <vector>

#include "harness/diff/comparison.h"
#include "harness/diff/diff.h"
#include "harness/diff/difference.h"

namespace goldwire {

void compare_parents(const Comparison& all, Differences& out);
void compare_order(const Comparison& all, Differences& out);
void compare_latency(const Comparison& all, const std::vector<Budget>& budgets, Differences& out);

}  // namespace goldwire
