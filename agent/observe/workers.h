// Workers: threads that own whole shards, and what they learn brought back into one order.
//
// Contract: whoever reads the packets hands segments over in batches (their payloads are copied);
// each worker takes those of its own shards; one more thread puts what they learned into order and
// tells the observer. What is told, and in which order, is the same for any number of workers. At
// most kBatches are under way: who is faster waits. No worker touches what another one uses; they
// meet once a batch.
#pragma once

#include <array>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "agent/observe/settling.h"
#include "agent/observe/shard.h"

namespace goldwire {

class Workers {
 public:
  /// Starts `count` workers and the thread that tells `observer`, which outlives this.
  Workers(std::size_t count, Observer& observer);
  ~Workers();
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  /// Makes the shards tell their worker. Called once, before anything is taken.
  void own(std::span<const std::unique_ptr<Shard>> shards) { shards_ = shards; }
  /// To whom the shard with this number tells what it learns.
  Observer& outlet(std::size_t shard) { return crew_[shard % crew_.size()]->outbox; }

  // --- of the thread that reads; moments never go back ---

  void take(std::size_t shard, const Segment& segment, const FlowKey& key, std::uint64_t moment);
  /// For all shards.
  void tell_time(std::uint32_t vantage, Time now, std::uint64_t moment);
  /// What was taken so far is worked on now. `over`: and nothing more comes of its last moment.
  void hand_over(bool over);
  /// Waits until all that was taken is told, and ends the threads. The shards are the caller's now;
  /// what they still say is told by tell().
  void finish();
  /// After finish(): tells in order what the shards said since, as one moment.
  void tell();

  /// What the shards counted: as of the last batch, all of it after finish().
  Ledger ledger() const;

 private:
  /// Keeps what the shards of one worker say.
  class Outbox final : public Observer {
   public:
    explicit Outbox(Observer& observer) : observer_(observer) {}
    void observed(Observed&& observed) override;

    std::uint64_t moment = 0;
    std::vector<Noted> learned;

   private:
    Observer& observer_;
  };

  /// A segment for a shard, or (`shard` is kAllShards) how far a vantage's packet time has come.
  struct Task {
    std::size_t shard = 0;
    std::uint64_t moment = 0;
    Segment segment;
    FlowKey key;
  };
  static constexpr std::size_t kAllShards = static_cast<std::size_t>(-1);

  struct Batch {
    std::string octets;  ///< payloads; never grows while segments point into it
    std::size_t count = 0;
    std::uint64_t moment = 0;                 ///< of its last task
    bool over = false;                        ///< nothing more comes of that moment
    std::vector<std::vector<Task>> tasks;     ///< per worker
    std::vector<std::vector<Noted>> learned;  ///< per worker
    std::vector<Ledger> counted;              ///< per worker: all it counted so far
    std::size_t unfinished = 0;               ///< workers that are not done with it
  };

  struct Worker {
    explicit Worker(Observer& observer) : outbox(observer) {}
    Outbox outbox;
    std::jthread thread;
  };

  Batch& filling() { return batches_[handed_over_ % kBatches]; }
  void work(std::size_t self);
  void work_on(Batch& batch, std::size_t self);
  void put_in_order();
  void settle(Batch& batch);
  void end_threads();

  static constexpr std::size_t kBatches = 8;

  Settling settling_;
  std::span<const std::unique_ptr<Shard>> shards_;
  std::vector<std::unique_ptr<Worker>> crew_;
  std::array<Batch, kBatches> batches_;  ///< the one with number n stands at n % kBatches
  std::uint64_t moment_ = 0;             ///< the last one taken

  mutable std::mutex mutex_;  ///< of all below, and of who may use which batch
  std::condition_variable to_work_;
  std::condition_variable worked_;
  std::condition_variable told_one_;
  std::uint64_t handed_over_ = 0;  ///< batches
  std::uint64_t told_ = 0;         ///< batches
  bool ending_ = false;
  Ledger ledger_;

  std::jthread orderer_;
};

}  // namespace goldwire
