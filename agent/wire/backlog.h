// Backlog: pieces of one side's stream that arrived before their turn.
//
// Contract: owns copies; pieces never overlap. Where two segments disagree the first one wins.
// Offsets are those of the stream.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "protocols/base/bytes.h"
#include "protocols/base/ledger.h"
#include "protocols/base/time.h"

namespace goldwire {

/// A run of stream octets as a segment brought them: first those captured, then those that the
/// capture cut off (snaplen).
struct OctetRun {
  std::uint64_t begin = 0;
  std::uint64_t length = 0;  ///< captured and cut
  Bytes bytes;               ///< the captured ones; borrowed
  Time time;
  std::uint64_t acked = 0;  ///< peer offset that the segment acknowledged

  std::uint64_t end() const { return begin + length; }
  /// The part of it inside [from, to), which must lie inside it.
  OctetRun part(std::uint64_t from, std::uint64_t to) const;
};

class Backlog {
 public:
  /// Keeps what of `run` is not kept yet. Gives how many octets are kept already; those that differ
  /// from them count as overlaps and are left out.
  std::uint64_t keep(const OctetRun& run, Ledger& ledger);

  bool empty() const { return pieces_.empty(); }
  /// The piece that stands first, borrowed until drop_front(); not on an empty backlog.
  OctetRun front() const;
  void drop_front();
  std::uint64_t end() const;  ///< of the last piece; 0 when empty
  /// Where the first piece begins whose segment acknowledged more than `offset` of the peer.
  std::optional<std::uint64_t> first_acknowledging(std::uint64_t offset) const;
  /// Octets kept, with what keeping a piece costs: many tiny pieces are no way around a limit.
  std::size_t held() const { return held_; }
  std::uint64_t octets() const;  ///< captured octets kept
  /// Calls f(begin, end) for the captured octets of each piece, in order.
  template <class F>
  void each(F&& f) const {
    for (const auto& [begin, piece] : pieces_) f(begin, begin + piece.bytes.size());
  }

 private:
  struct Piece {
    std::uint64_t length;
    std::string bytes;
    Time time;
    std::uint64_t acked;
  };
  static std::uint64_t compare(std::uint64_t begin, const Piece& piece, const OctetRun& part,
                               Ledger& ledger);

  std::map<std::uint64_t, Piece> pieces_;  ///< by begin
  std::size_t held_ = 0;
};

}  // namespace goldwire
