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
    sent_again_ = false;
    set(segment);
  }
  /// Any other that is no copy.
  void see(const Segment& segment) {
    if (segment.identification != identification_ && !later(segment)) return;
    sent_again_ = true;
    set(segment);
  }
  /// `segment`, all of whose octets were seen, can be a copy of a packet seen. The one before it
  /// came `silence` earlier.
  bool can_be_copy(const Segment& segment, Duration silence) const {
    // Shorter than usual timeouts for retransmission (RFC 6298), longer than a host takes to pass a
    // packet on.
    constexpr Duration kIdentified = std::chrono::milliseconds(100);
    constexpr Duration kAtOnce = std::chrono::milliseconds(1);
    if (segment.identification == 0 || (!segment.timestamped && !numbered_)) {
      return silence < kAtOnce;
    }
    if (silence >= kIdentified || later(segment)) return false;
    // Who sends two packets again within a millisecond gives both the same timestamp.
    return segment.identification != identification_ || !segment.timestamped || !sent_again_ ||
           low_half(segment.sequence) == sequence_;
  }

 private:
  static std::uint16_t low_half(std::size_t number) { return static_cast<std::uint16_t>(number); }
  /// In the order of serial numbers (RFC 1982).
  bool later(const Segment& segment) const {
    return static_cast<std::int16_t>(segment.identification - identification_) > 0;
  }
  /// What is larger than Ethernet carries may be cut into packets further on; they take the numbers
  /// that follow, and the sender leaves those out.
  void set(const Segment& segment) {
    constexpr std::size_t kEthernetSegment = 1460;
    const std::size_t octets = segment.payload.size() + segment.missing;
    identification_ = segment.identification;
    if (octets > kEthernetSegment && !segment.timestamped) {
      identification_ += low_half((octets - 1) / kEthernetSegment);
    }
    sequence_ = low_half(segment.sequence);
  }

  std::uint16_t identification_ = 0;
  std::uint16_t sequence_ = 0;
  bool numbered_ = false;    ///< the last two that followed had different identifications
  bool sent_again_ = false;  ///< the latest did not follow
};

}  // namespace goldwire
