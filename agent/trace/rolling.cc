// Rolling: links the whole window each time; what was given keeps the trace it was given with.
#include "agent/trace/rolling.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "agent/trace/causes.h"
#include "agent/trace/clues.h"

namespace goldwire {

void Rolling::take(Span&& span) {
  if (span.what.control) {
    give_(std::make_shared<const Span>(std::move(span)));
    return;
  }
  const Time settled = span.settled;
  read_clues(span);
  const std::size_t octets = octets_of(span) + octets_of(*span.clues);
  window_.push_back({std::make_shared<Span>(std::move(span)), octets});
  octets_ += octets;
  if (window_.size() > limits_.most || octets_ > limits_.octets) {
    give_until(window_[window_.size() / 2].span->settled);
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
  while (given_ > 0 && window_.front().span->settled + limits_.memory < now) forget_oldest();
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
  while (until < window_.size() && window_[until].span->settled <= settled) ++until;
  if (until == given_) return;
  for (std::size_t i = given_; i < window_.size(); ++i) facts_.complete(*window_[i].span);
  link_window(until);
  for (; given_ < until; ++given_) give_(window_[given_].span);
}

/// Links those up to `until` that were not given on yet; the others stay as they are.
void Rolling::link_window(std::size_t until) {
  std::vector<const Span*> all;
  for (const Kept& kept : window_) all.push_back(kept.span.get());
  const std::vector<Cause> causes = causes_of(all, facts_.commits());
  for (std::size_t i = given_; i < until; ++i) {
    window_[i].span->trace_id = causes[i].trace_id;
    window_[i].span->parent = causes[i].parent;
  }
}

}  // namespace goldwire
