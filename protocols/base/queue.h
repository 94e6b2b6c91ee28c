// Queue: first in, first out, for the few things that usually wait on a connection.
//
// Contract: std::deque's words where they mean the same. One block of memory that stays while it is
// small, none before the first use: idle connections are many. Adding and taking away cost constant
// time on the average, and both invalidate references. What was popped holds nothing any more.
#pragma once

#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

namespace goldwire {

template <class T>
class Queue {
 public:
  bool empty() const { return size() == 0; }
  std::size_t size() const { return items_.size() - head_; }
  auto begin() { return items_.begin() + static_cast<std::ptrdiff_t>(head_); }
  auto begin() const { return items_.begin() + static_cast<std::ptrdiff_t>(head_); }
  auto end() { return items_.end(); }
  auto end() const { return items_.end(); }
  T& operator[](std::size_t index) { return items_[head_ + index]; }
  const T& operator[](std::size_t index) const { return items_[head_ + index]; }
  T& front() { return items_[head_]; }
  const T& front() const { return items_[head_]; }
  T& back() { return items_.back(); }
  const T& back() const { return items_.back(); }

  template <class... Arguments>
  T& emplace_back(Arguments&&... arguments) {
    if (items_.capacity() == 0) items_.reserve(kFirst);
    return items_.emplace_back(std::forward<Arguments>(arguments)...);
  }
  void push_back(T item) { emplace_back(std::move(item)); }
  /// Costs time that grows with what waits; for the rare case.
  void push_front(T item) { items_.insert(begin(), std::move(item)); }
  void pop_front() { [[maybe_unused]] const std::optional<T> gone = take_front(); }
  /// Pops the front and gives it; nothing when empty.
  std::optional<T> take_front() {
    if (empty()) return std::nullopt;
    std::optional<T> taken(std::move(items_[head_]));
    ++head_;
    if (head_ == items_.size()) {
      clear();
    } else if (head_ >= kMoved && head_ * 2 >= items_.size()) {
      items_.erase(items_.begin(), begin());
      head_ = 0;
    }
    return taken;
  }
  /// Takes one out of the middle.
  template <class Iterator>
  void erase(Iterator at) {
    items_.erase(at);
  }
  /// Keeps the first `size`.
  void shrink(std::size_t size) {
    items_.erase(begin() + static_cast<std::ptrdiff_t>(size), end());
  }
  void clear() {
    items_.clear();
    head_ = 0;
    if (items_.capacity() * sizeof(T) > kKept) std::vector<T>().swap(items_);
  }

 private:
  static constexpr std::size_t kFirst = 2;   ///< places it begins with: one alone is rare
  static constexpr std::size_t kMoved = 8;   ///< so many popped ones are not worth moving the rest
  static constexpr std::size_t kKept = 256;  ///< octets that an empty queue may keep

  std::vector<T> items_;
  std::size_t head_ = 0;  ///< those before it were popped
};

}  // namespace goldwire
