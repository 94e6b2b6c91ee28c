// Recording: one connection's TCP segments out of a capture, to be lost, doubled, shuffled and
// joined late before reassembly sees them.
#pragma once

#include <string>
#include <vector>

#include "agent/wire/segment.h"
#include "protocols/registry.h"
#include "tests/laws/transcript.h"

namespace goldwire::laws {

/// A segment with its own octets; `segment.payload` is empty until it is replayed.
struct OwnedSegment {
  Segment segment;
  std::string octets;
  Side side = Side::client;
};

struct Recording {
  std::string origin;                  ///< the capture and the two endpoints
  const Protocol* protocol = nullptr;  ///< who speaks first
  std::vector<OwnedSegment> segments;
  std::vector<const Protocol*> spoken{};  ///< all that its octets are of, or that describe them
};

/// Every connection of `capture` that carries octets of a registered protocol, with its sides as
/// the protocol says. Throws std::runtime_error when the file is none.
std::vector<Recording> recordings_of(const std::string& capture);

/// What reassembly tells of it, to the end of the capture. One that was joined late may be found to
/// begin with a later one of the protocols that are spoken.
Transcript reassembled(const Recording& recording);

/// The same payload in segments of at most `most` octets: loopback has none of a network's size.
Recording resegmented(const Recording& recording, std::size_t most);
/// Each segment left out with probability `percent` / 100.
Recording lossy(const Recording& recording, unsigned percent, Random& random);
/// Some segments seen again, at once or up to five segments later.
Recording duplicated(const Recording& recording, Random& random);
/// Some segments exchanged with neighbours that they were not sent in answer to, up to three places
/// and a millisecond each away.
Recording shuffled(const Recording& recording, Random& random);
/// Without the first `count` segments.
Recording joined_late(const Recording& recording, std::size_t count);

}  // namespace goldwire::laws
