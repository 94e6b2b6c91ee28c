// Learned rules: the lines of noise.yaml that a draft gives, with their evidence.
//
// Contract: runs when every piece of the draft has its symbol or noise. One line once, in the order
// of the lines, so that a rule more moves no other.
#pragma once

#include "harness/golden/rule.h"
#include "harness/noise/draft.h"

namespace goldwire {

Rules learned_rules(const Draft& draft);

}  // namespace goldwire
