// Byte order: fields of a capture file, written in the order of the machine that made it.
//
// Contract: offsets are checked by the caller.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>

#include "protocols/base/bytes.h"

namespace goldwire {

class FileFields {
 public:
  /// `swapped`: the file's byte order is not that of this machine.
  explicit FileFields(bool swapped = false) : swapped_(swapped) {}

  std::uint16_t u16(Bytes bytes, std::size_t at) const {
    std::uint16_t value = 0;
    std::memcpy(&value, bytes.data() + at, sizeof value);
    return swapped_ ? __builtin_bswap16(value) : value;
  }
  std::uint32_t u32(Bytes bytes, std::size_t at) const {
    std::uint32_t value = 0;
    std::memcpy(&value, bytes.data() + at, sizeof value);
    return swapped_ ? __builtin_bswap32(value) : value;
  }
  std::uint64_t u64(Bytes bytes, std::size_t at) const {
    std::uint64_t value = 0;
    std::memcpy(&value, bytes.data() + at, sizeof value);
    return swapped_ ? __builtin_bswap64(value) : value;
  }

 private:
  bool swapped_;
};

}  // namespace goldwire
