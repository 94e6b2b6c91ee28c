// Entries: a run's requests from outside, as replay sends them again.
//
// Contract: what `run` shows is redacted already or is not, and so are the entries. In the order of
// their first octets. An entry that cannot be sent again says why (replay::Recorded::obstacle).
#pragma once

#include "agent/trace/trace.h"
#include "protocols/base/result.h"
#include "replay/message.h"

namespace goldwire {

replay::Entries entries_of(const Run& run);

/// The party that all entries ask; an Error when there is no entry, or there are several parties.
Result<std::string> entered_service(const Run& run);

}  // namespace goldwire
