// Test tool: a connection as whole packets, for what begins with those.
#pragma once

#include <deque>
#include <string>
#include <string_view>

#include "tests/agent/observe/tcp_flow.h"
#include "tests/agent/wire/packet_octets.h"

namespace goldwire::testing {

/// A connection as raw IP packets, from 10.0.0.1:`port` to 10.0.0.2:80.
class PacketFlow {
 public:
  explicit PacketFlow(std::uint16_t port) : port_(port) {}

  Packet say(Side from, std::string_view text, std::int64_t milliseconds) {
    TcpFields fields;
    const std::size_t self = index_of(from);
    fields.source_port = from == Side::client ? port_ : 80;
    fields.destination_port = from == Side::client ? 80 : port_;
    fields.sequence = next_[self];
    fields.acknowledgement = next_[1 - self];
    next_[self] += static_cast<std::uint32_t>(text.size());
    octets_.push_back(ipv4(tcp(text, fields)));
    if (from == Side::server) swap_addresses(octets_.back());
    constexpr std::uint32_t kRaw = 101;
    Packet packet = packet_of(octets_.back(), kRaw);
    packet.time = from_unix_nano(1'700'000'000'000'000'000 + milliseconds * 1'000'000);
    return packet;
  }

 private:
  static void swap_addresses(std::string& ip) {
    std::swap_ranges(ip.begin() + 12, ip.begin() + 16, ip.begin() + 16);
  }
  std::uint16_t port_;
  std::uint32_t next_[2] = {1000, 5000};
  std::deque<std::string> octets_;
};

}  // namespace goldwire::testing
