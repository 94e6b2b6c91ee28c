// Traces as the contract's "traces --format json".
//
// Contract: an array of {trace_id, root_span_id, start_unix_nano, end_unix_nano, ledger, spans}. A
// trace's ledger counts its own spans and names the losses between its parties while it lasted.
#pragma once

#include <string>

#include "agent/trace/trace.h"

namespace goldwire {

/// One JSON array and a line end; one trace per line.
std::string traces_json(const Run& run);

}  // namespace goldwire
