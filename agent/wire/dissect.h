// Dissect: from a packet's link layer to its TCP segment.
//
// Contract: pure but for the ledger and fragments it keeps. What is no TCP or cannot be read is counted,
// never thrown. Nesting of tunnels and tags is limited.
#pragma once

#include <optional>

#include "agent/capture/packet.h"
#include "agent/wire/segment.h"
#include "protocols/base/ledger.h"

namespace goldwire {

class Dissector {
 public:
  /// Counts into `ledger`, which outlives this.
  explicit Dissector(Ledger& ledger) : ledger_(ledger) {}
  /// The packet's TCP segment; borrowed from the packet.
  std::optional<Segment> dissect(const Packet& packet);

 private:
  Ledger& ledger_;
};

}  // namespace goldwire
