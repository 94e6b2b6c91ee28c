// Assemble: the passes that need all spans of a run.
//
// Contract: facts complete spans first, so that linking sees topics and groups; control spans are
// set aside; the rest is linked.
#pragma once

#include <vector>

#include "agent/trace/collector.h"
#include "agent/trace/trace.h"

namespace goldwire {

/// `collector` gives up its losses.
Run assemble(std::vector<Span> spans, Collector& collector, const Ledger& ledger);

}  // namespace goldwire
