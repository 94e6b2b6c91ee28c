// What reassembly tells a conversation: the next bytes of one side, a hole in them, or their end.
//
// Contract: inputs of one connection arrive in causal order (design, law 2): a chunk comes after
// the peer bytes it acknowledges were delivered or given up. Offsets of one side are contiguous:
// each Chunk or Gap begins where the one before it ended, starting at 0.
#pragma once

#include <cstdint>
#include <string_view>
#include <variant>

#include "protocols/base/bytes.h"
#include "protocols/base/time.h"

namespace goldwire {

enum class Side : std::uint8_t { client, server };

constexpr Side peer_of(Side side) { return side == Side::client ? Side::server : Side::client; }
constexpr std::size_t index_of(Side side) { return side == Side::client ? 0U : 1U; }

/// The next bytes of one side. `bytes` is borrowed for the call that delivers it.
struct Chunk {
  Side side = Side::client;
  std::uint64_t offset = 0;  ///< of the first byte in this side's stream
  Bytes bytes;
  Time time;                ///< of the packet that carried them
  std::uint64_t acked = 0;  ///< peer stream offset up to which this side acknowledged when it sent
};

/// Why bytes are missing.
enum class Loss : std::uint8_t {
  acknowledged,  ///< the peer acknowledged bytes that no packet showed
  snaplen,       ///< the capture cut the packet
  limit,         ///< a buffer limit made reassembly give up waiting
  silence,       ///< packet time went on too long without them
  end            ///< the capture or connection ended with later bytes waiting
};

/// A hole of exactly `length` bytes.
struct Gap {
  Side side = Side::client;
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
  Loss cause = Loss::acknowledged;
  Time time;
};

/// How a side's stream ended.
enum class Ending : std::uint8_t { fin, reset, idle, evicted, end_of_capture };

/// No more bytes of this side will come. Only `fin` means that the sender finished on purpose.
struct Close {
  Side side = Side::client;
  Ending kind = Ending::fin;
  Time time;
};

using Input = std::variant<Chunk, Gap, Close>;

}  // namespace goldwire
