// Direction: one side's stream of a TCP connection, as far as segments and the peer's
// acknowledgements tell of it. It orders that side's octets and knows what of them is proved to be
// lost.
//
// Contract: sequence numbers become stream offsets (64 bits; wrap-around ends here). Where offset 0
// is:
//   - after the SYN, when that was seen;
//   - else at what the peer's first acknowledgement asks for next: what it had is before our time;
//   - else at the first segment of this side. An empty one may be a keep-alive (RFC 9293 section
//     3.8.4), which stands one octet before the stream's next; so may one of a single octet.
// While neither side delivered anything, a first segment further on moves offset 0 there.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "agent/wire/backlog.h"
#include "agent/wire/latest.h"
#include "agent/wire/ranges.h"
#include "agent/wire/segment.h"
#include "agent/wire/stray.h"

namespace goldwire {

/// How far from the expected offset a sequence or acknowledgement number is believed. More than any
/// usual receive window, far less than what a random number would hit.
inline constexpr std::int64_t kWindow = 64 << 20;

class Direction {
 public:
  /// What is rarely needed: octets out of order, and how long acknowledgements wait for octets.
  struct Trouble {
    Backlog backlog;
    struct Fin {
      std::uint64_t offset;
      Time time;
      std::uint64_t acked;
    };
    std::optional<Fin> fin;      ///< seen, but octets before it lack
    std::uint64_t settled = 0;   ///< acknowledged for at least the grace
    std::uint64_t maturing = 0;  ///< acknowledged since `since`; 0: nothing
    Time since;
    Ranges lost;                   ///< the holes given up
    std::unique_ptr<Stray> stray;  ///< the latest, until something tells what it was
    /// Where the peer stood when it acknowledged, for the last time, octets that were not seen.
    std::uint64_t acked_from = 0;
  };

  /// Learns from a segment of this side where the stream begins. `fresh`: the peer delivered
  /// nothing yet, and nothing of it waits. False when its SYN is that of another connection.
  bool meet(const Segment& segment, bool fresh);
  /// Takes the peer's acknowledgement of this side; gives the offset it stands for, held down to
  /// what can be believed.
  std::uint64_t acknowledge(std::uint32_t number);
  /// A segment's octets.
  struct Sorted {
    std::optional<OctetRun> placed;  ///< those that have a place in the stream
    std::optional<OctetRun> fresh;   ///< of them, those not delivered yet and not given up
    std::uint64_t again = 0;         ///< how many of them were delivered already
    std::uint64_t refused = 0;       ///< octets of an earlier stray that turned out to fit nowhere
  };
  /// Sorts out which of a segment's octets are new. Those that are refused are counted.
  Sorted sort_out(const Segment& segment, std::uint64_t acked, Ledger& ledger);
  /// Notes the end of the stream that a FIN tells; false when it told nothing new.
  bool note_fin(const Segment& segment, std::uint64_t acked);
  /// How much of this side's stream was sent before `reset`; 0 when it does not tell. One that does
  /// not acknowledge anything takes its number from the peer (RFC 9293 section 3.10.7.1), and one
  /// more than was seen may be a FIN's.
  std::uint64_t end_told_by(const Segment& reset) const;
  /// True when a RST with this sequence number can be one of this stream.
  bool plausible_reset(std::uint32_t sequence) const;

  /// Lets the acknowledgements of octets not seen grow old.
  void mature(Time now, Duration grace);
  /// Where the octets in hand begin (or the FIN stands); empty when nothing waits.
  std::optional<std::uint64_t> head() const;
  /// The peer acknowledged one octet more than was seen, and nothing came after: the FIN was
  /// missed.
  bool fin_missed() const;
  /// True when all octets before `offset` were delivered, given up, or are none (a FIN).
  bool reached(std::uint64_t offset) const {
    return offset <= next || closed || (offset == next + 1 && fin_missed());
  }
  /// A hole at the head was given up.
  void lose(std::uint64_t length);
  void advance(std::uint64_t length) { next += length; }
  /// Counts what still waits. Gives the octets of a stray, which fit nowhere.
  std::uint64_t close(Ledger& ledger);
  /// `segment`, of this side or the peer, goes on from a stray of this side.
  bool follows_stray(const Segment& segment, bool of_peer) const;

  /// Nothing waits, and nothing is acknowledged that was not seen.
  bool calm() const {
    return closed || (acked <= next && (!trouble || (trouble->backlog.empty() && !trouble->fin)));
  }
  std::int64_t offset_of(std::uint32_t sequence) const {
    return static_cast<std::int64_t>(next) + static_cast<std::int32_t>(sequence - expected());
  }
  std::uint32_t expected() const { return initial + static_cast<std::uint32_t>(next); }
  std::size_t held() const { return trouble ? trouble->backlog.held() : 0; }
  Trouble& in_trouble();
  Sorted astray(const Segment& segment, Ledger& ledger);
  /// Counts it; gives its octets.
  std::uint64_t refuse_stray(Ledger& ledger);

  std::uint64_t next = 0;     ///< offset after all that was delivered or given up
  std::uint64_t acked = 0;    ///< the highest offset the peer acknowledged
  std::uint32_t initial = 0;  ///< sequence number of offset 0
  Latest latest;              ///< packet of this side
  bool known = false;         ///< `initial` means something
  bool syn = false;           ///< the SYN was seen
  bool seen = false;          ///< a segment of this side was seen, not only acknowledgements of it
  bool loose = false;  ///< only empty segments without SYN so far: offset 0 may be one further
  bool closed = false;
  std::unique_ptr<Trouble> trouble;
};

}  // namespace goldwire
