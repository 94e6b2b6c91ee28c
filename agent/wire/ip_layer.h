// IP layer: IPv4 (RFC 791) and IPv6 (RFC 8200) headers, up to the upper layer's first octet.
//
// Contract: pure. The length that IP states rules: link-layer padding is left out, and what the
// capture cut is told as `missing`. A stated length of 0 means that the network card cuts later:
// the packet's own length counts then.
#pragma once

#include <cstdint>

#include "agent/wire/endpoint.h"
#include "protocols/base/bytes.h"

namespace goldwire {

/// A fragment's place in its datagram (RFC 791 section 3.2, RFC 8200 section 4.5).
struct FragmentPlace {
  std::uint32_t identification = 0;
  std::uint32_t offset = 0;  ///< octets
  bool more = false;         ///< it is not the last
  bool whole() const { return offset == 0 && !more; }
};

struct IpPacket {
  Address source;
  Address destination;
  std::uint8_t protocol = 0;  ///< IANA protocol number of what `payload` is
  Bytes payload;              ///< borrowed
  std::uint32_t missing = 0;  ///< octets after `payload` that the capture cut off
  FragmentPlace fragment;
  bool rerouted = false;  ///< `destination` is not yet the last one (RFC 8200 section 4.4)
};

/// Reads the header(s) at the start of `octets`, the captured rest of a packet of which `cut` more
/// octets were on the wire. False when they are cut or broken.
bool read_ip(Bytes octets, std::uint32_t cut, IpPacket& packet);

}  // namespace goldwire
