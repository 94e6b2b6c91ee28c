// Test tool: right checksums for packets made by hand.
#pragma once

#include <string>

#include "tests/bench/checksum.h"

namespace goldwire::testing {

/// `ip`, an IPv4 or IPv6 packet of TCP without extension headers, with its checksums made right.
inline std::string sealed(std::string ip) {
  if (ip[0] >> 4 == 4) {
    bench::make_checksums_right(ip, 0);
    return ip;
  }
  constexpr std::uint32_t kTcp = 6;
  const Bytes addresses = as_bytes(ip).subspan(8, 32);
  const Bytes segment = as_bytes(ip).subspan(40);
  ip[56] = ip[57] = 0;
  bench::put_checksum(ip, 56,
                      bench::sum_of_words(addresses) + kTcp +
                          static_cast<std::uint32_t>(segment.size()) +
                          bench::sum_of_words(segment));
  return ip;
}

}  // namespace goldwire::testing
