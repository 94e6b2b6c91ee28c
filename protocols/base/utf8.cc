// UTF-8: RFC 3629 section 4, the table of well-formed sequences.
#include "protocols/base/utf8.h"

namespace goldwire {

std::size_t utf8_length(std::string_view text) {
  const auto octet = [text](std::size_t i) -> std::uint32_t {
    return i < text.size() ? static_cast<std::uint8_t>(text[i]) : 0U;
  };
  const auto within = [](std::uint32_t value, std::uint32_t low, std::uint32_t high) {
    return value >= low && value <= high;
  };
  const auto tail = [&](std::size_t i) { return within(octet(i), 0x80, 0xBF); };
  const std::uint32_t first = octet(0);
  if (first < 0x80) return text.empty() ? 0 : 1;
  if (within(first, 0xC2, 0xDF)) return tail(1) ? 2 : 0;
  if (within(first, 0xE0, 0xEF)) {
    const bool second = within(octet(1), first == 0xE0 ? 0xA0 : 0x80, first == 0xED ? 0x9F : 0xBF);
    return second && tail(2) ? 3 : 0;
  }
  if (within(first, 0xF0, 0xF4)) {
    const bool second = within(octet(1), first == 0xF0 ? 0x90 : 0x80, first == 0xF4 ? 0x8F : 0xBF);
    return second && tail(2) && tail(3) ? 4 : 0;
  }
  return 0;
}

void append_utf8(std::string& out, std::uint32_t point) {
  const auto put = [&out](std::uint32_t octet) { out.push_back(static_cast<char>(octet)); };
  const auto tail = [&](unsigned shift) { put(0x80 | (point >> shift & 0x3F)); };
  if (point < 0x80) {
    put(point);
  } else if (point < 0x800) {
    put(0xC0 | point >> 6);
    tail(0);
  } else if (point < 0x10000) {
    put(0xE0 | point >> 12);
    tail(6);
    tail(0);
  } else {
    put(0xF0 | point >> 18);
    tail(12);
    tail(6);
    tail(0);
  }
}

}  // namespace goldwire
