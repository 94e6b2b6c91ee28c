// Stray: a segment outside of a side's window. It is nonsense, of an earlier connection, or the
// first that is seen of a later one on the tuple, whose SYN was missed: the next segments tell.
//
// Contract: owns its payload.
#pragma once

#include <string>
#include <utility>

#include "agent/wire/segment.h"

namespace goldwire {

class Stray {
 public:
  explicit Stray(const Segment& segment) : segment_(segment), payload_(as_text(segment.payload)) {}

  /// Its payload is borrowed from this.
  Segment segment() const {
    Segment segment = segment_;
    segment.payload = as_bytes(payload_);
    return segment;
  }
  /// The sequence number after its last octet.
  std::uint32_t end() const {
    return segment_.sequence + static_cast<std::uint32_t>(payload_.size()) + segment_.missing;
  }
  std::size_t octets() const { return payload_.size(); }
  bool is_again(const Segment& other) const {
    return other.sequence == segment_.sequence && other.payload.size() == payload_.size();
  }

 private:
  Segment segment_;  ///< without its payload
  std::string payload_;
};

}  // namespace goldwire
