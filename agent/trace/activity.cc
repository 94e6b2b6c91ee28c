// Activities: who is at work, and what its payloads showed.
#include "agent/trace/activity.h"

#include <cmath>

namespace goldwire {

std::size_t Activities::begin(const std::string& service, Activity activity) {
  all_.push_back(std::move(activity));
  open_[service].push_back(all_.size() - 1);
  return all_.size() - 1;
}

const std::vector<std::size_t>& Activities::open(const std::string& service, Time now) {
  std::vector<std::size_t>& open = open_[service];
  std::erase_if(open, [&](std::size_t index) {
    const Activity& activity = all_[index];
    if (activity.end != Time::max()) return activity.end + kGrace < now;
    return !activity.served && activity.start + kRecordMemory < now;
  });
  return open;
}

void Activities::learn(std::size_t index, const Tokens& tokens) {
  for (const Token& token : tokens) {
    if (all_[index].tokens.emplace(token.hash, token.weight).second) ++holders_[token.hash];
  }
}

double Activities::score(std::size_t index, const Tokens& tokens) const {
  const Activity& activity = all_[index];
  double sum = 0;
  for (const Token& token : tokens) {
    if (!activity.tokens.contains(token.hash)) continue;
    // A token that every activity has says nothing; one that only this has says most.
    const double holders = holders_.at(token.hash);
    const double rarity = std::log2((static_cast<double>(all_.size()) + 1) / holders);
    sum += token.weight * rarity;
  }
  return sum;
}

}  // namespace goldwire
