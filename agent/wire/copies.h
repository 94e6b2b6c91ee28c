// Copies: octets of a connection that were seen before: sent again, or those of a packet that was
// seen elsewhere as well, or twice at one point.
//
// Contract: while one point alone shows the connection (the usual case), a copy is told by its
// identification and time (latest.h); from the second on, by what each point showed
// (sightings.h). Counts duplicates, retransmitted and duplicated.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "agent/wire/direction.h"
#include "agent/wire/segment.h"
#include "agent/wire/sightings.h"
#include "agent/wire/vantage_lag.h"
#include "protocols/base/ledger.h"

namespace goldwire {

class Copies {
 public:
  /// Octets of each side that were counted as sent again.
  using SentAgain = std::array<std::uint32_t, 2>;

  Copies() = default;
  /// Goes on where leader() and sent_again() were taken.
  Copies(const Point& leader, const SentAgain& sent_again)
      : point_(leader), sent_again_(sent_again) {}

  /// Nothing was seen but at `point`.
  bool only_at(const Point& point) const { return point == point_; }
  /// From now on what is seen at `point` counts as well. `sides` tell what was seen so far.
  void look_from(const Point& point, const std::array<Direction, 2>& sides);
  /// Counts the octets of `segment` that were seen before into `ledger`. `copy`: it can be one.
  void count(const Segment& segment, Side from, const Sightings::Sighting& sighting, bool copy,
             Ledger& ledger);

  /// The clock of `vantage` is the connection's: it showed what was new last.
  bool goes_by(std::uint32_t vantage) const {
    return !sightings_ || sightings_->clock() == vantage;
  }
  /// Sightings' lag(); zero at one point.
  Duration lag() const { return sightings_ ? sightings_->lag() : Duration{}; }
  /// Sightings' lags(); empty at one point.
  std::vector<VantageLag> lags() const;
  Point leader() const { return sightings_ ? sightings_->leader() : point_; }
  const SentAgain& sent_again() const { return sent_again_; }

 private:
  static constexpr std::uint32_t kNowhere = static_cast<std::uint32_t>(-1);

  Point point_{kNowhere,
               0};  ///< the only one that showed the connection; nowhere: none, or several
  std::unique_ptr<Sightings> sightings_;  ///< when there are several
  SentAgain sent_again_{0, 0};
};

}  // namespace goldwire
