// Rolling: links the whole window each time; what was given keeps the trace it was given with.
#include "agent/trace/rolling.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "agent/trace/link.h"

namespace goldwire {

void Rolling::take(Span&& span) {
  if (span.what.control) {
    give_(span);
    return;
  }
  const Time settled = span.settled;
  const std::size_t octets = octets_of(span);
  window_.push_back({std::move(span), octets});
  octets_ += octets;
  if (window_.size() > limits_.most || octets_ > limits_.octets) {
    give_until(window_[window_.size() / 2].span.settled);
    while (given_ > 0 && (window_.size() > limits_.most / 2 || octets_ > limits_.octets / 2)) {
      forget_oldest();
    }
  }
  advance(settled);
}

void Rolling::advance(Time now) {
  if (last_ == Time{}) last_ = now;
  if (now - last_ < limits_.hold) return;
  last_ = now;
  give_until(now - limits_.hold);
  facts_.forget_commits(now - limits_.memory);
  while (given_ > 0 && window_.front().span.settled + limits_.memory < now) forget_oldest();
}

void Rolling::finish() {
  give_until(Time::max());
  window_.clear();
  octets_ = 0;
  given_ = 0;
}

void Rolling::forget_oldest() {
  octets_ -= window_.front().octets;
  window_.pop_front();
  --given_;
}

void Rolling::give_until(Time settled) {
  std::size_t until = given_;
  while (until < window_.size() && window_[until].span.settled <= settled) ++until;
  if (until == given_) return;
  for (std::size_t i = given_; i < window_.size(); ++i) facts_.complete(window_[i].span);
  link_window(until);
  for (; given_ < until; ++given_) give_(window_[given_].span);
}

/// Links those up to `until` that were not given on yet; the others stay as they are. Spans are
/// large: they are moved into their traces and back to their places.
void Rolling::link_window(std::size_t until) {
  struct Before {
    std::uint64_t span_id;
    TraceId trace_id;
    Parent parent;
  };
  std::vector<Before> before;
  std::vector<std::size_t> places;
  std::vector<Span> spans;
  for (Kept& kept : window_) {
    places.push_back(before.size());
    before.push_back({kept.span.span_id, kept.span.trace_id, kept.span.parent});
    spans.push_back(std::move(kept.span));
  }
  std::vector<Trace> traces = link(std::move(spans), facts_.commits());
  std::vector<Span*> linked;
  for (Trace& trace : traces) {
    for (Span& span : trace.spans) linked.push_back(&span);
  }
  // Two that share an id come in the order in which they were settled.
  std::ranges::stable_sort(places, {}, [&](std::size_t at) { return before[at].span_id; });
  std::ranges::stable_sort(
      linked, {}, [](const Span* span) { return std::pair(span->span_id, span->settled); });
  for (std::size_t i = 0; i < places.size(); ++i) {
    Span& span = window_[places[i]].span;
    span = std::move(*linked[i]);
    if (given_ <= places[i] && places[i] < until) continue;
    span.trace_id = before[places[i]].trace_id;
    span.parent = before[places[i]].parent;
  }
}

}  // namespace goldwire
