// WireReader: reads big-endian fields from one complete frame, never past its end.
//
// Contract: borrowed bytes. The first read that does not fit sets failed() and every later read
// gives zero or empty, so a decoder checks once, at the end. A frame that runs short is malformed;
// waiting for more bytes is the framer's business (design, law 3).
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "protocols/base/bytes.h"

namespace goldwire {

class WireReader {
 public:
  explicit WireReader(Bytes frame) : frame_(frame) {}

  std::uint8_t u8() { return big_endian<std::uint8_t>(); }
  std::uint16_t u16() { return big_endian<std::uint16_t>(); }
  std::uint32_t u32() { return big_endian<std::uint32_t>(); }
  std::uint64_t u64() { return big_endian<std::uint64_t>(); }
  std::int8_t i8() { return static_cast<std::int8_t>(u8()); }
  std::int16_t i16() { return static_cast<std::int16_t>(u16()); }
  std::int32_t i32() { return static_cast<std::int32_t>(u32()); }
  std::int64_t i64() { return static_cast<std::int64_t>(u64()); }

  /// The next `count` octets, borrowed from the frame.
  Bytes bytes(std::size_t count) {
    if (count > remaining()) return fail();
    const Bytes out = frame_.subspan(at_, count);
    at_ += count;
    return out;
  }
  std::string_view text(std::size_t count) { return as_text(bytes(count)); }

  /// Characters up to a zero octet, which is consumed and left out. Fails without one.
  std::string_view cstring() {
    const std::string_view rest = as_text(frame_.subspan(at_));
    const std::size_t end = rest.find('\0');
    if (end == std::string_view::npos) {
      fail();
      return {};
    }
    at_ += end + 1;
    return rest.substr(0, end);
  }

  Bytes rest() { return bytes(remaining()); }
  std::size_t at() const { return at_; }
  std::size_t remaining() const { return frame_.size() - at_; }
  bool failed() const { return failed_; }
  /// True when everything was read and nothing ran short.
  bool complete() const { return !failed_ && remaining() == 0; }
  /// Marks the frame as malformed; for values that fit but make no sense.
  Bytes fail() {
    failed_ = true;
    at_ = frame_.size();
    return {};
  }

 private:
  template <class T>
  T big_endian() {
    if (sizeof(T) > remaining()) {
      fail();
      return 0;
    }
    T value;
    std::memcpy(&value, frame_.data() + at_, sizeof(T));
    at_ += sizeof(T);
    return std::endian::native == std::endian::big ? value : std::byteswap(value);
  }

  Bytes frame_;
  std::size_t at_ = 0;
  bool failed_ = false;
};

}  // namespace goldwire
