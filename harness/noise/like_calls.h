// Like calls: noise that chance, or a single sighting, left literal is noise as in calls of the
// same kind.
//
// Contract: runs after classify(). A number or time that is noise in most calls of the same kind at
// the same path, or in most answers' headers of the same name; and anything in a span that only one
// run has.
#pragma once

#include "harness/noise/draft.h"

namespace goldwire {

void as_like_calls(Draft& draft);

}  // namespace goldwire
