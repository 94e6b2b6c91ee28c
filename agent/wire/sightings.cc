// Ranges of offsets per point and side.
#include "agent/wire/sightings.h"

#include <algorithm>
#include <utility>

namespace goldwire {
namespace {

constexpr std::size_t kMostPoints = 8;
constexpr std::size_t kMostRanges = 16;
constexpr Duration kMostLag = std::chrono::seconds(5);

}  // namespace

std::uint64_t Ranges::add(Range range) {
  if (range.begin >= range.end) return 0;
  // Nearly always the next octets, right after all others.
  auto first = ranges_.end();
  while (first != ranges_.begin() && std::prev(first)->end >= range.begin) --first;
  auto last = first;
  std::uint64_t known = 0;
  Range merged = range;
  for (; last != ranges_.end() && last->begin <= range.end; ++last) {
    const std::uint64_t from = std::max(last->begin, range.begin);
    const std::uint64_t to = std::min(last->end, range.end);
    if (to > from) known += to - from;
    merged = {std::min(merged.begin, last->begin), std::max(merged.end, last->end)};
  }
  if (first == last) {
    ranges_.insert(first, merged);
  } else {
    *first = merged;
    ranges_.erase(first + 1, last);
  }
  if (ranges_.size() > kMostRanges) {
    ranges_[1].begin = ranges_[0].begin;
    ranges_.erase(ranges_.begin());
  }
  return range.end - range.begin - known;
}

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
  if (sighting.octets.begin >= sighting.octets.end) {
    counted.duplicate = elsewhere;
    return counted;
  }
  Shown& shown = shown_at(segment.point(), side);
  const bool first = shown.last == Time{};
  const Duration silence = segment.time - std::exchange(shown.last, segment.time);
  // One that goes on where others ended, as the next file of a set does, saw nothing of before.
  if (first && sighting.fresh > 0) shown.again = led.again;
  const std::uint64_t octets = sighting.octets.end - sighting.octets.begin;
  const std::uint64_t own = octets - shown.ranges.add(sighting.octets);
  measure(segment, side, sighting);
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

/// Octets shown first are awaited at the other points.
void Sightings::measure(const Segment& segment, Side side, const Sighting& sighting) {
  for (Known& known : points_) {
    Shown& there = known.sides[index_of(side)];
    const bool here = known.point == segment.point();
    if (here && there.awaited != 0 && sighting.octets.begin < there.awaited &&
        there.awaited <= sighting.octets.end) {
      const Duration late = segment.time - there.awaited_since;
      if (known.point.vantage != clock_) lag_ = std::clamp(late, Duration{}, kMostLag);
      there.awaited = 0;
    } else if (!here && there.awaited == 0 && sighting.fresh > 0) {
      there.awaited = sighting.octets.end;
      there.awaited_since = segment.time;
    }
  }
}

}  // namespace goldwire
