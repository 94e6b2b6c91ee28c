// WireWriter: writes big-endian fields; mirrors WireReader name by name.
//
// Contract: owns what it wrote until take(). Lengths that are known only later are written with
// reserve_u32() and filled by patch_u32().
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "protocols/base/bytes.h"

namespace goldwire {

class WireWriter {
 public:
  void u8(std::uint8_t value) { big_endian(value, 1); }
  void u16(std::uint16_t value) { big_endian(value, 2); }
  void u32(std::uint32_t value) { big_endian(value, 4); }
  void u64(std::uint64_t value) { big_endian(value, 8); }
  void i8(std::int8_t value) { u8(static_cast<std::uint8_t>(value)); }
  void i16(std::int16_t value) { u16(static_cast<std::uint16_t>(value)); }
  void i32(std::int32_t value) { u32(static_cast<std::uint32_t>(value)); }
  void i64(std::int64_t value) { u64(static_cast<std::uint64_t>(value)); }
  void bytes(Bytes value) { out_.append(as_text(value)); }
  void text(std::string_view value) { out_.append(value); }
  void cstring(std::string_view value) {
    out_.append(value);
    out_.push_back('\0');
  }

  /// Leaves four octets for a length; returns where they stand.
  std::size_t reserve_u32() {
    const std::size_t at = out_.size();
    u32(0);
    return at;
  }
  void patch_u32(std::size_t at, std::uint32_t value) {
    for (std::size_t i = 0; i < 4; ++i) {
      out_[at + i] = static_cast<char>(static_cast<std::uint8_t>(value >> (24 - 8 * i)));
    }
  }

  void reserve(std::size_t octets) { out_.reserve(octets); }
  std::size_t size() const { return out_.size(); }
  std::string take() { return std::exchange(out_, {}); }

 private:
  void big_endian(std::uint64_t value, std::size_t count) {
    char octets[sizeof value];
    for (std::size_t i = 0; i < count; ++i) {
      octets[i] = static_cast<char>(static_cast<std::uint8_t>(value >> (8 * (count - 1 - i))));
    }
    out_.append(octets, count);
  }

  std::string out_;
};

}  // namespace goldwire
