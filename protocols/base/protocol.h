// Protocol: what one protocol offers to the rest of the house. The registry is a list of these.
//
// Contract: plain functions, no state. A protocol folder exports exactly one `const Protocol&
// protocol()` in its namespace, declared in its conversation.h. One that only rides on others (gRPC
// on HTTP/2) describes their exchanges and has no conversation: its `detect`, `open` and `encode`
// are null and protocol() is declared in its describe.h.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "protocols/base/conversation.h"
#include "protocols/base/interaction.h"
#include "protocols/base/terms.h"

namespace goldwire {

/// How well the first bytes of both sides fit a protocol.
enum class Fit : std::uint8_t {
  no,      ///< cannot be this protocol
  unsure,  ///< too little to say; ask again with more
  likely,  ///< fits, but another protocol might fit as well
  certain  ///< nothing else looks like this
};

struct Protocol {
  std::string_view name;  ///< the contract's spelling; lives for ever

  /// Judges the first bytes of both sides (either may be empty: not seen yet). Borrowed for the
  /// call. Sides may be swapped by the caller to try the other direction.
  Fit (*detect)(Bytes client, Bytes server);

  std::unique_ptr<Conversation> (*open)(const Opening& opening);

  /// Zero or more interactions of one exchange of this protocol, in wire order. A function of the
  /// exchange and of `terms` alone.
  std::vector<Interaction> (*describe)(const Exchange& exchange, const Terms& terms);

  /// One side of a whole exchange as this protocol's codec writes it, so that a fresh conversation
  /// (opened midstream where the protocol needs a start-up) reads the same exchange from both
  /// sides' bytes. What replay and stand-ins send.
  std::string (*encode)(const Exchange& exchange, Side side);
};

}  // namespace goldwire
