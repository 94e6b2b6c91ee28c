// Network order: big-endian fields of a header whose length was checked.
//
// Contract: no checks here; WireReader is for bytes that may run short anywhere.
#pragma once

#include <cstddef>
#include <cstdint>

#include "protocols/base/bytes.h"

namespace goldwire {

inline std::uint16_t u16_at(Bytes octets, std::size_t at) {
  return static_cast<std::uint16_t>(octets[at] << 8 | octets[at + 1]);
}

inline std::uint32_t u32_at(Bytes octets, std::size_t at) {
  return std::uint32_t{u16_at(octets, at)} << 16 | u16_at(octets, at + 2);
}

}  // namespace goldwire
