// Names of the reasons, in the contract's spelling.
#include "protocols/base/exchange.h"

#include <array>

namespace goldwire {
namespace {

constexpr std::array<std::string_view, kReasonCount> kNames = {
    "no-response",         "no-request", "gap",       "truncated", "midstream",     "undecodable",
    "unsupported-version", "limit",      "encrypted", "open",      "unknown-fields"};

}  // namespace

std::string_view name_of(Reason reason) { return kNames[static_cast<std::size_t>(reason)]; }

std::optional<Reason> reason_named(std::string_view name) {
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    if (kNames[i] == name) return static_cast<Reason>(i);
  }
  return std::nullopt;
}

Reason reason_of(Ending ending) {
  switch (ending) {
    case Ending::fin:
    case Ending::reset:
      return Reason::truncated;
    case Ending::evicted:
      return Reason::limit;
    case Ending::idle:
    case Ending::end_of_capture:
      break;
  }
  return Reason::open;
}

std::vector<std::string_view> Reasons::names() const {
  std::vector<std::string_view> out;
  for (std::size_t i = 0; i < kReasonCount; ++i) {
    if (has(static_cast<Reason>(i))) out.push_back(kNames[i]);
  }
  return out;
}

}  // namespace goldwire
