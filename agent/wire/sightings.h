// Sightings: what each of several observation points has shown of one connection.
//
// Contract: made when a second point shows a connection, so that the usual one has no cost. The
// point that shows something first leads its side; what others show of it are duplicates. Octets
// that a point shows again were sent again: the side's retransmissions are those of the point that
// saw most of them, so that each counts once, whichever point comes first and however far the
// points' clocks are apart. Bounded: few points are known at a time, the latest, and few ranges of
// each.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "agent/wire/latest.h"
#include "agent/wire/ranges.h"
#include "agent/wire/segment.h"
#include "agent/wire/vantage_lag.h"
#include "protocols/base/stream.h"

namespace goldwire {

class Sightings {
 public:
  explicit Sightings(const Point& first);

  /// One side's part in take().
  struct Sighting {
    Range octets;             ///< captured ones that have a place in the stream
    std::uint64_t fresh = 0;  ///< of them, those that nobody showed before
    std::uint64_t again = 0;  ///< of them, those that count as seen before
    bool news = false;        ///< it told anything new of its side
  };
  struct Counted {
    std::uint64_t sent_again = 0;  ///< of the octets seen before; the others are duplicates
    bool duplicate = false;        ///< the segment told nothing that was not seen elsewhere
  };
  /// Of what was shown at the first point before there was a second: the octets shown again, and
  /// the latest packet.
  void counted_before(Side side, std::uint64_t sent_again, const Latest& latest);
  /// What was shown at the first point before there was a second.
  void shown_before(Side side, Range octets);
  Counted take(const Segment& segment, Side side, const Sighting& sighting);
  /// The point that told something new of the client last.
  const Point& leader() const { return led_.front().leader; }
  /// The vantage that told something new last: time passes by its clock.
  std::uint32_t clock() const { return clock_; }
  /// How much later than the first the others show octets, at most a few seconds: as long, an
  /// acknowledgement may come before the octets that it acknowledges.
  Duration lag() const { return lag_; }
  /// Of each vantage, in their order; empty when there is only one, at several interfaces.
  std::vector<VantageLag> lags() const;

 private:
  struct Shown {
    Ranges ranges;
    std::uint64_t again = 0;  ///< octets that it showed again
    /// Where octets end (or kSyn) that another point showed, awaited here to see how far behind
    /// this one is. 0: nothing.
    std::uint64_t awaited = 0;
    Time awaited_since;
    std::optional<Duration> lag;
    Time last;  ///< packet with octets; none: there was none
    Latest latest;
  };
  struct Known {
    Point point;
    std::array<Shown, 2> sides;
  };
  struct Led {
    Point leader;
    std::uint64_t again = 0;  ///< octets counted as sent again
  };

  static constexpr std::uint64_t kSyn = static_cast<std::uint64_t>(-1);

  Shown& shown_at(const Point& point, Side side);
  void measure(const Segment& segment, Side side, const Sighting& sighting);

  std::vector<Known> points_;  ///< in the order in which they appeared
  std::array<Led, 2> led_;
  std::uint32_t clock_;
  Duration lag_{};
};

}  // namespace goldwire
