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

bool read_ipv6(Bytes octets, std::uint32_t cut, IpPacket& packet) {
  if (octets.size() < 40) return false;
  std::size_t stated = 40 + std::size_t{u16_at(octets, 4)};
  if (stated == 40) stated = octets.size() + cut;  // offloaded, or a jumbogram (RFC 2675)
  packet.source = Address::v6(octets.data() + 8);
  packet.destination = Address::v6(octets.data() + 24);
  packet.fragment = {};
  std::uint8_t next = octets[6];
  std::size_t at = 40;
  constexpr int kMaxHeaders = 16;
  for (int headers = 0; headers < kMaxHeaders; ++headers) {
    std::size_t length = 0;
    const std::size_t left = std::min(octets.size(), stated) - at;
    switch (next) {
      case kRouting:
        if (left < 8) return false;
        packet.rerouted = packet.rerouted || octets[at + 3] != 0;  // segments left
        [[fallthrough]];
      case kHopByHop:
      case kDestination:
      case kMobility:
      case kHostIdentity:
      case kShim6:
        if (left < 8) return false;
        length = 8 + std::size_t{octets[at + 1]} * 8;
        break;
      case kAuthentication:  // RFC 4302: counted in 4 octets
        if (left < 8) return false;
        length = 8 + std::size_t{octets[at + 1]} * 4;
        break;
      case kFragment:
        if (left < 8) return false;
        length = 8;
        packet.fragment = {u32_at(octets, at + 4), u16_at(octets, at + 2) & 0xfff8U,
                           (octets[at + 3] & 1U) != 0};
        break;
      default:
        packet.protocol = next;
        cut_out(octets, at, stated, packet);
        return true;
    }
    if (length > left) return false;
    next = octets[at];
    at += length;
    // What follows a later fragment's header is a piece of the datagram, no header.
    if (packet.fragment.offset != 0) {
      packet.protocol = next;
      cut_out(octets, at, stated, packet);
      return true;
    }
  }
  return false;
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

}  // namespace goldwire
