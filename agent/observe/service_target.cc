// ServiceTarget: its spellings, and what fits it.
#include "agent/observe/service_target.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <tuple>

#include "protocols/base/ascii.h"

namespace goldwire {
namespace {

constexpr unsigned kAddressBits = 128;

template <class Number>
std::optional<Number> number(std::string_view text) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return value;
}

/// The first `bits` bits; the others are 0.
Address network_of(const Address& address, unsigned bits) {
  Address network;
  for (unsigned i = 0; i < 16 && bits > 0; ++i, bits -= std::min(bits, 8U)) {
    const auto mask = static_cast<std::uint8_t>(bits >= 8 ? 0xff : 0xff << (8 - bits));
    network.octets[i] = address.octets[i] & mask;
  }
  return network;
}

std::optional<ServiceTarget> read_cidr(std::string_view address_text, std::string_view length) {
  const auto address = Address::parse(address_text);
  const auto bits = number<unsigned>(length);
  if (!address || !bits || *bits > (address->is_v4() ? 32U : kAddressBits)) return std::nullopt;
  ServiceTarget target;
  target.prefix = address->is_v4() ? kAddressBits - 32 + *bits : *bits;
  target.address = network_of(*address, target.prefix);
  return target;
}

bool is_host_name(std::string_view text) {
  return std::ranges::all_of(text, [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '.' || c == '-' || c == '_' || c == '*';
  });
}

bool host_fits(std::string_view pattern, std::string_view host) {
  if (pattern.starts_with("*.")) return host.ends_with(pattern.substr(1));
  return pattern == host;
}

}  // namespace

std::optional<ServiceTarget> ServiceTarget::parse(std::string_view text) {
  if (text.empty()) return std::nullopt;
  if (const std::size_t slash = text.find('/'); slash != std::string_view::npos) {
    return read_cidr(text.substr(0, slash), text.substr(slash + 1));
  }
  ServiceTarget target;
  std::string_view host = text;
  const bool bracketed = text.front() == '[';
  const std::size_t colon = text.rfind(':');
  const bool plain_v6 = !bracketed && Address::parse(text).has_value();
  if (colon != std::string_view::npos && !plain_v6 && (!bracketed || text[colon - 1] == ']')) {
    const auto port = number<std::uint16_t>(text.substr(colon + 1));
    if (!port || *port == 0) return std::nullopt;
    target.port = *port;
    host = text.substr(0, colon);
  }
  if (bracketed) {
    if (host.size() < 2 || host.back() != ']') return std::nullopt;
    host = host.substr(1, host.size() - 2);
  }
  if (host.empty()) return target.port == 0 ? std::nullopt : std::optional(target);
  if (const auto address = Address::parse(host)) {
    target.address = *address;
    target.prefix = kAddressBits;
    return target;
  }
  if (bracketed || !is_host_name(host)) return std::nullopt;
  target.host = lower_case(host);
  return target;
}

bool ServiceTarget::fits(const Endpoint& endpoint, std::string_view name) const {
  if (port != 0 && port != endpoint.port) return false;
  if (!host.empty()) return !name.empty() && host_fits(host, name);
  return network_of(endpoint.address, prefix) == address;
}

bool ServiceTarget::more_specific_than(const ServiceTarget& other) const {
  const auto rank = [](const ServiceTarget& one) {
    const bool single = one.prefix == kAddressBits;
    return std::tuple(single && one.port != 0, !one.host.empty() && one.port != 0,
                      !one.host.empty(), one.prefix);
  };
  return rank(*this) > rank(other);
}

}  // namespace goldwire
