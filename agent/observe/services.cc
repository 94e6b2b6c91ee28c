// Services: targets kept with the most specific first, so that the first that fits names a party.
#include "agent/observe/services.h"

#include <algorithm>
#include <utility>

#include "protocols/base/ascii.h"

namespace goldwire {

void Services::add(const ServiceName& service, const std::vector<ServiceTarget>& targets) {
  names_.push_back(service);
  for (const ServiceTarget& target : targets) {
    const auto behind = std::ranges::upper_bound(
        rules_, target,
        [](const ServiceTarget& a, const ServiceTarget& b) { return a.more_specific_than(b); },
        &Rule::target);
    rules_.insert(behind, {service, target});
  }
}

const ServiceName* Services::owner(const ServiceTarget& target) const {
  const auto rule = std::ranges::find(rules_, target, &Rule::target);
  return rule == rules_.end() ? nullptr : &rule->service;
}

const ServiceName* Services::name(const Endpoint& endpoint, std::string_view host) const {
  const std::string wanted = lower_case(host);
  const auto rule = std::ranges::find_if(
      rules_, [&](const Rule& one) { return one.target.fits(endpoint, wanted); });
  return rule == rules_.end() ? nullptr : &rule->service;
}

std::vector<std::pair<Address, std::string>> Services::addresses() const {
  constexpr unsigned kWhole = 128;
  std::vector<std::pair<Address, std::string>> all;
  for (const Rule& rule : rules_) {
    if (rule.target.prefix == kWhole) all.emplace_back(rule.target.address, rule.service.name);
  }
  return all;
}

}  // namespace goldwire
