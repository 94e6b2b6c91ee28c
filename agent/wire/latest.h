// Latest: what one sender's packets with octets are told apart by, where a capture shows copies of
// them that nothing else tells from retransmissions: `any` with version 1 of Linux's cooked header,
// mirrored ports, files put together.
//
// Contract: a hint, for counting only. A copy has its original's identification and comes soon; who
// sends octets again sends another packet, with a later identification. Senders that number no
// packet (RFC 6864 allows it) leave the time alone to judge by: what is sent again within a
// millisecond then passes for a copy.
#pragma once

#include <cstdint>

#include "agent/wire/segment.h"

namespace goldwire {

class Latest {
 public:
  /// A packet that goes on where the ones before it ended.
  void follow(const Segment& segment) {
    numbered_ = segment.identification != identification_;
    identification_ = segment.identification;
  }
  /// Any other.
  void see(const Segment& segment) {
    if (later(segment)) identification_ = segment.identification;
  }
  /// `segment`, all of whose octets were seen, can be a copy of a packet seen. The one before it
  /// came `silence` earlier.
  bool can_be_copy(const Segment& segment, Duration silence) const {
    // Shorter than usual timeouts for retransmission (RFC 6298), longer than a host takes to pass a
    // packet on.
    constexpr Duration kIdentified = std::chrono::milliseconds(100);
    constexpr Duration kAtOnce = std::chrono::milliseconds(1);
    if (!numbered_ || segment.identification == 0) return silence < kAtOnce;
    return silence < kIdentified && !later(segment);
  }

 private:
  /// In the order of serial numbers (RFC 1982).
  bool later(const Segment& segment) const {
    return static_cast<std::int16_t>(segment.identification - identification_) > 0;
  }

  std::uint16_t identification_ = 0;
  bool numbered_ = false;  ///< the last two had different identifications
};

}  // namespace goldwire
