// Link layer: what a packet begins with, by its link type (agent/capture/link_types.h).
//
// Contract: pure. Reads Ethernet, Linux cooked v1 and v2, BSD null and loopback in either byte
// order, PPP with and without its framing, PPPoE sessions, and raw IP.
#pragma once

#include <cstdint>
#include <optional>

#include "agent/capture/packet.h"
#include "agent/wire/encapsulation.h"

namespace goldwire {

struct LinkPayload {
  Encapsulated inside;                     ///< borrowed from the packet; unwrapped
  std::optional<std::uint32_t> interface;  ///< SLL2 names the interface's index
};

LinkPayload link_payload(const Packet& packet);

}  // namespace goldwire
