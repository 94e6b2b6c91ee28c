// The list of protocols, and detection over it.
//
// Contract: a new protocol is one line in registry.cc. Order matters only between two that are
// equally fit: the earlier wins.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "protocols/base/protocol.h"

namespace goldwire {

/// Those that a connection may speak.
std::span<const Protocol* const> protocols();

/// Those that stand on no connection: `application` of an Exchange names them.
std::span<const Protocol* const> riders();

/// By the registry's name, also one that only rides on others ("grpc"); null when there is none.
const Protocol* protocol_named(std::string_view name);

/// The interactions of `exchange`, as what rides on its protocol or the protocol itself describes
/// them.
std::vector<Interaction> describe(const Exchange& exchange, const Terms& terms);

struct Detected {
  const Protocol* protocol = nullptr;
  bool swapped = false;  ///< the side that seemed the client is the server
};

/// What both sides' first bytes say.
struct Detection {
  std::optional<Detected> found;
  bool undecided = false;  ///< ask again with more bytes; `found` is empty
};

/// Prefers nothing over a guess: a fit that is only likely needs bytes of both sides.
/// `direction_known`: a handshake showed who connected, so sides are not swapped. `last`: no more
/// bytes will come, so the best likely fit is taken and nothing stays undecided. Borrowed for the
/// call.
Detection detect(Bytes client, Bytes server, bool direction_known, bool last);

}  // namespace goldwire
