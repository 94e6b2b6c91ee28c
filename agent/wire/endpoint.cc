// Addresses as people write them.
#include "agent/wire/endpoint.h"

#include <algorithm>
#include <arpa/inet.h>
#include <charconv>

namespace goldwire {
namespace {

constexpr std::array<std::uint8_t, 12> kMappedPrefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

}  // namespace

std::optional<Address> Address::parse(std::string_view text) {
  const std::string terminated(text);
  std::array<std::uint8_t, 16> octets{};
  if (text.find('\0') != std::string_view::npos) return std::nullopt;
  if (inet_pton(AF_INET, terminated.c_str(), octets.data()) == 1) return v4(octets.data());
  if (inet_pton(AF_INET6, terminated.c_str(), octets.data()) == 1) return v6(octets.data());
  return std::nullopt;
}

bool Address::is_v4() const {
  return std::equal(kMappedPrefix.begin(), kMappedPrefix.end(), octets.begin());
}

std::string Address::text() const {
  std::array<char, INET6_ADDRSTRLEN> out{};
  if (!is_v4()) return inet_ntop(AF_INET6, octets.data(), out.data(), out.size());
  // Every span shows four: inet_ntop goes through sprintf, thirty times slower.
  char* at = out.data();
  for (std::size_t i = kMappedPrefix.size(); i < octets.size(); ++i) {
    if (i > kMappedPrefix.size()) *at++ = '.';
    at = std::to_chars(at, out.end(), octets[i]).ptr;
  }
  return {out.data(), at};
}

std::string Endpoint::text() const {
  const std::string port_text = std::to_string(port);
  if (address.is_v4()) return address.text() + ":" + port_text;
  return "[" + address.text() + "]:" + port_text;
}

}  // namespace goldwire
