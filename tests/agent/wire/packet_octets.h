// Test tool: packets made header by header.
#pragma once

#include <string>
#include <string_view>

#include "agent/capture/packet.h"
#include "protocols/base/wire_writer.h"

namespace goldwire::testing {

/// What stands between two ends; tests change what they are about.
struct TcpFields {
  std::uint16_t source_port = 40000;
  std::uint16_t destination_port = 80;
  std::uint32_t sequence = 1;
  std::uint32_t acknowledgement = 2;
  std::uint8_t flags = 0x18;  // PSH, ACK
  std::size_t options = 0;    ///< octets, a multiple of 4
};

inline std::string tcp(std::string_view payload, const TcpFields& fields = {}) {
  WireWriter out;
  out.u16(fields.source_port);
  out.u16(fields.destination_port);
  out.u32(fields.sequence);
  out.u32(fields.acknowledgement);
  out.u8(static_cast<std::uint8_t>((20 + fields.options) / 4 << 4));
  out.u8(fields.flags);
  out.u16(1000);
  out.u16(0xbad);  // a checksum that is wrong
  out.u16(0);
  out.text(std::string(fields.options, '\1'));
  out.text(payload);
  return out.take();
}

struct Ipv4Fields {
  std::uint8_t protocol = 6;
  std::uint16_t identification = 7;
  std::uint16_t fragment = 0;  ///< flags and offset as on the wire
  std::size_t options = 0;
  int total_length = -1;  ///< -1: the true one
};

inline std::string ipv4(std::string_view payload, const Ipv4Fields& fields = {}) {
  WireWriter out;
  const std::size_t header = 20 + fields.options;
  out.u8(static_cast<std::uint8_t>(0x40 | header / 4));
  out.u8(0);
  out.u16(static_cast<std::uint16_t>(fields.total_length >= 0
                                         ? static_cast<std::size_t>(fields.total_length)
                                         : header + payload.size()));
  out.u16(fields.identification);
  out.u16(fields.fragment);
  out.u8(64);
  out.u8(fields.protocol);
  out.u16(0);
  out.text(std::string_view("\x0a\0\0\1\x0a\0\0\2", 8));
  out.text(std::string(fields.options, '\1'));
  out.text(payload);
  return out.take();
}

inline std::string ipv6(std::string_view payload, std::uint8_t next_header = 6,
                        int payload_length = -1) {
  WireWriter out;
  out.u32(0x60000000);
  out.u16(static_cast<std::uint16_t>(payload_length >= 0 ? payload_length
                                                         : static_cast<int>(payload.size())));
  out.u8(next_header);
  out.u8(64);
  out.u64(0x20010db800000000);
  out.u64(1);
  out.u64(0x20010db800000000);
  out.u64(2);
  out.text(payload);
  return out.take();
}

inline std::string ethernet(std::string_view payload, std::uint16_t type = 0x0800) {
  WireWriter out;
  out.text("\1\1\1\1\1\1\2\2\2\2\2\2");
  out.u16(type);
  out.text(payload);
  return out.take();
}

/// `octets` stay with the caller. `wire_length` 0 means that nothing was cut.
inline Packet packet_of(const std::string& octets, std::uint32_t link_type,
                        std::uint32_t wire_length = 0) {
  Packet packet;
  packet.time = from_unix_nano(1'000'000'000);
  packet.link_type = link_type;
  packet.bytes = as_bytes(octets);
  packet.wire_length = wire_length != 0 ? wire_length : static_cast<std::uint32_t>(octets.size());
  return packet;
}

}  // namespace goldwire::testing
