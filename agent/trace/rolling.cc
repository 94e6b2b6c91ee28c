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
  window_.push_back(std::move(span));
  if (window_.size() > limits_.most) {
    give_until(window_[window_.size() / 2].settled);
    const std::size_t keep = limits_.most / 2;
    while (given_ > 0 && window_.size() > keep) {
      window_.pop_front();
      --given_;
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
  while (given_ > 0 && window_.front().settled + limits_.memory < now) {
    window_.pop_front();
    --given_;
  }
}

void Rolling::finish() {
  give_until(Time::max());
  window_.clear();
  given_ = 0;
}

void Rolling::give_until(Time settled) {
  std::size_t until = given_;
  while (until < window_.size() && window_[until].settled <= settled) ++until;
  if (until == given_) return;
  for (std::size_t i = given_; i < window_.size(); ++i) facts_.complete(window_[i]);
  std::unordered_map<std::uint64_t, std::pair<TraceId, Parent>> linked;
  for (const Trace& trace :
       link(std::vector<Span>(window_.begin(), window_.end()), facts_.commits())) {
    for (const Span& span : trace.spans) linked[span.span_id] = {trace.id, span.parent};
  }
  for (; given_ < until; ++given_) {
    Span& span = window_[given_];
    std::tie(span.trace_id, span.parent) = linked.at(span.span_id);
    give_(span);
  }
}

}  // namespace goldwire
