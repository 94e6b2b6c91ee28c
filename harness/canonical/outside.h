// Outside: who is at work in the system, and who only asks things of it.
//
// Contract: a party acts when it receives requests or records. A request by one that does not, and
// that nobody named, comes from outside; which address the client had is chance (another machine,
// a replay), so goldens call it kOutside.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "agent/trace/trace.h"

namespace goldwire {

inline constexpr std::string_view kOutside = "outside";

class Outside {
 public:
  Outside() = default;
  explicit Outside(const Run& run);

  /// `span` is one of the run. Borrows nothing.
  void see(const Span& span);
  bool acts(const std::string& service) const { return acting_.contains(service); }
  /// Also when it may be another one at an address where requests are received: a name may cover
  /// the port that is listened on, and not the calls that are made from there.
  bool may_act(const Party& party) const {
    return acts(party.service) || serving_.contains(party.endpoint.address);
  }
  /// A request that somebody outside made.
  bool is_entry(const Span& span) const;

 private:
  std::set<std::string> acting_;
  std::set<Address> serving_;
};

}  // namespace goldwire
