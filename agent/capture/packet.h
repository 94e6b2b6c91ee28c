// Packet: what a source gives, untouched.
//
// Contract: `bytes` is borrowed until the source's next read.
#pragma once

#include <cstddef>
#include <cstdint>

#include "protocols/base/bytes.h"
#include "protocols/base/time.h"

namespace goldwire {

/// Octets that a source gives of one packet at most; the rest counts as cut. More than the largest
/// that Linux makes of several (BIG TCP, 512 KB).
inline constexpr std::size_t kLargestPacket = 1U << 20;

struct Packet {
  Time time;
  std::uint32_t vantage = 0;      ///< which file or live interface; counts from 0 within one run
  std::uint32_t interface = 0;    ///< inside the vantage: a pcapng file may hold several
  std::uint32_t link_type = 0;    ///< LINKTYPE_ value of the tcpdump.org registry
  std::uint32_t wire_length = 0;  ///< octets on the wire; `bytes` may be fewer (snaplen)
  Bytes bytes;
};

}  // namespace goldwire
