// Link layer: from a packet's first octet to the network layer inside.
//
// Contract: pure. Reads Ethernet II and SNAP, 802.1Q and 802.1ad tags, Linux cooked v1 and v2, BSD
// null and loopback in either byte order, and raw IP (agent/capture/link_types.h lists them). MPLS,
// PPP and the like have their place in skip_tags().
#pragma once

#include <cstdint>
#include <optional>

#include "agent/capture/packet.h"

namespace goldwire {

enum class LinkOutcome : std::uint8_t {
  ip,     ///< `octets` begin with an IPv4 or IPv6 header
  other,  ///< readable, but something else (ARP, LLC)
  broken  ///< cut, or a link type that nobody here reads
};

struct LinkPayload {
  LinkOutcome outcome = LinkOutcome::broken;
  Bytes octets;                            ///< borrowed from the packet
  std::optional<std::uint32_t> interface;  ///< SLL2 names the interface's index
};

LinkPayload link_payload(const Packet& packet);

}  // namespace goldwire
