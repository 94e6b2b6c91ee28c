// Causes: who caused whom, with the evidence for it.
//
// Contract: evidence is tried strongest first (design, "Traces without instrumentation"): a trace
// or request id that exactly one open activity of the caller carries; a record received where it
// was produced; the only activity that was open; values shared with exactly one open activity. What
// stays ambiguous has no parent. Every parent carries its evidence and a confidence.
#pragma once

#include <span>
#include <vector>

#include "agent/trace/clues.h"
#include "agent/trace/facts.h"
#include "agent/trace/span.h"

namespace goldwire {

/// What is found of a span; a root keeps the trace and the parent that it came with.
struct Cause {
  TraceId trace_id;
  Parent parent;
};

/// The causes of `spans`, in their order, which may be any. Their clues were read; control spans do
/// not belong here. `commits` say when a consumer was done with a record; they are in the order
/// they were observed.
std::vector<Cause> causes_of(std::span<const Span* const> spans,
                             const std::vector<Commit>& commits);

}  // namespace goldwire
