// Explains: whether one difference is reason enough for another that comes later in the flow.
//
// Contract: a pure relation. Deliberately narrow: what is not explained stands on its own, so a
// second defect is never hidden under the first one's echoes unless it looks exactly like its
// consequence.
#pragma once

#include "harness/diff/comparison.h"
#include "harness/diff/difference.h"
#include "harness/diff/ids.h"

namespace goldwire {

bool explains(const Comparison& all, const Ids& ids, const Difference& cause,
              const Difference& effect);

}  // namespace goldwire
