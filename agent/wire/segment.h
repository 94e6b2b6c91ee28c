// Segment: one TCP segment (RFC 9293 section 3.1) as dissect found it.
//
// Contract: `payload` is borrowed from the packet.
#pragma once

#include <cstdint>

#include "agent/wire/endpoint.h"
#include "protocols/base/bytes.h"
#include "protocols/base/time.h"

namespace goldwire {

/// Where packets are seen. The same packet shows at several of them: at both ends of its way, at a
/// virtual interface and the bridge that it is plugged into.
struct Point {
  std::uint32_t vantage = 0;
  std::uint32_t interface = 0;
  friend bool operator==(const Point&, const Point&) = default;
};

struct Segment {
  Endpoint source;
  Endpoint destination;
  Time time;
  std::uint32_t vantage = 0;
  std::uint32_t interface = 0;  ///< inside the vantage: from the SLL2 header, else the packet's
  std::uint32_t sequence = 0;   ///< of the first payload octet, or of the SYN
  std::uint32_t acknowledgement = 0;  ///< valid when `ack`
  bool syn = false;
  bool ack = false;
  bool fin = false;
  bool rst = false;
  Bytes payload;
  std::uint32_t missing = 0;  ///< payload octets after `payload` that the capture cut off
  /// Grows from packet to packet of one sender, and a copy has its original's: the IPv4
  /// identification or, without one, the low half of the TCP timestamp (RFC 7323). 0: neither.
  std::uint16_t identification = 0;
  bool timestamped = false;  ///< it is the timestamp, which several packets may share

  Point point() const { return {vantage, interface}; }
};

}  // namespace goldwire
