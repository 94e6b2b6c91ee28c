// Link: spans -> traces. Who caused whom, with the evidence for it.
//
// Contract: evidence is tried strongest first (design, "Traces without instrumentation"): a trace
// or request id that exactly one open activity of the caller carries; a record received where it
// was produced; the only activity that was open; values shared with exactly one open activity. What
// stays ambiguous has no parent. Every parent carries its evidence and a confidence.
#pragma once

#include <vector>

#include "agent/trace/facts.h"
#include "agent/trace/trace.h"

namespace goldwire {

/// The traces of `spans`, sorted as Trace and Run promise. Control spans do not belong here.
/// `commits` say when a consumer was done with a record; they are in the order they were observed.
std::vector<Trace> link(std::vector<Span> spans, const std::vector<Commit>& commits);

}  // namespace goldwire
