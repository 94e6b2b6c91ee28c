// Activities: who is at work, and what its payloads showed.
#include "agent/trace/activity.h"

#include <cmath>

namespace goldwire {

std::size_t Activities::begin(std::string_view service, Activity activity) {
  all_.push_back(std::move(activity));
  open_[service].push_back(all_.size() - 1);
  return all_.size() - 1;
}

const std::vector<std::size_t>& Activities::open(std::string_view service, Time now) {
  std::vector<std::size_t>& open = open_[service];
  std::erase_if(open, [&](std::size_t index) {
    const Activity& activity = all_[index];
    if (activity.end != Time::max()) return activity.end + kGrace < now;
    return !activity.served && activity.start + kRecordMemory < now;
  });
  return open;
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
      if (known.emplace(token.hash, lesson.operation).second) ++holders_[token.hash];
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
    const double holders = holders_.at(token.hash);
    const double rarity = std::log2((static_cast<double>(all_.size()) + 1) / holders);
    sum += token.length * rarity / Token::kLong;
  }
  return sum;
}

}  // namespace goldwire
