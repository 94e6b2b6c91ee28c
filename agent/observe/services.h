// Services: the names a user gave to addresses (contract, "services").
//
// Contract: the most specific rule wins: address:port, host name, address, the longest CIDR, port.
// Host names match what a connection itself says of its server (Host header, SNI) or what DNS
// answers said.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "agent/wire/endpoint.h"
#include "protocols/base/result.h"

namespace goldwire {

struct ServiceName {
  std::string name;
  bool external = false;
};

class Services {
 public:
  /// Reads the `services` and `external` maps of a YAML document; other keys are left alone.
  /// `where` is the file's name for errors.
  static Result<Services> parse(std::string_view yaml, const std::string& where);
  static Result<Services> load(const std::string& file);

  /// The name of the party at `endpoint`, whose host is called `host` (empty when unknown). Null
  /// when no rule matches. Borrowed from this. A rule with a port never names a client by its
  /// ephemeral port.
  const ServiceName* name(const Endpoint& endpoint, std::string_view host) const;
  bool empty() const { return rules_.empty(); }
  /// Every name in the file, in its order.
  std::vector<ServiceName> names() const;

 private:
  struct Rule {
    ServiceName service;
    Address address;
    unsigned prefix = 0;     ///< bits of `address` that count; 128 for one address, 0 for none
    std::uint16_t port = 0;  ///< 0: any
    std::string host;
  };
  std::vector<Rule> rules_;  ///< most specific first
  std::vector<ServiceName> names_;
};

}  // namespace goldwire
