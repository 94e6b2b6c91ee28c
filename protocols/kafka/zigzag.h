// Zigzag variable-length integers: small numbers of either sign in few octets, as records spell
// theirs.
#pragma once

#include <cstdint>

#include "protocols/base/wire_reader.h"
#include "protocols/base/wire_writer.h"

namespace goldwire::kafka {

/// At most ten octets; the reader fails on more.
inline std::int64_t read_zigzag(WireReader& reader) {
  std::uint64_t raw = 0;
  for (unsigned shift = 0; shift < 70; shift += 7) {
    const std::uint64_t octet = reader.u8();
    raw |= (octet & 0x7fU) << shift;
    if ((octet & 0x80U) == 0)
      return static_cast<std::int64_t>(raw >> 1) ^ -static_cast<std::int64_t>(raw & 1U);
  }
  reader.fail();
  return 0;
}

/// The sum modulo 2^64: deltas come from the wire and may be anything.
inline std::int64_t add_delta(std::int64_t base, std::int64_t delta) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(base) +
                                   static_cast<std::uint64_t>(delta));
}

inline void write_zigzag(WireWriter& writer, std::int64_t number) {
  auto raw = (static_cast<std::uint64_t>(number) << 1) ^ static_cast<std::uint64_t>(number >> 63);
  while (raw >= 0x80) {
    writer.u8(static_cast<std::uint8_t>(raw | 0x80U));
    raw >>= 7;
  }
  writer.u8(static_cast<std::uint8_t>(raw));
}

}  // namespace goldwire::kafka
