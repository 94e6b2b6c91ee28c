// A ring of batches: filled by the reader, worked on by all workers at once, told by the orderer.
#include "agent/observe/workers.h"

#include <algorithm>
#include <utility>

namespace goldwire {
namespace {

/// Of one batch: enough that meeting costs little, so few that a dozen batches are small.
constexpr std::size_t kTasks = 512;
constexpr std::size_t kOctets = 128U << 10;

}  // namespace

void Workers::Outbox::observed(Observed&& observed) {
  observer_.describe(observed);
  learned.push_back({moment, std::move(observed)});
}

Workers::Workers(std::size_t count, Observer& observer) : settling_(observer) {
  for (Batch& batch : batches_) {
    batch.octets.reserve(kOctets);
    batch.tasks.resize(count);
    batch.learned.resize(count);
    batch.counted.resize(count);
  }
  for (std::size_t i = 0; i < count; ++i) crew_.push_back(std::make_unique<Worker>(observer));
  for (std::size_t i = 0; i < count; ++i) crew_[i]->thread = std::jthread([this, i] { work(i); });
  orderer_ = std::jthread([this] { put_in_order(); });
}

Workers::~Workers() { end_threads(); }

// ---- the thread that reads --------------------------------------------------------------------

void Workers::take(std::size_t shard, const Segment& segment, const FlowKey& key,
                   std::uint64_t moment) {
  const std::size_t size = segment.payload.size();
  if (filling().count == kTasks || filling().octets.capacity() - filling().octets.size() < size) {
    hand_over(false);
  }
  Batch& batch = filling();
  if (batch.octets.empty()) batch.octets.reserve(std::max(kOctets, size));
  const std::size_t begin = batch.octets.size();
  batch.octets += as_text(segment.payload);
  Task& task = batch.tasks[shard % crew_.size()].emplace_back(Task{shard, moment, segment, key});
  task.segment.payload = as_bytes(std::string_view(batch.octets).substr(begin, size));
  ++batch.count;
  moment_ = moment;
}

void Workers::tell_time(std::uint32_t vantage, Time now, std::uint64_t moment) {
  Task task{kAllShards, moment, {}, {}};
  task.segment.vantage = vantage;
  task.segment.time = now;
  for (auto& tasks : filling().tasks) tasks.push_back(task);
  ++filling().count;
  moment_ = moment;
}

void Workers::hand_over(bool over) {
  Batch& batch = filling();
  if (batch.count == 0 && !over) return;
  batch.over = over;
  batch.moment = moment_;
  batch.unfinished = crew_.size();
  std::unique_lock lock(mutex_);
  ++handed_over_;
  to_work_.notify_all();
  told_one_.wait(lock, [this] { return handed_over_ - told_ < kBatches; });
}

void Workers::finish() {
  hand_over(true);
  {
    std::unique_lock lock(mutex_);
    told_one_.wait(lock, [this] { return told_ == handed_over_; });
  }
  end_threads();
}

void Workers::end_threads() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
    to_work_.notify_all();
    worked_.notify_all();
  }
  for (auto& worker : crew_) {
    if (worker->thread.joinable()) worker->thread.join();
  }
  if (orderer_.joinable()) orderer_.join();
}

void Workers::tell() {
  ++moment_;
  for (auto& worker : crew_) {
    for (Noted& learned : worker->outbox.learned) {
      settling_.add(moment_, learned.what);
    }
  }
  settling_.release();
  for (auto& worker : crew_) worker->outbox.learned.clear();
}

Ledger Workers::ledger() const {
  const std::lock_guard lock(mutex_);
  if (!ending_) return ledger_;
  Ledger sum;
  for (const auto& shard : shards_) sum.add(shard->ledger());
  return sum;
}

// ---- the workers ------------------------------------------------------------------------------

void Workers::work(std::size_t self) {
  for (std::uint64_t next = 0;; ++next) {
    std::unique_lock lock(mutex_);
    to_work_.wait(lock, [&] { return ending_ || next < handed_over_; });
    if (next >= handed_over_) return;
    Batch& batch = batches_[next % kBatches];
    lock.unlock();
    work_on(batch, self);
    lock.lock();
    if (--batch.unfinished == 0) worked_.notify_one();
  }
}

void Workers::work_on(Batch& batch, std::size_t self) {
  Outbox& outbox = crew_[self]->outbox;
  for (const Task& task : batch.tasks[self]) {
    outbox.moment = task.moment;
    if (task.shard != kAllShards) {
      shards_[task.shard]->take(task.segment, task.key);
      continue;
    }
    for (std::size_t shard = self; shard < shards_.size(); shard += crew_.size()) {
      shards_[shard]->advance(task.segment.vantage, task.segment.time);
    }
  }
  batch.tasks[self].clear();
  // What the batch held in its last round ends here, where it was made: memory that another thread
  // gives back costs a multiple.
  batch.learned[self].clear();
  batch.learned[self].swap(outbox.learned);
  batch.counted[self] = {};
  for (std::size_t shard = self; shard < shards_.size(); shard += crew_.size()) {
    batch.counted[self].add(shards_[shard]->ledger());
  }
}

// ---- the order --------------------------------------------------------------------------------

void Workers::put_in_order() {
  for (;;) {
    std::unique_lock lock(mutex_);
    Batch& batch = batches_[told_ % kBatches];
    worked_.wait(lock, [&] { return told_ < handed_over_ ? batch.unfinished == 0 : ending_; });
    if (told_ == handed_over_) return;
    lock.unlock();
    settle(batch);
    lock.lock();
    ledger_ = {};
    for (const Ledger& counted : batch.counted) ledger_.add(counted);
    ++told_;
    told_one_.notify_all();
  }
}

/// Each worker's things come in order of their moments; those of the same moment come together.
void Workers::settle(Batch& batch) {
  std::vector<std::size_t> at(batch.learned.size(), 0);
  for (;;) {
    std::optional<std::uint64_t> earliest;
    for (std::size_t i = 0; i < at.size(); ++i) {
      if (at[i] == batch.learned[i].size()) continue;
      const std::uint64_t moment = batch.learned[i][at[i]].moment;
      if (!earliest || moment < *earliest) earliest = moment;
    }
    if (!earliest) break;
    for (std::size_t i = 0; i < at.size(); ++i) {
      while (at[i] < batch.learned[i].size() && batch.learned[i][at[i]].moment == *earliest) {
        settling_.add(*earliest, batch.learned[i][at[i]++].what);
      }
    }
  }
  if (batch.over) {
    settling_.release();
  } else {
    settling_.reach(batch.moment);
  }
  batch.octets.clear();
  batch.count = 0;
}

}  // namespace goldwire
