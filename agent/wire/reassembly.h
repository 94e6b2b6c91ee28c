// Reassembly: the segments of one connection -> both sides' bytes in causal order (RFC 9293).
//
// Contract: delivers Chunk, Gap and Close as protocols/base/stream.h promises: contiguous offsets
// per side from 0; a chunk comes after the peer bytes it acknowledges were delivered or given up. A
// hole is given up only when the peer acknowledged past it, when a limit is reached, when packet
// time went on for `patience`, or at the end. Bytes in order are delivered without a copy.
//
// The same packet may be seen at several points. What is seen first is taken, with its time; the
// others fill what it lacks. They prove no hole, and a clock of theirs moves nothing with what is
// old. Copies seen at the same point (a capture may not tell its interfaces apart) are known by
// their identification and time. A packet whose addresses or ports were translated on its way is
// one of another connection.
//
// It counts duplicates, retransmitted, duplicated, overlaps, out_of_order, out_of_window,
// delivered, holes and hole_bytes; of the payload given to take(), each octet is in exactly one of
// delivered, retransmitted, duplicated, overlaps, out_of_window or still held. The flow table
// counts connections, midstream, evicted and expired.
#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <memory>
#include <vector>

#include "agent/wire/direction.h"
#include "agent/wire/ended_connections.h"
#include "agent/wire/segment.h"
#include "agent/wire/vantage_lag.h"
#include "protocols/base/ledger.h"
#include "protocols/base/stream.h"

namespace goldwire {

struct ReassemblyLimits {
  std::size_t waiting = 4U << 20;                ///< octets kept per side behind a hole
  Duration patience = std::chrono::seconds(30);  ///< packet time a hole may stay open
  /// Packet time an acknowledgement must stand before it proves a hole (at most twice this): two
  /// capture queues may show it before the octets that it acknowledges.
  Duration grace = std::chrono::milliseconds(10);
};

class Reassembly {
 public:
  using Deliver = std::function<void(const Input&)>;

  /// All there is to know of a connection while nothing waits.
  struct Rest {
    std::array<Direction, 2> sides;
    Point point;
    std::array<std::uint32_t, 2> sent_again;
    Time now;
  };

  /// Counts into `ledger` and delivers to `deliver`; both outlive this.
  Reassembly(const ReassemblyLimits& limits, Ledger& ledger, const Deliver& deliver);
  /// Goes on where `rest` was taken.
  Reassembly(Rest&& rest, const ReassemblyLimits& limits, Ledger& ledger, const Deliver& deliver);
  ~Reassembly();
  Reassembly(Reassembly&&) noexcept;
  Reassembly& operator=(Reassembly&&) noexcept = delete;

  /// A segment sent by `from`. Its payload is borrowed for the call.
  void take(const Segment& segment, Side from);
  /// Packet time of the connection's vantage; gives up holes that waited longer than patience.
  void tick(Time now);
  bool awaits_time() const;  ///< a tick may do something before the next segment comes
  /// Gives up what still waits and closes the sides that are open.
  void finish(Ending kind, Time now);

  /// True when `segment` belongs to a later connection on the same tuple: its SYN has another
  /// initial sequence number, it goes on where a stray segment ended or acknowledges that (the SYN
  /// was missed), it has octets beyond the end of one that is over, or the side that reset this one
  /// goes on speaking (the reset was forged). The flow table then finishes this one and gives the
  /// strays, unless it is a SYN, and `segment` to a fresh Reassembly.
  bool starts_anew(const Segment& segment, Side from) const;
  /// The strays that wait, by time; they are counted no more.
  std::vector<Stray> release_strays();
  /// How many octets of `side` turned out to fit nowhere since this was asked last. They may be a
  /// connection's that was not seen otherwise.
  std::uint64_t take_refused(Side side);

  bool midstream(Side side) const;  ///< no SYN of that side was seen
  bool closed() const;              ///< both sides delivered their Close
  /// The sequence number of `side`'s stream offset 0; with the tuple it names the connection.
  std::uint32_t initial_sequence(Side side) const;
  /// What of `side` was seen.
  Extent extent(Side side) const;
  /// The clock of `vantage` is this connection's: it showed what was new last.
  bool goes_by(std::uint32_t vantage) const;
  /// How far behind each vantage is; empty when there is only one.
  std::vector<VantageLag> lags() const;
  std::size_t held() const;  ///< octets waiting behind holes, and strays
  void shed();               ///< gives up every hole now (Loss::limit)
  /// Nothing waits or is missing, and no side has ended. Of several points the one that leads is
  /// remembered.
  bool can_rest() const;
  /// Only where it can; this is of no use any more.
  Rest rest();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace goldwire
