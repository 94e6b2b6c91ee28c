// Endpoint: an IP address and a port; and the pair of them that names a flow.
//
// Contract: IPv4 is held as an IPv4-mapped IPv6 address (RFC 4291 section 2.5.5.2), so that there
// is one type; text() writes it as IPv4 again.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

namespace goldwire {

struct Address {
  std::array<std::uint8_t, 16> octets{};

  static Address v4(const std::uint8_t* four_octets) {
    Address address{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0, 0, 0}};
    std::memcpy(address.octets.data() + 12, four_octets, 4);
    return address;
  }
  static Address v6(const std::uint8_t* sixteen_octets) {
    Address address;
    std::memcpy(address.octets.data(), sixteen_octets, 16);
    return address;
  }
  /// Reads "10.0.0.1" or "2001:db8::1"; empty when it is neither.
  static std::optional<Address> parse(std::string_view text);
  bool is_v4() const;
  /// "10.0.0.1"; RFC 5952 for IPv6.
  std::string text() const;
  friend auto operator<=>(const Address&, const Address&) = default;
  friend bool operator==(const Address& left, const Address& right) {
    return std::memcmp(left.octets.data(), right.octets.data(), left.octets.size()) == 0;
  }
};

struct Endpoint {
  Address address;
  std::uint16_t port = 0;
  /// "10.0.0.1:80" or "[2001:db8::1]:80".
  std::string text() const;
  friend auto operator<=>(const Endpoint&, const Endpoint&) = default;
};

}  // namespace goldwire
