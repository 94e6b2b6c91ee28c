// One small reader for each layer, and the loop that goes from one to the next.
#include "agent/wire/encapsulation.h"

#include "agent/wire/network_order.h"

namespace goldwire {
namespace {

enum EtherType : std::uint16_t {
  kTypeIpv4 = 0x0800,
  kTypeTransparentEthernet = 0x6558,  // RFC 1701; Geneve's and GRE's Ethernet frames
  kTypeVlan = 0x8100,
  kTypeIpv6 = 0x86dd,
  kTypePpp = 0x880b,
  kTypeMpls = 0x8847,
  kTypeMplsMulticast = 0x8848,
  kTypePppoeSession = 0x8864,
  kTypeProviderVlan = 0x88a8,
  kTypeNsh = 0x894f,
  kTypeOldQinQ = 0x9100,
  kTypeOldQinQ2 = 0x9200
};

constexpr int kMostLayers = 16;
constexpr std::uint16_t kLargestLength = 1500;  // IEEE 802.3: above it the field is a type
constexpr std::size_t kMacAddresses = 12;

Encapsulated broken() { return {}; }

Encapsulated behind(Encapsulated outer, std::size_t header, Layer layer,
                    std::uint16_t ether_type = 0) {
  return {layer, outer.octets.subspan(header), ether_type};
}

/// IEEE 802.2 with SNAP carries an EtherType again; all other LLC is no IP.
Encapsulated logical_link(Encapsulated outer) {
  const Bytes octets = outer.octets;
  const bool snap =
      octets.size() >= 8 && octets[0] == 0xaa && octets[1] == 0xaa && octets[2] == 0x03;
  if (!snap || u16_at(octets, 6) <= kLargestLength) return {Layer::other, {}, 0};
  return behind(outer, 8, Layer::ether_type, u16_at(octets, 6));
}

Encapsulated ether_type(Encapsulated outer) {
  switch (outer.ether_type) {
    case kTypeIpv4:
    case kTypeIpv6:
      return behind(outer, 0, Layer::ip);
    case kTypeVlan:
    case kTypeProviderVlan:
    case kTypeOldQinQ:
    case kTypeOldQinQ2:
      if (outer.octets.size() < 4) return broken();
      return behind(outer, 4, Layer::ether_type, u16_at(outer.octets, 2));
    case kTypeMpls:
    case kTypeMplsMulticast:
      return behind(outer, 0, Layer::mpls);
    case kTypePppoeSession:
      if (outer.octets.size() < 6) return broken();
      return behind(outer, 6, Layer::ppp);
    case kTypePpp:
      return behind(outer, 0, Layer::ppp);
    case kTypeTransparentEthernet:
      return behind(outer, 0, Layer::ethernet);
    case kTypeNsh:
      return behind(outer, 0, Layer::nsh);
    default:
      if (outer.ether_type <= kLargestLength) return logical_link(outer);
      return {Layer::other, {}, 0};
  }
}

/// The type behind the addresses is read at once: nearly every packet has IP there.
Encapsulated ethernet(Encapsulated outer) {
  if (outer.octets.size() < kMacAddresses + 2) return broken();
  return ether_type(
      behind(outer, kMacAddresses + 2, Layer::ether_type, u16_at(outer.octets, kMacAddresses)));
}

/// The address and control octets may be left out (RFC 1661 section 6.6), and the first octet of
/// the protocol too (section 6.5). Cisco's HDLC has an EtherType instead.
Encapsulated ppp(Encapsulated outer) {
  Bytes octets = outer.octets;
  if (octets.size() < 4) return broken();
  const bool cisco = (octets[0] == 0x0f || octets[0] == 0x8f) && octets[1] == 0;
  if (cisco) return behind(outer, 4, Layer::ether_type, u16_at(octets, 2));
  std::size_t header = octets[0] == 0xff && octets[1] == 0x03 ? 2 : 0;
  const bool short_protocol = (octets[header] & 1U) != 0;
  const std::uint16_t protocol = short_protocol ? octets[header] : u16_at(octets, header);
  header += short_protocol ? 1 : 2;
  constexpr std::uint16_t kIpv4 = 0x0021;
  constexpr std::uint16_t kIpv6 = 0x0057;
  constexpr std::uint16_t kMpls = 0x0281;
  if (protocol == kIpv4 || protocol == kIpv6) return behind(outer, header, Layer::ip);
  return behind(outer, header, protocol == kMpls ? Layer::mpls : Layer::other);
}

/// What is below the labels is not said; IP shows by its version, and a pseudowire's control word
/// begins with 0 (RFC 4385 section 3).
Encapsulated mpls(Encapsulated outer) {
  const Bytes octets = outer.octets;
  std::size_t at = 0;
  for (bool bottom = false; !bottom; at += 4) {
    if (octets.size() < at + 4) return broken();
    bottom = (octets[at + 2] & 1U) != 0;
  }
  if (octets.size() == at) return broken();
  const int nibble = octets[at] >> 4;
  if (nibble == 4 || nibble == 6) return behind(outer, at, Layer::ip);
  const bool control_word = nibble == 0 && octets.size() >= at + 4;
  return behind(outer, control_word ? at + 4 : at, Layer::ethernet);
}

Encapsulated nsh(Encapsulated outer) {
  if (outer.octets.size() < 8) return broken();
  const std::size_t header = std::size_t{outer.octets[1] & 0x3fU} * 4;
  if (header < 8 || header > outer.octets.size()) return broken();
  return behind(outer, header, layer_of_next_protocol(outer.octets[3]));
}

}  // namespace

Layer layer_of_next_protocol(std::uint8_t number) {
  switch (number) {
    case 1:
    case 2:
      return Layer::ip;
    case 3:
      return Layer::ethernet;
    case 4:
      return Layer::nsh;
    case 5:
      return Layer::mpls;
    default:
      return Layer::other;
  }
}

Encapsulated unwrap(Encapsulated outer) {
  for (int layers = 0; layers < kMostLayers; ++layers) {
    switch (outer.layer) {
      case Layer::ip:
      case Layer::other:
      case Layer::broken:
        return outer;
      case Layer::ether_type:
        outer = ether_type(outer);
        break;
      case Layer::ethernet:
        outer = ethernet(outer);
        break;
      case Layer::ppp:
        outer = ppp(outer);
        break;
      case Layer::mpls:
        outer = mpls(outer);
        break;
      case Layer::nsh:
        outer = nsh(outer);
        break;
    }
  }
  return broken();
}

}  // namespace goldwire
