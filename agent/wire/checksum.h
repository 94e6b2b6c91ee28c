// Checksums of the Internet (RFC 1071): of an IPv4 header and of a TCP segment.
//
// Contract: pure. Where packets are captured on the host that sends them, the network card fills
// checksums in later (offload), so they are verified only where the user says so.
#pragma once

#include <cstdint>

#include "agent/wire/ip_layer.h"
#include "protocols/base/bytes.h"

namespace goldwire {

enum class Checksums : std::uint8_t { tolerated, verified };

/// Whether the IPv4 header (RFC 791 section 3.1) that `octets` begin with is as it was sent. It is
/// whole: read_ip() took it.
bool is_right_ipv4_header(Bytes octets);

/// Whether the TCP segment that `ip` carries is as it was sent, with the addresses around it (RFC
/// 9293 section 3.1, RFC 8200 section 8.1). True where that cannot be known: the capture cut it, or
/// a routing header still holds its last destination. `ip` is no fragment.
bool is_right_segment(const IpPacket& ip);

}  // namespace goldwire
