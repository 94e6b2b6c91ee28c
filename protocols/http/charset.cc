// Charsets: single octets by table, UTF-16 by pairs.
#include "protocols/http/charset.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "protocols/base/utf8.h"

namespace goldwire::http {
namespace {

/// What windows-1252 has at 0x80 to 0x9f; elsewhere it is ISO 8859-1.
constexpr std::array<std::uint16_t, 32> kUpperControls = {
    0x20ac, 0x0081, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x008d, 0x017d, 0x008f, 0x0090, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
    0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0x009d, 0x017e, 0x0178};

std::string from_latin(std::string_view octets) {
  std::string out;
  for (const char octet : octets) {
    const auto value = static_cast<unsigned char>(octet);
    append_utf8(out, value >= 0x80 && value < 0xa0 ? kUpperControls[value - 0x80U] : value);
  }
  return out;
}

std::optional<std::string> from_utf16(std::string_view octets, bool big) {
  if (octets.starts_with("\xfe\xff") || octets.starts_with("\xff\xfe")) {
    big = octets.front() == '\xfe';
    octets.remove_prefix(2);
  }
  if (octets.size() % 2 != 0) return std::nullopt;
  const auto unit = [&](std::size_t at) {
    const auto first = static_cast<unsigned char>(octets[at]);
    const auto second = static_cast<unsigned char>(octets[at + 1]);
    return static_cast<std::uint32_t>(big ? first << 8U | second : second << 8U | first);
  };
  std::string out;
  for (std::size_t at = 0; at < octets.size(); at += 2) {
    std::uint32_t point = unit(at);
    if (point >= 0xd800 && point < 0xe000) {
      const std::uint32_t low = at + 2 < octets.size() ? unit(at + 2) : 0;
      if (point >= 0xdc00 || low < 0xdc00 || low >= 0xe000) return std::nullopt;
      point = 0x10000 + ((point - 0xd800) << 10U) + (low - 0xdc00);
      at += 2;
    }
    append_utf8(out, point);
  }
  return out;
}

}  // namespace

std::optional<std::string> utf8_from(std::string_view octets, std::string_view charset) {
  constexpr std::array<std::string_view, 6> kLatin = {"iso-8859-1", "iso8859-1", "latin1",
                                                      "latin-1",    "cp1252",    "windows-1252"};
  if (std::ranges::find(kLatin, charset) != kLatin.end()) return from_latin(octets);
  if (charset == "utf-16" || charset == "utf-16le") return from_utf16(octets, false);
  if (charset == "utf-16be") return from_utf16(octets, true);
  return std::nullopt;
}

}  // namespace goldwire::http
