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
  std::uint8_t protocol = 0;  ///< IANA protocol number of what `payload` is, or is a piece of
  Bytes payload;              ///< borrowed
  std::uint32_t missing = 0;  ///< octets after `payload` that the capture cut off
  FragmentPlace fragment;
  std::uint8_t version = 4;
  bool rerouted = false;  ///< `destination` is not yet the last one (RFC 8200 section 4.4)
};

/// Reads the header(s) at the start of `octets`, the captured rest of a packet of which `cut` more
/// octets were on the wire. False when they are cut or broken. Of a fragment that is a piece of
/// what stands behind the fragment header, also where that are more headers.
bool read_ip(Bytes octets, std::uint32_t cut, IpPacket& packet);

/// Makes of a fragment the datagram that it was cut from, whose octets `payload` begin with what
/// `protocol` says, and reads on where those are headers. False when they are broken.
bool make_whole(IpPacket& fragment, std::uint8_t protocol, Bytes payload);

/// One of the headers that may stand between IPv6's and the upper layer's (RFC 8200 section 4).
bool is_extension_header(std::uint8_t protocol);

}  // namespace goldwire
