// Classify: what each differing piece of a draft is, a renamed id or noise of a class.
//
// Contract: a piece becomes an id when its values differ between all runs and two or more places
// hold the same value in every run, with more evidence than chance could give. The rest is noise.
// Fills Draft::symbols and each piece's symbol or noise. Needs at least two runs to say anything.
#pragma once

#include "harness/noise/draft.h"

namespace goldwire {

void classify(Draft& draft);

/// What two spans must share for noise seen in one to be noise in the other: the call, the
/// statement.
std::string call_key(const CanonicalSpan& span);

}  // namespace goldwire
