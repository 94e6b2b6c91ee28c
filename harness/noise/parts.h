// Parts: generated values that stand inside others ("pi_3f9b_secret_cf0c", a URL, a composite key).
//
// Contract: runs before classify(). A value is cut where in every run it holds, in the same order,
// a value that also stands by itself elsewhere in that run and differs between all runs, with more
// evidence than chance could give; what lies between is cut as values are. What holds parts is no
// part itself.
#pragma once

#include "harness/noise/draft.h"

namespace goldwire {

void cut_parts(Draft& draft);

}  // namespace goldwire
