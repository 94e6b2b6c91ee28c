// IPv4 and IPv6 headers.
#include "agent/wire/ip_layer.h"

#include <algorithm>

#include "agent/wire/network_order.h"

namespace goldwire {
namespace {

/// The octets [from, stated) of the packet: what of them is captured, and what is missing.
void cut_out(Bytes octets, std::size_t from, std::size_t stated, IpPacket& packet) {
  const std::size_t end = std::min(stated, octets.size());
  packet.payload = octets.subspan(from, end - from);
  packet.missing = static_cast<std::uint32_t>(stated - end);
}

bool read_ipv4(Bytes octets, std::uint32_t cut, IpPacket& packet) {
  if (octets.size() < 20) return false;
  const std::size_t header = std::size_t{octets[0] & 0x0fU} * 4;
  if (header < 20 || header > octets.size()) return false;
  std::size_t stated = u16_at(octets, 2);
  if (stated == 0) stated = octets.size() + cut;
  if (stated < header) return false;
  packet.version = 4;
  packet.source = Address::v4(octets.data() + 12);
  packet.destination = Address::v4(octets.data() + 16);
  packet.protocol = octets[9];
  const std::uint16_t flags = u16_at(octets, 6);
  packet.fragment = {u16_at(octets, 4), (flags & 0x1fffU) * 8, (flags & 0x2000U) != 0};
  cut_out(octets, header, stated, packet);
  return true;
}

enum ExtensionHeader : std::uint8_t {
  kHopByHop = 0,
  kRouting = 43,
  kFragment = 44,
  kAuthentication = 51,
  kDestination = 60,
  kMobility = 135,
  kHostIdentity = 139,
  kShim6 = 140
};

/// Goes on behind the extension headers that `payload` begins with. Behind a fragment's header
/// stands a piece of the datagram: what it begins with is read when that is whole. What is no
/// fragment but has the header (RFC 6946) is read through.
bool skip_extension_headers(IpPacket& packet) {
  constexpr int kMaxHeaders = 16;
  for (int headers = 0; headers < kMaxHeaders; ++headers) {
    if (!is_extension_header(packet.protocol)) return true;
    const Bytes octets = packet.payload;
    if (octets.size() < 8) return false;
    std::size_t length = 8 + std::size_t{octets[1]} * 8;
    if (packet.protocol == kRouting) {
      packet.rerouted = packet.rerouted || octets[3] != 0;  // segments left
    } else if (packet.protocol == kAuthentication) {
      length = 8 + std::size_t{octets[1]} * 4;  // RFC 4302: counted in 4 octets
    } else if (packet.protocol == kFragment) {
      length = 8;
      const FragmentPlace place{u32_at(octets, 4), u16_at(octets, 2) & 0xfff8U,
                                (octets[3] & 1U) != 0};
      if (!place.whole()) packet.fragment = place;
    }
    if (length > octets.size()) return false;
    packet.protocol = octets[0];
    packet.payload = octets.subspan(length);
    if (!packet.fragment.whole()) return true;
  }
  return false;
}

bool read_ipv6(Bytes octets, std::uint32_t cut, IpPacket& packet) {
  if (octets.size() < 40) return false;
  std::size_t stated = 40 + std::size_t{u16_at(octets, 4)};
  if (stated == 40) stated = octets.size() + cut;  // offloaded, or a jumbogram (RFC 2675)
  packet.version = 6;
  packet.source = Address::v6(octets.data() + 8);
  packet.destination = Address::v6(octets.data() + 24);
  packet.protocol = octets[6];
  packet.fragment = {};
  cut_out(octets, 40, stated, packet);
  return skip_extension_headers(packet);
}

}  // namespace

bool read_ip(Bytes octets, std::uint32_t cut, IpPacket& packet) {
  if (octets.empty()) return false;
  switch (octets[0] >> 4) {
    case 4:
      return read_ipv4(octets, cut, packet);
    case 6:
      return read_ipv6(octets, cut, packet);
    default:
      return false;
  }
}

bool make_whole(IpPacket& fragment, std::uint8_t protocol, Bytes payload) {
  fragment.protocol = protocol;
  fragment.payload = payload;
  if (fragment.version == 4) {
    fragment.fragment = {fragment.fragment.identification, 0, false};
    return true;
  }
  fragment.fragment = {};
  // No second fragment header stands in it (RFC 8200 section 4.1).
  return skip_extension_headers(fragment) && fragment.fragment.whole();
}

bool is_extension_header(std::uint8_t protocol) {
  switch (protocol) {
    case kHopByHop:
    case kRouting:
    case kFragment:
    case kAuthentication:
    case kDestination:
    case kMobility:
    case kHostIdentity:
    case kShim6:
      return true;
    default:
      return false;
  }
}

}  // namespace goldwire
