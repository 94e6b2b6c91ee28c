// Recent: a table that forgets what was learned longest ago, so that nothing on the wire makes it
// grow without end.
//
// Contract: keeps up to `most` keys. Learning a key anew changes its value and not its age.
#pragma once

#include <cstddef>
#include <deque>
#include <map>
#include <utility>

namespace goldwire {

template <class Key, class Value>
class Recent {
 public:
  explicit Recent(std::size_t most) : most_(most) {}

  void learn(Key key, Value value) {
    const auto [at, fresh] = values_.insert_or_assign(std::move(key), std::move(value));
    if (!fresh) return;
    ages_.push_back(at);
    if (ages_.size() <= most_) return;
    values_.erase(ages_.front());
    ages_.pop_front();
  }
  /// Null when it is not known, or not any more. Borrowed until the next learn().
  const Value* find(const Key& key) const {
    const auto at = values_.find(key);
    return at == values_.end() ? nullptr : &at->second;
  }

 private:
  using Values = std::map<Key, Value>;
  std::size_t most_;
  Values values_;
  std::deque<typename Values::iterator> ages_;  ///< the oldest first
};

}  // namespace goldwire
