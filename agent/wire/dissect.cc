// Link layer, IP, fragments, TCP: one step after the other.
#include "agent/wire/dissect.h"

#include "agent/wire/ip_layer.h"
#include "agent/wire/link_layer.h"
#include "agent/wire/network_order.h"

namespace goldwire {
namespace {

constexpr std::uint8_t kTcp = 6;  // IANA protocol numbers

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
  if (link.outcome == LinkOutcome::ip) {
    const auto captured = static_cast<std::uint32_t>(packet.bytes.size());
    const std::uint32_t cut = packet.wire_length > captured ? packet.wire_length - captured : 0;
    network(link.octets, cut, packet, segment);
    if (segment && link.interface) segment->interface = *link.interface;
    return segment;
  }
  ++(link.outcome == LinkOutcome::other ? ledger_.other_packets : ledger_.undecodable);
  return segment;
}

/// `octets` begin with an IP header; `cut` more were on the wire than captured.
void Dissector::network(Bytes octets, std::uint32_t cut, const Packet& packet,
                        std::optional<Segment>& segment) {
  IpPacket ip;
  if (!read_ip(octets, cut, ip)) {
    ++ledger_.undecodable;
    return;
  }
  // Tunnels (GRE, IPIP, and over UDP: VXLAN, Geneve) open here, by ip.protocol, into network()
  // again.
  if (ip.protocol != kTcp) {
    ++ledger_.other_packets;
    return;
  }
  if (ip.fragment.whole()) {
    transport(ip, packet, segment);
  } else {
    fragment(ip, packet, segment);
  }
}

/// A fragment counts as lost until its datagram is whole.
void Dissector::fragment(const IpPacket& ip, const Packet& packet,
                         std::optional<Segment>& segment) {
  const auto whole = fragments_.take(ip, packet.vantage, packet.time);
  if (!whole) {
    ++ledger_.fragments;
    return;
  }
  ledger_.fragments -= whole->earlier;
  IpPacket datagram = ip;
  datagram.payload = whole->payload;
  datagram.fragment = {};
  transport(datagram, packet, segment);
}

void Dissector::transport(const IpPacket& ip, const Packet& packet,
                          std::optional<Segment>& segment) {
  segment.emplace();
  if (!read_tcp(ip, *segment)) {
    ++ledger_.undecodable;
    segment.reset();
    return;
  }
  segment->time = packet.time;
  segment->vantage = packet.vantage;
  segment->interface = packet.interface;
  ++ledger_.tcp_segments;
}

}  // namespace goldwire
