// Link: spans -> traces, each span in the trace of its cause.
#pragma once

#include <vector>

#include "agent/trace/facts.h"
#include "agent/trace/trace.h"

namespace goldwire {

/// The traces of `spans`, sorted as Trace and Run promise, with the parents that causes_of() finds.
/// Control spans do not belong here. `commits` are in the order they were observed.
std::vector<Trace> link(std::vector<Span> spans, const std::vector<Commit>& commits);

}  // namespace goldwire
