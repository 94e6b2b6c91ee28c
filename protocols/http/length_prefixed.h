// LengthPrefixed: counts the messages of a body that is a row of them, each behind a flag octet and
// a length of four (gRPC over HTTP/2 and gRPC-Web).
#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>

namespace goldwire::http {

class LengthPrefixed {
 public:
  /// The next octets of the body. A hole ends the counting: no more is given then.
  void add(std::string_view octets) {
    while (!octets.empty()) {
      if (prefix_ < kPrefix) {
        const auto octet = static_cast<std::uint8_t>(octets.front());
        octets.remove_prefix(1);
        if (prefix_ == 0) {
          trailers_ = (octet & kTrailers) != 0;
          sound_ = sound_ && (octet & ~(kTrailers | kCompressed)) == 0;
        }
        length_ = prefix_ == 0 ? 0 : length_ << 8 | octet;
        if (++prefix_ < kPrefix) continue;
      }
      const std::size_t count = std::min<std::size_t>(length_, octets.size());
      octets.remove_prefix(count);
      length_ -= static_cast<std::uint32_t>(count);
      if (length_ != 0) return;
      if (!trailers_) ++messages_;
      prefix_ = 0;
    }
  }
  /// Messages that were whole so far; the trailers of gRPC-Web are none.
  std::uint64_t messages() const { return messages_; }
  /// All octets so far are whole messages, as far as their prefixes tell.
  bool is_sound() const { return sound_ && prefix_ == 0; }

 private:
  static constexpr std::uint8_t kPrefix = 5;
  static constexpr std::uint8_t kTrailers = 0x80;
  static constexpr std::uint8_t kCompressed = 0x01;

  std::uint64_t messages_ = 0;
  std::uint32_t length_ = 0;  ///< of the message being read, what is still to come
  std::uint8_t prefix_ = 0;   ///< octets of its prefix that were read
  bool trailers_ = false;
  bool sound_ = true;
};

}  // namespace goldwire::http
