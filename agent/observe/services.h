// Services: the names a user gave to addresses (contract, "services").
//
// Contract: the most specific target wins: address:port, host name, address, the longest CIDR,
// port. Host names match what a connection itself says of its server (Host header, SNI) or what DNS
// answers said.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "agent/observe/service_target.h"
#include "protocols/base/terms.h"

namespace goldwire {

struct ServiceName {
  std::string name;
  bool external = false;
};

class Services {
 public:
  /// Gives `service` its targets, none of which anybody else has: owner() tells.
  void add(const ServiceName& service, const std::vector<ServiceTarget>& targets);
  /// Whom `target` itself was given to; null when to nobody. Borrowed from this.
  const ServiceName* owner(const ServiceTarget& target) const;

  /// The name of the party at `endpoint`, whose host is called `host` (empty when unknown). Null
  /// when no target fits. Borrowed from this. A target with a port never names a client by its
  /// ephemeral port.
  const ServiceName* name(const Endpoint& endpoint, std::string_view host) const;
  /// Every address that was named, with any port or none.
  std::vector<std::pair<Address, std::string>> addresses() const;
  bool empty() const { return rules_.empty(); }
  /// What else the user says of names.
  const Terms& terms() const { return terms_; }
  Terms& terms() { return terms_; }
  /// Every name, in the order in which they were added.
  const std::vector<ServiceName>& names() const { return names_; }

 private:
  struct Rule {
    ServiceName service;
    ServiceTarget target;
  };
  std::vector<Rule> rules_;  ///< most specific first
  std::vector<ServiceName> names_;
  Terms terms_;
};

}  // namespace goldwire
