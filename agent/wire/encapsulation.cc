// One small reader for each layer, and the loop that goes from one to the next.
#include "agent/wire/encapsulation.h"

#include "agent/wire/checksum.h"
#include "agent/wire/network_order.h"

namespace goldwire {
namespace {

enum EtherType : std::uint16_t {
  kTypeIpv4 = 0x0800,
  kTypeArp = 0x0806,
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
      return behind(outer, 0, Layer::pppoe);
    case kTypePpp:
      return behind(outer, 0, Layer::ppp);
    case kTypeTransparentEthernet:
      return behind(outer, 0, Layer::ethernet);
    case kTypeNsh:
      return behind(outer, 0, Layer::nsh);
    default:
      if (outer.ether_type <= kLargestLength) return logical_link(outer);
      return {Layer::other, {}, outer.ether_type};
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

Encapsulated pppoe(Encapsulated outer) {
  if (outer.octets.size() < 6) return broken();
  const bool session = outer.octets[1] == 0;  // others are discovery
  return behind(outer, 6, session ? Layer::ppp : Layer::other);
}

Encapsulated nsh(Encapsulated outer) {
  if (outer.octets.size() < 8) return broken();
  const std::size_t header = std::size_t{outer.octets[1] & 0x3fU} * 4;
  if (header < 8 || header > outer.octets.size()) return broken();
  return behind(outer, header, layer_of_next_protocol(outer.octets[3]));
}

/// One layer less, where there is no doubt what is inside.
Encapsulated open(Encapsulated outer) {
  switch (outer.layer) {
    case Layer::ether_type:
      return ether_type(outer);
    case Layer::ethernet:
      return ethernet(outer);
    case Layer::ppp:
      return ppp(outer);
    case Layer::pppoe:
      return pppoe(outer);
    case Layer::nsh:
      return nsh(outer);
    default:
      return outer;
  }
}

/// Whether these octets can hardly be anything but an IP packet: IPv4's checksum is right, IPv6,
/// which has none, ends where the octets end (or a frame check sequence begins).
bool is_surely_ip(Bytes octets) {
  if (octets.size() < 20) return false;
  if (octets[0] >> 4 == 4) {
    const std::size_t header = std::size_t{octets[0] & 0x0fU} * 4;
    return header >= 20 && header <= octets.size() && is_right_ipv4_header(octets);
  }
  const std::size_t stated = 40 + std::size_t{u16_at(octets, 4)};
  constexpr std::size_t kFrameCheck = 4;
  return octets[0] >> 4 == 6 && stated <= octets.size() && octets.size() - stated <= kFrameCheck;
}

/// Whether a guess of what octets are leads to IP, or to ARP.
bool holds(Encapsulated guess) {
  for (int layers = 0; layers < kMostLayers && guess.layer != Layer::ip; ++layers) {
    guess = open(guess);
  }
  if (guess.layer == Layer::ip) return is_surely_ip(guess.octets);
  return guess.layer == Layer::other && guess.ether_type == kTypeArp;
}

/// What is below the labels is not said; IP shows by its version, and a pseudowire's control word
/// begins with 0 (RFC 4385 section 3). A pseudowire without one begins with an Ethernet address,
/// which may look like each (RFC 4928): the guess that leads to IP is right.
Encapsulated mpls(Encapsulated outer) {
  const Bytes octets = outer.octets;
  std::size_t at = 0;
  for (bool bottom = false; !bottom; at += 4) {
    if (octets.size() < at + 4) return broken();
    bottom = (octets[at + 2] & 1U) != 0;
  }
  if (octets.size() == at) return broken();
  const int nibble = octets[at] >> 4;
  const Encapsulated frame = behind(outer, at, Layer::ethernet);
  Encapsulated guess = frame;
  if (nibble == 4 || nibble == 6) guess = behind(outer, at, Layer::ip);
  if (nibble == 0 && octets.size() >= at + 4) guess = behind(outer, at + 4, Layer::ethernet);
  return !holds(guess) && holds(frame) ? frame : guess;
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
      case Layer::mpls:
        outer = mpls(outer);
        break;
      default:
        outer = open(outer);
    }
  }
  return broken();
}

}  // namespace goldwire
