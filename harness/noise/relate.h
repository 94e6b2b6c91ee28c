// Relate: which generated times keep their distance from the call that carries them.
//
// Contract: runs after spread(). A time that is noise is related (noise_kind.h) where every run,
// two at least, agrees: it was made while the run went on ("now"), or at a steady distance from the
// call ("now+24h"). What may have been left behind by an earlier run, stayed equal, or lies here
// and there (a birthday, a certificate) keeps its class alone.
#pragma once

#include "harness/noise/draft.h"

namespace goldwire {

void relate_times(Draft& draft);

}  // namespace goldwire
