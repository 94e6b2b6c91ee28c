// Observation: packets in, what connections said out, in one order.
//
// Contract: the order is that of settling: packet time, then connection, then ordinal (contract,
// spans). It depends on the packets alone, not on the number of workers. Memory does not grow with
// the length of the capture. With one worker all is done in the calls of this; with more, what is
// learned is told by another thread, all of it before finish() returns.
#pragma once

#include <array>
#include <memory>
#include <vector>

#include "agent/capture/packet.h"
#include "agent/observe/own_endpoints.h"
#include "agent/observe/settling.h"
#include "agent/observe/shard.h"
#include "agent/observe/workers.h"
#include "agent/wire/dissect.h"

namespace goldwire {

class Observation : private Observer {
 public:
  static constexpr std::size_t kShards = 16;  ///< more workers than this are of no use

  /// What is learned goes to `observer`; segments of `own` are counted and left aside. Both outlive
  /// this; `own` may be null. `workers` is 1 to kShards.
  Observation(const ShardLimits& limits, Observer& observer, const OwnEndpoints* own = nullptr,
              std::size_t workers = 1, Checksums checksums = Checksums::tolerated);
  ~Observation() override;

  void take(const Packet& packet);
  /// Live only: nothing came for a while, and packet time has reached `now`.
  void advance(Time now);
  /// Live only: what was taken so far is not left waiting for more.
  void hand_over();
  /// Ends every flow. `kind` is end_of_capture for a file or a stopped interface.
  void finish(Ending kind);

  /// Everything counted so far, by all layers from dissect to protocols; with several workers, as
  /// of a little while ago until finish().
  Ledger ledger() const;

 private:
  void observed(Observed&& observed) override;
  void next_moment();
  void tell_time(std::uint32_t vantage, Time now);

  ShardLimits limits_;
  Observer& observer_;
  const OwnEndpoints* const own_;
  Ledger ledger_;  ///< capture and dissect
  Dissector dissector_;
  Settling settling_;  ///< of one worker; more have their own
  std::array<std::unique_ptr<Shard>, kShards> shards_;
  std::unique_ptr<Workers> workers_;  ///< null: one, in the calls of this. Ends before the shards
  Time now_;
  std::uint64_t moment_ = 0;         ///< counts the times that packets had
  std::uint64_t packets_of_it_ = 0;  ///< so far
  std::vector<Time> told_;  ///< per vantage: when the shards were last told its packet time
};

}  // namespace goldwire
