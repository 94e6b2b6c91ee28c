// Warnings: what a person must know of a golden before relying on it.
//
// Contract: one line each, for stderr; they change nothing.
#pragma once

#include <string>
#include <vector>

#include "harness/golden/golden.h"
#include "harness/noise/draft.h"

namespace goldwire {

/// Says of the golden that came of `draft` which answers' codes, bodies and calls it cannot hold,
/// and what the runs themselves lost.
std::vector<std::string> warnings_of(const Draft& draft, const Golden& golden);

}  // namespace goldwire
