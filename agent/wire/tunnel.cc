// The headers of each tunnel.
#include "agent/wire/tunnel.h"

#include "agent/wire/network_order.h"

namespace goldwire {
namespace {

enum Protocol : std::uint8_t { kIpInIp = 4, kTcp = 6, kUdp = 17, kIpv6InIp = 41, kGre = 47 };

/// ERSPAN type II has a header of 8 octets, type III one of 12, and 8 more when its last bit says
/// so; type I, which GRE without a sequence number tells, has none.
Encapsulated erspan3(Bytes octets) {
  if (octets.size() < 12) return {};
  const std::size_t header = (octets[11] & 1U) != 0 ? 20 : 12;
  if (octets.size() < header) return {};
  constexpr unsigned kIp = 2;
  const unsigned frame_type = (octets[10] >> 2) & 0x1fU;
  return {frame_type == kIp ? Layer::ip : Layer::ethernet, octets.subspan(header), 0};
}

Encapsulated gre(Bytes octets) {
  if (octets.size() < 4) return {};
  const std::uint16_t flags = u16_at(octets, 0);
  const std::uint16_t type = u16_at(octets, 2);
  const bool checksum = (flags & 0x8000U) != 0;
  const bool routing = (flags & 0x4000U) != 0;  // RFC 1701; nobody sends it
  const bool key = (flags & 0x2000U) != 0;
  const bool sequence = (flags & 0x1000U) != 0;
  const unsigned version = flags & 0x7U;
  const bool acknowledgement = version == 1 && (flags & 0x0080U) != 0;
  if (routing || version > 1) return {Layer::other, {}, 0};
  const std::size_t header = 4 + 4 * (std::size_t{checksum} + key + sequence + acknowledgement);
  if (octets.size() < header) return {};
  const Bytes inner = octets.subspan(header);
  if (inner.empty()) return {Layer::other, {}, 0};  // an acknowledgement, a keep-alive
  constexpr std::uint16_t kErspan = 0x88be;
  constexpr std::uint16_t kErspan3 = 0x22eb;
  if (type == kErspan3) return erspan3(inner);
  if (type != kErspan) return {Layer::ether_type, inner, type};
  const std::size_t erspan = sequence ? 8 : 0;
  if (inner.size() < erspan) return {};
  return {Layer::ethernet, inner.subspan(erspan), 0};
}

/// Without the I bit it names no network; reserved bits are ignored (RFC 7348 section 5).
Encapsulated vxlan(Bytes octets) {
  if (octets.size() < 8) return {};
  const bool valid = (octets[0] & 0x08U) != 0;
  return {valid ? Layer::ethernet : Layer::other, octets.subspan(8), 0};
}

/// draft-ietf-nvo3-vxlan-gpe section 3.1.
Encapsulated vxlan_gpe(Bytes octets) {
  if (octets.size() < 8) return {};
  const bool next = (octets[0] & 0x04U) != 0;
  return {next ? layer_of_next_protocol(octets[3]) : Layer::ethernet, octets.subspan(8), 0};
}

/// RFC 8926 section 3.4.
Encapsulated geneve(Bytes octets) {
  if (octets.size() < 8) return {};
  const std::size_t header = 8 + std::size_t{octets[0] & 0x3fU} * 4;
  if (octets[0] >> 6 != 0) return {Layer::other, {}, 0};
  if (octets.size() < header) return {};
  return {Layer::ether_type, octets.subspan(header), u16_at(octets, 2)};
}

std::optional<Encapsulated> over_udp(Bytes octets) {
  constexpr std::size_t kHeader = 8;
  if (octets.size() < kHeader) return std::nullopt;
  const Bytes inner = octets.subspan(kHeader);
  switch (u16_at(octets, 2)) {
    case 4789:
    case 8472:
      return vxlan(inner);
    case 4790:
      return vxlan_gpe(inner);
    case 6081:
      return geneve(inner);
    default:
      return std::nullopt;
  }
}

}  // namespace

bool may_hold_segment(std::uint8_t protocol) {
  return protocol == kTcp || protocol == kUdp || protocol == kIpInIp || protocol == kIpv6InIp ||
         protocol == kGre;
}

std::optional<Encapsulated> tunnelled(const IpPacket& packet) {
  switch (packet.protocol) {
    case kIpInIp:
    case kIpv6InIp:
      return Encapsulated{Layer::ip, packet.payload, 0};
    case kGre:
      return gre(packet.payload);
    case kUdp:
      return over_udp(packet.payload);
    default:
      return std::nullopt;
  }
}

}  // namespace goldwire
