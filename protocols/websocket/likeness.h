// Likeness: whether octets are frames, told from the octets alone, where no handshake and no frame
// before them says so.
//
// Contract: a header is two octets of which few values are allowed, so one alone proves little; a
// chain of them, each where the one before it ended, proves much. What is told of some octets stays
// true when more come, so the answer does not depend on how a stream was cut into chunks.
#pragma once

#include <cstddef>
#include <cstdint>

#include "protocols/base/bytes.h"
#include "protocols/base/stream.h"
#include "protocols/websocket/codec.h"

namespace goldwire::websocket {

/// What is asked of a chain.
struct Chain {
  Side side = Side::client;
  bool may_compress = true;    ///< RSV1 may be set on a message's first frame
  std::uint64_t longest = 0;   ///< payload octets believed of one frame
  unsigned wanted = 2;         ///< headers that prove it
  unsigned wanted_at_end = 1;  ///< frames that prove it when the last one ends with the octets
};

/// A peer that keeps the rules writes such headers, and no pointless ones.
bool is_plausible(const FrameHeader& header, const Chain& chain);

enum class Likeness : std::uint8_t { unfit, undecided, fits };

/// Whether `octets` begin with a chain of frames. `ended`: no more octets follow them directly.
Likeness judge(Bytes octets, const Chain& chain, bool ended);

}  // namespace goldwire::websocket
