// Spread: takes what is known of noise and ids to where chance, or a single sighting, left it
// literal.
//
// Contract: runs after classify(). Three cases, and no others: a time that is the run's own though
// the runs were made within the same second or day; a number or time that is noise in most calls of
// the same kind at the same path, or in most answers' headers of the same name; and anything in a
// span that only one run has.
#pragma once

#include "harness/noise/draft.h"

namespace goldwire {

void spread(Draft& draft);

}  // namespace goldwire
