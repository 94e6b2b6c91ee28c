// The link types, one small reader each.
#include "agent/wire/link_layer.h"

#include "agent/capture/link_types.h"
#include "agent/wire/network_order.h"

namespace goldwire {
namespace {

enum EtherType : std::uint16_t {
  kTypeIpv4 = 0x0800,
  kTypeIpv6 = 0x86dd,
  kTypeVlan = 0x8100,
  kTypeProviderVlan = 0x88a8,
  kTypeOldQinQ = 0x9100,
  kTypeOldQinQ2 = 0x9200
};

constexpr int kMaxTags = 8;
constexpr std::uint16_t kLargestLength = 1500;  // IEEE 802.3: above it the field is a type

LinkPayload other() { return {LinkOutcome::other, {}, {}}; }
LinkPayload broken() { return {}; }

/// Raw IP, told by the version nibble.
LinkPayload raw_ip(Bytes octets) {
  if (octets.empty()) return broken();
  const int version = octets[0] >> 4;
  if (version != 4 && version != 6) return broken();
  return {LinkOutcome::ip, octets, {}};
}

/// From an EtherType to the IP header, over any tags between.
LinkPayload skip_tags(std::uint16_t type, Bytes octets) {
  for (int tags = 0; tags < kMaxTags; ++tags) {
    switch (type) {
      case kTypeIpv4:
      case kTypeIpv6:
        if (octets.empty()) return broken();
        return {LinkOutcome::ip, octets, {}};
      case kTypeVlan:
      case kTypeProviderVlan:
      case kTypeOldQinQ:
      case kTypeOldQinQ2:
        if (octets.size() < 4) return broken();
        type = u16_at(octets, 2);
        octets = octets.subspan(4);
        break;
      default: {
        // IEEE 802.2 with SNAP (RFC 1042) carries an EtherType again; all other LLC is no IP.
        const bool snap = type <= kLargestLength && octets.size() >= 8 && octets[0] == 0xaa &&
                          octets[1] == 0xaa && octets[2] == 0x03;
        if (!snap) return other();
        type = u16_at(octets, 6);
        octets = octets.subspan(8);
        if (type <= kLargestLength) return other();
      }
    }
  }
  return broken();
}

LinkPayload ethernet(Bytes octets) {
  if (octets.size() < 14) return broken();
  return skip_tags(u16_at(octets, 12), octets.subspan(14));
}

LinkPayload linux_cooked(Bytes octets) {
  if (octets.size() < 16) return broken();
  return skip_tags(u16_at(octets, 14), octets.subspan(16));
}

LinkPayload linux_cooked2(Bytes octets) {
  if (octets.size() < 20) return broken();
  LinkPayload payload = skip_tags(u16_at(octets, 0), octets.subspan(20));
  payload.interface = u32_at(octets, 4);
  return payload;
}

/// Null and loop: an address family in the byte order of the machine that captured. Families fit
/// into 16 bits, so the order shows; the numbers for IPv6 differ between systems.
LinkPayload bsd_loopback(Bytes octets) {
  if (octets.size() < 4) return broken();
  std::uint32_t family = u32_at(octets, 0);
  if (family > 0xffff) family = __builtin_bswap32(family);
  constexpr std::uint32_t kInet = 2;
  const bool inet6 = family == 10 || family == 24 || family == 28 || family == 30;
  if (family != kInet && !inet6) return other();
  return raw_ip(octets.subspan(4));
}

}  // namespace

LinkPayload link_payload(const Packet& packet) {
  switch (packet.link_type) {
    case kLinkTypeEthernet:
      return ethernet(packet.bytes);
    case kLinkTypeLinuxCooked:
      return linux_cooked(packet.bytes);
    case kLinkTypeLinuxCooked2:
      return linux_cooked2(packet.bytes);
    case kLinkTypeNull:
    case kLinkTypeLoop:
      return bsd_loopback(packet.bytes);
    case kLinkTypeRaw:
    case kLinkTypeRawLinux:
    case kLinkTypeRawOpenBsd:
    case kLinkTypeIpv4:
    case kLinkTypeIpv6:
      return raw_ip(packet.bytes);
    default:
      return broken();
  }
}

}  // namespace goldwire
