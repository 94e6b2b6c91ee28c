// BoundedQueue: between two threads, with a limit on both items and octets.
//
// Contract: push() without a time never waits; what it has no room for is the caller's to count.
// One item always fits into an empty queue, however large it is. pull() gives batches.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <stop_token>
#include <utility>
#include <vector>

#include "protocols/base/time.h"

namespace goldwire {

/// The most that a queue holds.
struct QueueRoom {
  std::size_t items = 65'536;
  std::size_t octets = 64U << 20;
};

/// The most that one pull() gives, and how long it waits for a batch to fill.
struct BatchLimits {
  std::size_t items = 1024;
  std::size_t octets = 1U << 20;
  Duration linger{};
};

template <class T>
class BoundedQueue {
 public:
  using Moment = std::chrono::steady_clock::time_point;

  explicit BoundedQueue(QueueRoom room) : room_(room) {}

  /// False when there is no room until `patience`, or the queue is closed. `octets` is about what
  /// `item` holds.
  bool push(T item, std::size_t octets, Moment patience = {}) {
    std::unique_lock lock(mutex_);
    const auto fits = [&] {
      return closed_ || items_.empty() ||
             (items_.size() < room_.items && octets_ + octets <= room_.octets);
    };
    if (!fits()) room_made_.wait_until(lock, patience, fits);
    if (closed_ || !fits()) return false;
    items_.emplace_back(std::move(item), octets);
    octets_ += octets;
    filled_.notify_one();
    return true;
  }

  /// The oldest items, as many as `limits` allow, at least one. Empty when the queue is closed and
  /// nothing is left, or at `stop`, when things may be left.
  std::vector<T> pull(const BatchLimits& limits, const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    std::vector<T> batch;
    if (!filled_.wait(lock, stop, [&] { return closed_ || !items_.empty(); })) return batch;
    filled_.wait_for(lock, stop, limits.linger, [&] {
      return closed_ || items_.size() >= limits.items || octets_ >= limits.octets;
    });
    if (stop.stop_requested()) return batch;
    std::size_t octets = 0;
    while (!items_.empty() && batch.size() < limits.items) {
      auto& [item, size] = items_.front();
      if (!batch.empty() && octets + size > limits.octets) break;
      octets += size;
      batch.push_back(std::move(item));
      items_.pop_front();
    }
    octets_ -= octets;
    room_made_.notify_all();
    return batch;
  }

  /// No more is taken; pull() gives what is left without waiting for company.
  void close() {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    filled_.notify_all();
    room_made_.notify_all();
  }

  std::size_t size() const {
    const std::lock_guard lock(mutex_);
    return items_.size();
  }

 private:
  const QueueRoom room_;
  mutable std::mutex mutex_;
  std::condition_variable_any filled_;
  std::condition_variable room_made_;
  std::deque<std::pair<T, std::size_t>> items_;
  std::size_t octets_ = 0;
  bool closed_ = false;
};

}  // namespace goldwire
