// Tunnel: what an IP packet carries instead of TCP: another packet.
//
// Contract: pure. Reads IP in IP (RFC 2003, 2473, 4213), GRE (RFC 2784, 2890; PPTP's RFC 2637) with
// Ethernet, IP, MPLS, PPP and ERSPAN (types I, II and III) inside, and over UDP by the ports that
// IANA or Linux gave them: VXLAN (RFC 7348; 4789 and 8472), VXLAN-GPE (4790) and Geneve (RFC 8926;
// 6081).
#pragma once

#include <optional>

#include "agent/wire/encapsulation.h"
#include "agent/wire/ip_layer.h"

namespace goldwire {

/// Whether packets of this IANA protocol number may be tunnels, or TCP: fragments of others are not
/// put together.
bool may_hold_segment(std::uint8_t protocol);

/// What `packet`, which is no fragment, carries; nothing when it is no tunnel.
std::optional<Encapsulated> tunnelled(const IpPacket& packet);

}  // namespace goldwire
