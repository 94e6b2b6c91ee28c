// Frame: one request or response as it stood on the wire, and what of it is missing.
//
// Contract: `octets` leaves out the four octets of length that come before it. A hole's octets are
// there as zeros, so that offsets stay true; nobody may read them as content. What was not kept is
// a hole at the end, beyond `octets`.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "protocols/base/bytes.h"

namespace goldwire::kafka {

/// Octets [begin, end) of a frame that are not known.
struct FrameHole {
  std::size_t begin = 0;
  std::size_t end = 0;
  friend bool operator==(const FrameHole&, const FrameHole&) = default;
};

struct Frame {
  std::string octets;
  std::size_t length = 0;        ///< as the wire says; `octets` may be shorter
  std::size_t body = 0;          ///< where the body begins, after the header
  std::vector<FrameHole> holes;  ///< in order, not touching each other

  Bytes bytes() const { return as_bytes(octets); }
  bool whole() const { return octets.size() == length && holes.empty(); }
};

}  // namespace goldwire::kafka
