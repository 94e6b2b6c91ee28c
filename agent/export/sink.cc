// Sink: one queue, one thread.
#include "agent/export/sink.h"

#include <utility>
#include <vector>

namespace goldwire {
namespace {

/// How long a destination may take to break off.
constexpr std::chrono::milliseconds kBreakOff{1000};

}  // namespace

Sink::Sink(std::unique_ptr<Destination> destination, QueueRoom room)
    : destination_(std::move(destination)),
      queue_(room),
      worker_([this](const std::stop_token& stop) { work(stop); }) {}

void Sink::take(SharedSpan span, Moment patience) {
  const std::size_t octets = octets_of(*span);
  // Counted first: the thread may be done with the span before push() returns.
  {
    const std::lock_guard lock(mutex_);
    ++taken_;
  }
  if (queue_.push(std::move(span), octets, patience)) return;
  const std::lock_guard lock(mutex_);
  --taken_;
  ++counts_.dropped;
}

void Sink::finish(Moment deadline) {
  queue_.close();
  std::unique_lock lock(mutex_);
  const auto ended = [this] { return ended_; };
  if (changed_.wait_until(lock, deadline, ended)) return;
  lock.unlock();
  worker_.request_stop();
  lock.lock();
  changed_.wait_for(lock, kBreakOff, ended);
  counts_.failed = taken_ - counts_.written;
}

SinkCounts Sink::counts() const {
  const std::lock_guard lock(mutex_);
  return counts_;
}

bool Sink::stuck() const {
  const std::lock_guard lock(mutex_);
  return !ended_;
}

void Sink::work(const std::stop_token& stop) {
  for (;;) {
    const std::vector<SharedSpan> batch = queue_.pull(destination_->batch(), stop);
    if (batch.empty()) break;
    Delivery delivery = destination_->deliver(batch, stop);
    const std::lock_guard lock(mutex_);
    counts_.written += delivery.written;
    counts_.failed += batch.size() - delivery.written;
    if (!delivery.trouble.empty()) counts_.trouble = std::move(delivery.trouble);
  }
  const std::lock_guard lock(mutex_);
  counts_.failed = taken_ - counts_.written;
  ended_ = true;
  changed_.notify_all();
}

}  // namespace goldwire
