// LiveOptions: from where to capture and how.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace goldwire {

struct LiveOptions {
  /// Names; "any" is all of them (as SLL2). One with * ? or [ is a pattern (fnmatch(3)) of those
  /// there are and of those that appear later.
  std::vector<std::string> interfaces;
  /// Names may be absent or down, and are captured from once they are up, each time.
  bool await = false;
  std::string filter;                  ///< pcap-filter(7); empty takes all
  int snaplen = 262'144;               ///< octets kept of a packet
  int buffer = 32 << 20;               ///< octets of the kernel's ring, per interface
  std::chrono::milliseconds hold{20};  ///< how long the kernel may keep a block that is not full
  bool promiscuous = false;
  std::uint32_t vantage = 0;  ///< of the first interface; the others count on
  /// Several captures of the same interfaces in one process share the packets: each gets those of
  /// the connections that the kernel's hash gives it, both directions (packet(7), PACKET_FANOUT).
  /// The number tells one such group from others on the host; interface i is in group number + i.
  std::optional<std::uint16_t> fanout;
};

}  // namespace goldwire
