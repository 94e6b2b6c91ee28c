// The link types, one small reader each.
#include "agent/wire/link_layer.h"

#include "agent/capture/link_types.h"
#include "agent/wire/network_order.h"

namespace goldwire {
namespace {

Encapsulated linux_cooked(Bytes octets) {
  if (octets.size() < 16) return {};
  return {Layer::ether_type, octets.subspan(16), u16_at(octets, 14)};
}

LinkPayload linux_cooked2(Bytes octets) {
  if (octets.size() < 20) return {};
  return {unwrap({Layer::ether_type, octets.subspan(20), u16_at(octets, 0)}), u32_at(octets, 4)};
}

/// Null and loop: an address family in the byte order of the machine that captured. Families fit
/// into 16 bits, so the order shows; the numbers for IPv6 differ between systems.
Encapsulated bsd_loopback(Bytes octets) {
  if (octets.size() < 4) return {};
  std::uint32_t family = u32_at(octets, 0);
  if (family > 0xffff) family = __builtin_bswap32(family);
  constexpr std::uint32_t kInet = 2;
  const bool inet6 = family == 10 || family == 24 || family == 28 || family == 30;
  if (family != kInet && !inet6) return {Layer::other, {}, 0};
  return {Layer::ip, octets.subspan(4), 0};
}

}  // namespace

LinkPayload link_payload(const Packet& packet) {
  switch (packet.link_type) {
    case kLinkTypeEthernet:
      return {unwrap({Layer::ethernet, packet.bytes, 0}), {}};
    case kLinkTypeLinuxCooked:
      return {unwrap(linux_cooked(packet.bytes)), {}};
    case kLinkTypeLinuxCooked2:
      return linux_cooked2(packet.bytes);
    case kLinkTypeNull:
    case kLinkTypeLoop:
      return {bsd_loopback(packet.bytes), {}};
    case kLinkTypePpp:
    case kLinkTypePppSerial:
      return {unwrap({Layer::ppp, packet.bytes, 0}), {}};
    case kLinkTypePppEthernet:
      return {unwrap({Layer::pppoe, packet.bytes, 0}), {}};
    case kLinkTypeRaw:
    case kLinkTypeRawLinux:
    case kLinkTypeRawOpenBsd:
    case kLinkTypeIpv4:
    case kLinkTypeIpv6:
      return {{Layer::ip, packet.bytes, 0}, {}};
    default:
      return {};
  }
}

}  // namespace goldwire
