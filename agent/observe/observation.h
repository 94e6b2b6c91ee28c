// Observation: packets in, what connections said out, in one order.
//
// Contract: the order is that of settling: packet time, then connection, then ordinal (contract,
// spans). It depends on the packets alone, not on how shards are worked on. Memory does not grow
// with the length of the capture.
#pragma once

#include <array>
#include <memory>
#include <vector>

#include "agent/capture/packet.h"
#include "agent/observe/own_endpoints.h"
#include "agent/observe/shard.h"
#include "agent/wire/dissect.h"

namespace goldwire {

class Observation : private Observer {
 public:
  /// What is learned goes to `observer`; segments of `own` are counted and left aside. Both outlive
  /// this; `own` may be null.
  Observation(const ShardLimits& limits, Observer& observer, const OwnEndpoints* own = nullptr);
  ~Observation() override;

  void take(const Packet& packet);
  /// Live only: nothing came for a while, and packet time has reached `now`.
  void advance(Time now);
  /// Ends every flow. `kind` is end_of_capture for a file or a stopped interface.
  void finish(Ending kind);

  /// Everything counted so far, by all layers from dissect to protocols.
  Ledger ledger() const;

 private:
  static constexpr std::size_t kShards = 16;

  void observed(Observed&& observed) override;
  void flush();
  void tell_time(std::uint32_t vantage, Time now);

  ShardLimits limits_;
  Observer& observer_;
  const OwnEndpoints* const own_;
  Ledger ledger_;  ///< capture and dissect
  Dissector dissector_;
  std::array<std::unique_ptr<Shard>, kShards> shards_;
  Time now_;
  std::vector<Time> told_;  ///< per vantage: when the shards were last told its packet time
  std::vector<Observed> same_time_;  ///< learned at now_, not yet in order
};

}  // namespace goldwire
