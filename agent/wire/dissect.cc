// Link layer, IP, fragments, tunnels, TCP: one step after the other.
#include "agent/wire/dissect.h"

#include "agent/wire/ip_layer.h"
#include "agent/wire/link_layer.h"
#include "agent/wire/network_order.h"
#include "agent/wire/tunnel.h"

namespace goldwire {
namespace {

constexpr std::uint8_t kTcp = 6;  // IANA protocol numbers

/// The low half of the timestamp (RFC 7323), where it stands as that document recommends: after two
/// octets of padding, before other options. Else 0.
std::uint16_t timestamp(Bytes octets, std::size_t header) {
  constexpr std::uint32_t kPaddedTimestamp = 0x0101080a;
  const bool there = header >= 32 && octets.size() >= 32 && u32_at(octets, 20) == kPaddedTimestamp;
  return there ? u16_at(octets, 26) : std::uint16_t{0};
}

/// RFC 9293 section 3.1. False when the fixed header is cut or its length makes no sense.
bool read_tcp(const IpPacket& ip, Segment& segment) {
  const Bytes octets = ip.payload;
  if (octets.size() < 20) return false;
  const std::size_t header = std::size_t{octets[12]} / 16 * 4;
  if (header < 20 || header > octets.size() + ip.missing) return false;
  const std::uint8_t flags = octets[13];
  segment.source = {ip.source, u16_at(octets, 0)};
  segment.destination = {ip.destination, u16_at(octets, 2)};
  segment.sequence = u32_at(octets, 4);
  segment.acknowledgement = u32_at(octets, 8);
  segment.fin = (flags & 0x01U) != 0;
  segment.syn = (flags & 0x02U) != 0;
  segment.rst = (flags & 0x04U) != 0;
  segment.ack = (flags & 0x10U) != 0;
  segment.identification = static_cast<std::uint16_t>(ip.fragment.identification);
  if (segment.identification == 0) {
    segment.identification = timestamp(octets, header);
    segment.timestamped = true;
  }
  if (header <= octets.size()) {
    segment.payload = octets.subspan(header);
    segment.missing = ip.missing;
  } else {  // the capture ends inside the options
    segment.missing = static_cast<std::uint32_t>(octets.size() + ip.missing - header);
  }
  return true;
}

}  // namespace

std::optional<Segment> Dissector::dissect(const Packet& packet) {
  const LinkPayload link = link_payload(packet);
  std::optional<Segment> segment;
  packets_ = 1;
  tunnels_ = 0;
  Found found = link.inside.layer == Layer::other ? Found::other : Found::broken;
  if (link.inside.layer == Layer::ip) {
    const auto captured = static_cast<std::uint32_t>(packet.bytes.size());
    const std::uint32_t cut = packet.wire_length > captured ? packet.wire_length - captured : 0;
    found = network(link.inside.octets, cut, packet, segment);
  }
  count(found, found == Found::segment ? 1 : packets_);
  if (segment && link.interface) segment->interface = *link.interface;
  return segment;
}

void Dissector::count(Found found, std::uint64_t packets) {
  switch (found) {
    case Found::segment:
      ledger_.tcp_segments += packets;
      break;
    case Found::other:
      ledger_.other_packets += packets;
      break;
    case Found::broken:
      ledger_.undecodable += packets;
      break;
    case Found::bad_checksum:
      ledger_.bad_checksum += packets;
      break;
    case Found::fragment:
      ledger_.fragments += packets;
      break;
    case Found::copy:
      ledger_.duplicates += packets;
  }
}

/// `octets` begin with an IP header; `cut` more were on the wire than captured.
Dissector::Found Dissector::network(Bytes octets, std::uint32_t cut, const Packet& packet,
                                    std::optional<Segment>& segment) {
  IpPacket ip;
  if (!read_ip(octets, cut, ip)) return Found::broken;
  const bool verified = checksums_ == Checksums::verified;
  if (verified && octets[0] >> 4 == 4 && !is_right_ipv4_header(octets)) return Found::bad_checksum;
  if (ip.fragment.whole()) return whole(ip, packet, segment);
  return put_together(ip, packet, segment);
}

/// Fragments count as lost until their datagram is whole; then they are what it is.
Dissector::Found Dissector::put_together(IpPacket& ip, const Packet& packet,
                                         std::optional<Segment>& segment) {
  const bool headers = ip.version == 6 && is_extension_header(ip.protocol);
  if (!headers && !may_hold_segment(ip.protocol)) return Found::other;
  const Fragments::Taken taken = fragments_.take(ip, packet.vantage, packet.time, packets_);
  if (taken.fate == Fragments::Fate::copy) return Found::copy;
  if (taken.fate == Fragments::Fate::lacks) return Found::fragment;
  ledger_.fragments -= taken.earlier;
  packets_ += taken.earlier;
  if (!make_whole(ip, taken.protocol, taken.payload)) return Found::broken;
  return whole(ip, packet, segment);
}

Dissector::Found Dissector::whole(const IpPacket& ip, const Packet& packet,
                                  std::optional<Segment>& segment) {
  constexpr int kMostTunnels = 4;
  if (ip.protocol != kTcp) {
    const std::optional<Encapsulated> carried = tunnelled(ip);
    if (!carried) return Found::other;
    if (++tunnels_ > kMostTunnels) return Found::broken;
    const Encapsulated inside = unwrap(*carried);
    if (inside.layer == Layer::ip) return network(inside.octets, ip.missing, packet, segment);
    return inside.layer == Layer::other ? Found::other : Found::broken;
  }
  if (checksums_ == Checksums::verified && !is_right_segment(ip)) return Found::bad_checksum;
  segment.emplace();
  if (!read_tcp(ip, *segment)) {
    segment.reset();
    return Found::broken;
  }
  segment->time = packet.time;
  segment->vantage = packet.vantage;
  segment->interface = packet.interface;
  return Found::segment;
}

}  // namespace goldwire
