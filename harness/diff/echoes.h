// Echoes: which differences only follow from another one.
//
// Contract: takes every difference once and gives findings, earliest cause first in the flow; each
// difference is a finding, or an echo of the first earlier one that explains it, or one more place
// of the same finding (Finding::count). Nothing is lost. Notes come last.
#pragma once

#include <vector>

#include "harness/diff/comparison.h"
#include "harness/diff/difference.h"
#include "harness/diff/finding.h"
#include "harness/diff/ids.h"

namespace goldwire {

std::vector<Finding> causes_and_echoes(const Comparison& all, const Ids& ids,
                                       Differences differences);

}  // namespace goldwire
