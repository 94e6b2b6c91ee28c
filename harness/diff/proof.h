// Proof: which differences a window with losses still proves.
//
// Contract: what was lost can take calls away, hide which cause a call has, and make a call look
// like its sibling that was lost. So a window with losses proves that a call was made more often
// than before, wherever it stands, and that a call which was seen whole is like none that the
// golden has. Everything else may be the loss's doing.
#pragma once

#include "harness/diff/comparison.h"
#include "harness/diff/difference.h"
#include "harness/diff/ids.h"

namespace goldwire {

bool is_proved(const Comparison& all, const Ids& ids, const Difference& difference);

}  // namespace goldwire
