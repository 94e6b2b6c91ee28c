// Dissect: from a packet's link layer to its TCP segment.
//
// Contract: pure but for the ledger and the IP fragments it keeps (bounded). It counts every packet
// it is given into one of tcp_segments, other_packets, undecodable, bad_checksum, fragments or, a
// copy of a fragment, duplicates; a segment that came in fragments counts once. Who reads the
// source counts packets, bytes and snaplen_cut. Nothing is thrown. Nesting of tags, headers and
// tunnels is limited. Wrong checksums of IPv4 and TCP are tolerated (offload) unless they are to be
// verified.
#pragma once

#include <cstdint>
#include <optional>

#include "agent/capture/packet.h"
#include "agent/wire/checksum.h"
#include "agent/wire/fragments.h"
#include "agent/wire/segment.h"
#include "protocols/base/ledger.h"

namespace goldwire {

class Dissector {
 public:
  /// Counts into `ledger`, which outlives this.
  explicit Dissector(Ledger& ledger, Checksums checksums = Checksums::tolerated)
      : ledger_(ledger), checksums_(checksums) {}
  /// The packet's TCP segment (the whole one, when this packet completes an IP datagram that came
  /// in fragments). Borrowed from the packet or from this, until the next call.
  std::optional<Segment> dissect(const Packet& packet);

 private:
  enum class Found : std::uint8_t { segment, other, broken, bad_checksum, fragment, copy };

  void count(Found found, std::uint64_t packets);
  // These fill `segment`, which is empty, where it will be used: it is large, and one per packet.
  Found network(Bytes octets, std::uint32_t cut, const Packet& packet,
                std::optional<Segment>& segment);
  Found put_together(IpPacket& ip, const Packet& packet, std::optional<Segment>& segment);
  Found whole(const IpPacket& ip, const Packet& packet, std::optional<Segment>& segment);

  Ledger& ledger_;
  const Checksums checksums_;
  Fragments fragments_;
  std::uint64_t packets_ = 1;  ///< that what is being read came in
  int tunnels_ = 0;            ///< around it
};

}  // namespace goldwire
