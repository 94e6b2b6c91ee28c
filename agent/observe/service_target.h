// ServiceTarget: one entry of a services file (contract, "services"): an address, address:port,
// CIDR, port or host name.
//
// Contract: every spelling of one target gives an equal ServiceTarget: "10.0.0.2/32" is "10.0.0.2",
// "10.1.2.3/16" is "10.1.0.0/16", "API.stripe.com" is "api.stripe.com".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "agent/wire/endpoint.h"

namespace goldwire {

struct ServiceTarget {
  Address address;         ///< the bits behind `prefix` are 0
  unsigned prefix = 0;     ///< bits of `address` that count; 128 for one address, 0 for none
  std::uint16_t port = 0;  ///< 0: any
  std::string host;        ///< in lower case; "*.example.com" is every host below it

  /// Reads ":5432", "10.0.0.0/8", "10.0.0.9:5432", "[2001:db8::1]:80" or "api.stripe.com:443";
  /// nothing when `text` is none of these.
  static std::optional<ServiceTarget> parse(std::string_view text);

  /// True of the party at `endpoint`, whose host is called `host` (in lower case, empty when
  /// unknown).
  bool fits(const Endpoint& endpoint, std::string_view host) const;
  /// Of two targets that fit, the more specific one is the greater: address:port, host:port, host,
  /// address, the longer CIDR, port.
  bool more_specific_than(const ServiceTarget& other) const;

  friend bool operator==(const ServiceTarget&, const ServiceTarget&) = default;
};

}  // namespace goldwire
