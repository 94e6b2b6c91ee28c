// Activities: who is at work, and what its payloads showed.
#include "agent/trace/activity.h"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace goldwire {

namespace {

/// Work on a record that nobody commits is forgotten after a while.
Time over(const Activity& activity) {
  const bool forgotten = activity.end == Time::max() && !activity.served;
  return forgotten ? activity.start + Activities::kRecordMemory : activity.end;
}

}  // namespace

std::size_t Activities::begin(const Activity& activity) {
  const std::size_t index = all_.size();
  open_[activity.service].emplace(over(activity), index);
  if (activity.context->trace_id) {
    by_trace_[{activity.service, *activity.context->trace_id}].push_back(index);
  }
  for (const std::string& id : activity.context->correlation) {
    Indexes& same = by_request_[{activity.service, id}];
    if (same.empty() || same.back() != index) same.push_back(index);
  }
  all_.push_back(activity);
  return index;
}

bool Activities::is_open(std::size_t index, Time since, Time now) const {
  return all_[index].start <= now && over(all_[index]) >= since;
}

Activities::Indexes Activities::only_open(const Indexes& indexes, Time since, Time now) const {
  Indexes open;
  std::ranges::copy_if(indexes, std::back_inserter(open),
                       [&](std::size_t index) { return is_open(index, since, now); });
  return open;
}

std::vector<std::size_t> Activities::open(std::string_view service, Time since, Time now) {
  auto& known = open_[service];
  known.erase(known.begin(), known.lower_bound({now - kGrace, 0}));
  Indexes open;
  for (auto at = known.lower_bound({since, 0}); at != known.end(); ++at) {
    if (all_[at->second].start <= now) open.push_back(at->second);
  }
  return open;
}

std::vector<std::size_t> Activities::open_sharing(std::string_view service, Time since, Time now,
                                                  const Tokens& tokens) {
  if (open_[service].size() <= kFew) return open(service, since, now);
  study();
  std::set<std::size_t> sharing;
  for (const Token& token : tokens) {
    const auto holders = holders_.find(token.hash);
    if (holders == holders_.end() || holders->second.size() > kFew) continue;
    for (const std::size_t index : holders->second) {
      if (all_[index].service == service && is_open(index, since, now)) sharing.insert(index);
    }
  }
  return {sharing.begin(), sharing.end()};
}

std::vector<std::size_t> Activities::of_trace(std::string_view service, const TraceId& trace,
                                              Time now) const {
  const auto same = by_trace_.find({service, trace});
  return same == by_trace_.end() ? Indexes() : only_open(same->second, now - kGrace, now);
}

std::vector<std::size_t> Activities::of_request(std::string_view service, std::string_view id,
                                                Time now) const {
  const auto same = by_request_.find({service, id});
  return same == by_request_.end() ? Indexes() : only_open(same->second, now - kGrace, now);
}

void Activities::begin_with(std::size_t index, const Tokens& tokens) {
  lessons_.push_back({index, &tokens, {}, true});
}

void Activities::learn(std::size_t index, const Tokens& tokens, std::string_view operation) {
  lessons_.push_back({index, &tokens, operation, false});
}

void Activities::study() {
  for (const Lesson& lesson : lessons_) {
    auto& known = all_[lesson.index].tokens;
    for (const Token& token : *lesson.tokens) {
      if (token.head && !lesson.heads) continue;
      if (known.emplace(token.hash, lesson.operation).second) {
        holders_[token.hash].push_back(lesson.index);
      }
    }
  }
  lessons_.clear();
}

double Activities::score(std::size_t index, const Tokens& tokens, std::string_view operation) {
  study();
  const Activity& activity = all_[index];
  double sum = 0;
  for (const Token& token : tokens) {
    const auto known = activity.tokens.find(token.hash);
    if (known == activity.tokens.end() || known->second == operation) continue;
    // A token that every activity has says nothing; one that only this has says most.
    const auto holders = static_cast<double>(holders_.at(token.hash).size());
    const double rarity = std::log2((static_cast<double>(all_.size()) + 1) / holders);
    sum += token.length * rarity / Token::kLong;
  }
  return sum;
}

}  // namespace goldwire
