// Link: the causes first, then every span to its trace.
#include "agent/trace/link.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "agent/trace/causes.h"
#include "agent/trace/clues.h"

namespace goldwire {
namespace {

/// Sorts the spans of `trace` and finds its root.
void settle(Trace& trace) {
  std::ranges::sort(trace.spans, {}, [](const Span& span) {
    return std::tuple(span.what.start, span.span_id, span.settled, span.what.part);
  });
  const auto root =
      std::ranges::find(trace.spans, 0U, [](const Span& span) { return span.parent.span_id; });
  trace.root_span_id = (root == trace.spans.end() ? trace.spans.front() : *root).span_id;
}

}  // namespace

std::vector<Trace> link(std::vector<Span> spans, const std::vector<Commit>& commits) {
  std::vector<const Span*> all;
  for (Span& span : spans) {
    read_clues(span);
    all.push_back(&span);
  }
  const std::vector<Cause> causes = causes_of(all, commits);
  std::map<TraceId, Trace> by_id;
  for (std::size_t i = 0; i < spans.size(); ++i) {
    spans[i].trace_id = causes[i].trace_id;
    spans[i].parent = causes[i].parent;
    spans[i].clues.reset();
    Trace& trace = by_id[causes[i].trace_id];
    trace.id = causes[i].trace_id;
    trace.spans.push_back(std::move(spans[i]));
  }
  std::vector<Trace> traces;
  for (auto& [id, trace] : by_id) {
    settle(trace);
    traces.push_back(std::move(trace));
  }
  std::ranges::sort(traces, {}, [](const Trace& trace) {
    return std::tuple(trace.spans.front().what.start, trace.id);
  });
  return traces;
}

}  // namespace goldwire
