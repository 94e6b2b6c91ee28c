// Checksums of IPv4 and of TCP in it, computed anew (RFC 791 3.1, RFC 9293 3.1, RFC 1071).
//
// Contract: a packet cut short, a fragment or what is no TCP keeps the checksums that it cannot
// have here. Nothing is read or written outside `octets`.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "agent/wire/network_order.h"
#include "protocols/base/bytes.h"

namespace goldwire::bench {

/// The sum of all 16-bit words, an odd last octet padded; not folded. Good for up to 64 KiB.
inline std::uint32_t sum_of_words(Bytes octets) {
  std::uint32_t sum = 0;
  std::size_t at = 0;
  for (; at + 1 < octets.size(); at += 2) sum += u16_at(octets, at);
  if (at < octets.size()) sum += std::uint32_t{octets[at]} << 8;
  return sum;
}

/// Writes the checksum for `sum` at `at`.
inline void put_checksum(std::string& octets, std::size_t at, std::uint32_t sum) {
  while (sum >> 16 != 0) sum = (sum & 0xffff) + (sum >> 16);
  octets[at] = static_cast<char>(~sum >> 8 & 0xff);
  octets[at + 1] = static_cast<char>(~sum & 0xff);
}

/// Of the IPv4 packet that begins at `ip` of a frame.
inline void make_checksums_right(std::string& octets, std::size_t ip) {
  constexpr std::uint8_t kTcp = 6;
  constexpr std::size_t kSmallest = 20;  // octets of either header
  const auto bytes = as_bytes(octets).subspan(ip);
  if (bytes.size() < kSmallest) return;
  const std::size_t header = std::size_t{4} * (bytes[0] & 0x0f);
  if (header < kSmallest || bytes.size() < header) return;
  octets[ip + 10] = octets[ip + 11] = 0;
  put_checksum(octets, ip + 10, sum_of_words(bytes.first(header)));

  const std::size_t length = u16_at(bytes, 2);
  const bool fragment = (u16_at(bytes, 6) & 0x3fff) != 0;  // more to come, or not the first
  if (bytes[9] != kTcp || fragment || length < header + kSmallest || length > bytes.size()) return;
  const auto tcp = bytes.subspan(header, length - header);
  octets[ip + header + 16] = octets[ip + header + 17] = 0;
  put_checksum(octets, ip + header + 16,
               sum_of_words(bytes.subspan(12, 8)) + kTcp + static_cast<std::uint32_t>(tcp.size()) +
                   sum_of_words(tcp));
}

}  // namespace goldwire::bench
