// Network order: big-endian fields of a header whose length was checked.
//
// Contract: no checks here; WireReader is for bytes that may run short anywhere.
#pragma once

#include <arpa/inet.h>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "protocols/base/bytes.h"

namespace goldwire {

inline std::uint16_t u16_at(Bytes octets, std::size_t at) {
  std::uint16_t value = 0;
  std::memcpy(&value, octets.data() + at, sizeof value);
  return ntohs(value);
}

inline std::uint32_t u32_at(Bytes octets, std::size_t at) {
  std::uint32_t value = 0;
  std::memcpy(&value, octets.data() + at, sizeof value);
  return ntohl(value);
}

}  // namespace goldwire
