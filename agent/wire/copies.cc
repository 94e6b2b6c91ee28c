// One point, then several.
#include "agent/wire/copies.h"

#include <utility>

namespace goldwire {

void Copies::look_from(const Point& point, const std::array<Direction, 2>& sides) {
  if (sightings_ || point == point_) return;
  if (point_.vantage == kNowhere) {
    point_ = point;
    return;
  }
  sightings_ = std::make_unique<Sightings>(std::exchange(point_, {kNowhere, 0}));
  for (const Side side : {Side::client, Side::server}) {
    const Direction& self = sides[index_of(side)];
    sightings_->counted_before(side, sent_again_[index_of(side)], self.latest);
    if (!self.trouble) {
      sightings_->shown_before(side, {0, self.next});
      continue;
    }
    const Direction::Trouble& here = *self.trouble;
    std::uint64_t at = 0;
    for (const Range& hole : here.lost) {
      sightings_->shown_before(side, {at, hole.begin});
      at = hole.end;
    }
    sightings_->shown_before(side, {at, self.next});
    here.backlog.each([&](std::uint64_t begin, std::uint64_t end) {
      sightings_->shown_before(side, {begin, end});
    });
  }
}

void Copies::count(const Segment& segment, Side from, const Sightings::Sighting& sighting,
                   bool copy, Ledger& ledger) {
  Sightings::Counted counted;
  if (sightings_) {
    counted = sightings_->take(segment, from, sighting);
  } else if (copy) {
    counted.duplicate = sighting.again > 0 && !sighting.news;
  } else {
    counted.sent_again = sighting.again;
  }
  sent_again_[index_of(from)] += static_cast<std::uint32_t>(counted.sent_again);
  ledger.retransmitted += counted.sent_again;
  ledger.duplicated += sighting.again - counted.sent_again;
  if (counted.duplicate) ++ledger.duplicates;
}

std::vector<VantageLag> Copies::lags() const {
  return sightings_ ? sightings_->lags() : std::vector<VantageLag>{};
}

}  // namespace goldwire
