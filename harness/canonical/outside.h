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
  /// A request that somebody outside made.
  bool is_entry(const Span& span) const;

 private:
  std::set<std::string> acting_;
};

}  // namespace goldwire
