// Encapsulation: the way from any layer to the IP header inside, over tags, labels and sessions.
//
// Contract: pure. Reads Ethernet II and SNAP (RFC 1042), 802.1Q and 802.1ad tags, MPLS (RFC 3032)
// with IP or Ethernet (RFC 4448, with a control word or without) below its labels, PPPoE sessions
// (RFC 2516), PPP (RFC 1661, 1662) and NSH (RFC 8300), in each other up to a limit.
#pragma once

#include <cstdint>

#include "protocols/base/bytes.h"

namespace goldwire {

/// What some octets begin with.
enum class Layer : std::uint8_t {
  ip,          ///< an IPv4 or IPv6 header, as the version says
  ether_type,  ///< what `ether_type` says
  ethernet,
  ppp,
  pppoe,  ///< a header of RFC 2516
  mpls,
  nsh,
  other,  ///< readable, but nothing that may hold IP (ARP, LLC)
  broken  ///< cut, or nested too deep
};

struct Encapsulated {
  Layer layer = Layer::broken;
  Bytes octets;  ///< borrowed
  std::uint16_t ether_type = 0;
};

/// One of ip, other and broken.
Encapsulated unwrap(Encapsulated outer);

/// What the "next protocol" numbers of VXLAN-GPE and NSH stand for (RFC 8300 section 2.2).
Layer layer_of_next_protocol(std::uint8_t number);

}  // namespace goldwire
