// First entries: which traffic belongs to a scenario that nobody has described yet.
//
// Contract: what strangers say to each other on the same wire is none of it, where services are
// named. All else is: requests from outside to a named service; where the services file names ports
// but not who calls them, every call to a named service (they have no other cause than themselves);
// what came in through somebody without a name and reached a named service; and what was called
// from a host where a named service answers.
#pragma once

#include <string>
#include <vector>

#include "agent/trace/trace.h"
#include "harness/golden/selector.h"

namespace goldwire {

struct FirstEntries {
  std::vector<Selector> selectors;
  std::string caution;  ///< one line for the user when the names tell too little; else empty
};

/// `named`: there are names in the services file.
FirstEntries first_entries(const Run& run, bool named);

}  // namespace goldwire
