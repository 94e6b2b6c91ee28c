// Base64: RFC 4648 section 4. Reading takes the one canonical spelling only: padded, no white
// space, no stray bits in the last character.
#include <array>

#include "protocols/base/json.h"

namespace goldwire {
namespace {

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::uint8_t kNone = 0xFF;

constexpr std::array<std::uint8_t, 256> kSextets = [] {
  std::array<std::uint8_t, 256> table{};
  table.fill(kNone);
  for (std::size_t i = 0; i < kAlphabet.size(); ++i) {
    table[static_cast<std::uint8_t>(kAlphabet[i])] = static_cast<std::uint8_t>(i);
  }
  return table;
}();

}  // namespace

std::string base64(std::string_view octets) {
  std::string out;
  out.reserve((octets.size() + 2) / 3 * 4);
  for (std::size_t at = 0; at < octets.size(); at += 3) {
    const std::size_t count = std::min<std::size_t>(3, octets.size() - at);
    std::uint32_t group = 0;
    for (std::size_t i = 0; i < 3; ++i) {
      group = group << 8 | (i < count ? static_cast<std::uint8_t>(octets[at + i]) : 0U);
    }
    for (std::size_t i = 0; i < 4; ++i) {
      out.push_back(i <= count ? kAlphabet[group >> (18 - 6 * i) & 0x3F] : '=');
    }
  }
  return out;
}

Decoded<std::string> unbase64(std::string_view text) {
  const auto malformed = [](const char* what, std::size_t offset) {
    return std::unexpected(Malformed{what, offset});
  };
  if (text.size() % 4 != 0)
    return malformed("base64 is no multiple of four characters", text.size());
  const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
  const std::string_view digits = text.substr(0, text.size() - padding);
  std::string out;
  out.reserve(text.size() / 4 * 3);
  std::uint32_t group = 0;
  unsigned bits = 0;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    const std::uint8_t sextet = kSextets[static_cast<std::uint8_t>(digits[i])];
    if (sextet == kNone) return malformed("character outside the base64 alphabet", i);
    group = group << 6 | sextet;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      out.push_back(static_cast<char>(static_cast<std::uint8_t>(group >> bits)));
      group &= (1U << bits) - 1;
    }
  }
  if (group != 0) return malformed("stray bits at the end of base64", digits.size());
  return out;
}

}  // namespace goldwire
