// What was shown, per point and side.
#include "agent/wire/sightings.h"

#include <algorithm>
#include <utility>

namespace goldwire {
namespace {

constexpr std::size_t kMostPoints = 8;
constexpr Duration kMostLag = std::chrono::seconds(5);

}  // namespace

Sightings::Sightings(const Point& first) : clock_(first.vantage) {
  points_.push_back({first, {}});
  for (Led& side : led_) side.leader = first;
}

void Sightings::counted_before(Side side, std::uint64_t sent_again, const Latest& latest) {
  led_[index_of(side)].again = sent_again;
  Shown& shown = points_.front().sides[index_of(side)];
  shown.again = sent_again;
  shown.latest = latest;
}

void Sightings::shown_before(Side side, Range octets) {
  points_.front().sides[index_of(side)].ranges.add(octets);
}

Sightings::Shown& Sightings::shown_at(const Point& point, Side side) {
  auto known = std::ranges::find(points_, point, &Known::point);
  if (known == points_.end()) {
    if (points_.size() == kMostPoints) points_.erase(points_.begin());
    known = points_.insert(points_.end(), {point, {}});
  }
  return known->sides[index_of(side)];
}

Sightings::Counted Sightings::take(const Segment& segment, Side side, const Sighting& sighting) {
  Led& led = led_[index_of(side)];
  if (sighting.news) {
    led.leader = segment.point();
    clock_ = segment.vantage;
  }
  Counted counted;
  const bool elsewhere = segment.point() != led.leader;
  Shown& shown = shown_at(segment.point(), side);
  measure(segment, side, sighting);
  if (sighting.octets.begin >= sighting.octets.end) {
    counted.duplicate = elsewhere;
    return counted;
  }
  const bool first = shown.last == Time{};
  const Duration silence = segment.time - std::exchange(shown.last, segment.time);
  // One that goes on where others ended, as the next file of a set does, saw nothing of before.
  if (first && sighting.fresh > 0) shown.again = led.again;
  const std::uint64_t octets = sighting.octets.end - sighting.octets.begin;
  const std::uint64_t own = octets - shown.ranges.add(sighting.octets);
  const bool copy = own == octets && shown.latest.can_be_copy(segment, silence);
  if (own == 0) {
    shown.latest.follow(segment);
  } else if (!copy) {
    shown.latest.see(segment);
  }
  if (copy) {
    counted.duplicate = !sighting.news;
    return counted;
  }
  shown.again += std::min(own, sighting.again);
  const std::uint64_t more = shown.again > led.again ? shown.again - led.again : 0;
  counted.sent_again = std::min(more, sighting.again);
  led.again += counted.sent_again;
  counted.duplicate = !sighting.news && counted.sent_again == 0 && (elsewhere || own == 0);
  return counted;
}

/// Octets (and a SYN) shown first are awaited at the other points.
void Sightings::measure(const Segment& segment, Side side, const Sighting& sighting) {
  const bool octets = sighting.octets.begin < sighting.octets.end;
  if (!octets && !segment.syn) return;
  const bool fresh = octets ? sighting.fresh > 0 : sighting.news;
  const std::uint64_t end = octets ? sighting.octets.end : kSyn;
  for (Known& known : points_) {
    Shown& there = known.sides[index_of(side)];
    if (known.point != segment.point()) {
      if (!fresh || there.awaited != 0) continue;
      there.awaited = end;
      there.awaited_since = segment.time;
    } else if (fresh) {
      there.lag = Duration{};
    } else if (there.awaited == end ||
               (octets && sighting.octets.begin < there.awaited && there.awaited < end)) {
      there.lag = segment.time - there.awaited_since;
      if (known.point.vantage != clock_) lag_ = std::clamp(*there.lag, Duration{}, kMostLag);
      there.awaited = 0;
    }
  }
}

std::vector<VantageLag> Sightings::lags() const {
  std::vector<VantageLag> lags;
  for (const Known& known : points_) {
    auto lag = std::ranges::find(lags, known.point.vantage, &VantageLag::vantage);
    if (lag == lags.end()) lag = lags.insert(lags.end(), {known.point.vantage, {}});
    for (const std::size_t side : {0U, 1U}) {
      const std::optional<Duration>& here = known.sides[side].lag;
      if (here) lag->sides[side] = std::min(lag->sides[side].value_or(*here), *here);
    }
  }
  if (lags.size() == 1) return {};
  std::ranges::sort(lags, {}, &VantageLag::vantage);
  return lags;
}

}  // namespace goldwire
