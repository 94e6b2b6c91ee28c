// Rolling: links the whole window each time; what was given keeps the trace it was given with.
#include "agent/trace/rolling.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

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
  std::vector<Span> spans;
  for (const Kept& kept : window_) spans.push_back(kept.span);
  std::unordered_map<std::uint64_t, std::pair<TraceId, Parent>> linked;
  for (const Trace& trace : link(std::move(spans), facts_.commits())) {
    for (const Span& span : trace.spans) linked[span.span_id] = {trace.id, span.parent};
  }
  for (; given_ < until; ++given_) {
    Span& span = window_[given_].span;
    std::tie(span.trace_id, span.parent) = linked.at(span.span_id);
    give_(span);
  }
}

}  // namespace goldwire
