// Siblings: which of a cause's calls always came before which.
//
// Contract: only calls of one caller under one parent count, that stand in every run, whose parent
// is sure, and that never overlapped: in no run, and under none of the like parents (the same call,
// under which every run makes the same kinds of calls). Calls that come in any order may show one
// order under one parent by chance, and hardly under all. Received records have no order. What
// follows from two orders is left out.
#pragma once

#include <cstddef>
#include <vector>

#include "harness/noise/draft.h"

namespace goldwire {

/// For each span of the draft the siblings that always ended before it began, nearest first.
std::vector<std::vector<std::size_t>> always_before(const Draft& draft);

}  // namespace goldwire
