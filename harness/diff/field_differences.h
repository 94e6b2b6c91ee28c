// Field differences: what differs inside the calls that both sides have.
//
// Contract: unknown neither equals nor differs: what an incomplete exchange hides gives a reason
// instead of a difference, and a statement whose text one side never showed is compared by all
// else.
#pragma once

#include <string>
#include <vector>

#include "harness/diff/comparison.h"
#include "harness/diff/difference.h"
#include "harness/diff/ids.h"

namespace goldwire {

/// Adds to `out`, and to `reasons` what could not be compared.
void compare_fields(const Comparison& all, const Ids& ids, Differences& out,
                    std::vector<std::string>& reasons);

}  // namespace goldwire
