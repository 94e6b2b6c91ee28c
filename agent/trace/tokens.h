// Tokens: the values inside payloads that can tell one cause from another (ids, keys, addresses).
//
// Contract: a token is a run of letters, digits and "_-.@+" that could be generated: it has a
// digit, or is long. Held as hashes; sorted and unique. Nothing about their meaning is assumed.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "protocols/base/interaction.h"

namespace goldwire {

struct Token {
  /// Longer runs are less likely to be equal by accident; beyond this, all are alike.
  static constexpr std::uint8_t kLong = 10;

  std::uint64_t hash = 0;
  std::uint8_t length = 0;  ///< of the run, at most kLong
  bool head = false;  ///< of a header or a statement's text: much of it is the same in every call
  friend bool operator<(const Token& a, const Token& b) { return a.hash < b.hash; }
  friend bool operator==(const Token& a, const Token& b) { return a.hash == b.hash; }
};
using Tokens = std::vector<Token>;

/// What the caller sent: path, query, headers, statement text, parameters, key, value, body.
Tokens request_tokens(const Interaction& interaction);
/// What came back.
Tokens response_tokens(const Interaction& interaction);

}  // namespace goldwire
