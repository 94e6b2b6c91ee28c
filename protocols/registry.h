// The list of protocols, and detection over it.
//
// Contract: a new protocol is one line in registry.cc. Order matters only between two that are equally
// fit: the earlier wins.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "protocols/base/protocol.h"

namespace goldwire {

std::span<const Protocol* const> protocols();

/// By the registry's name; null when there is none.
const Protocol* protocol_named(std::string_view name);

struct Detected {
  const Protocol* protocol = nullptr;
  bool swapped = false;  ///< the side that seemed the client is the server
};

/// What both sides' first bytes say. `undecided`: ask again with more bytes. Without a protocol and
/// decided: none of the list. `direction_known`: a handshake showed who connected, so sides are not
/// swapped. Prefers nothing over a guess: one side alone decides only when it is certain.
struct Detection {
  std::optional<Detected> found;
  bool undecided = false;
};
Detection detect(Bytes client, Bytes server, bool direction_known);

}  // namespace goldwire
