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

void Activities::begin_with(std::size_t index, const Tokens& tokens) {
  for (const Token& token : tokens) add(index, token, {});
}

void Activities::learn(std::size_t index, const Tokens& tokens, std::string_view operation) {
  for (const Token& token : tokens) {
    if (!token.head) add(index, token, operation);
  }
}

void Activities::add(std::size_t index, const Token& token, std::string_view operation) {
  if (all_[index].tokens.emplace(token.hash, operation).second) ++holders_[token.hash];
}

double Activities::score(std::size_t index, const Tokens& tokens,
                         std::string_view operation) const {
  const Activity& activity = all_[index];
  double sum = 0;
  for (const Token& token : tokens) {
    const auto known = activity.tokens.find(token.hash);
    if (known == activity.tokens.end() || known->second == operation) continue;
    // A token that every activity has says nothing; one that only this has says most.
    const double holders = holders_.at(token.hash);
    const double rarity = std::log2((static_cast<double>(all_.size()) + 1) / holders);
    sum += token.weight * rarity;
  }
  return sum;
}

}  // namespace goldwire
