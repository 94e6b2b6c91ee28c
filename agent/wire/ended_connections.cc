// A ring, and for each tuple where its latest stands.
#include "agent/wire/ended_connections.h"

namespace goldwire {

bool Extent::covers(const Segment& segment) const {
  if (!known) return false;
  // A SYN that was missed stands right before what was seen.
  const std::uint32_t first = begin - (segment.syn && !syn ? 1U : 0U);
  if (segment.syn && segment.sequence != first) return false;
  const std::uint32_t length = static_cast<std::uint32_t>(segment.payload.size()) +
                               segment.missing + (segment.syn ? 1U : 0U) + (segment.fin ? 1U : 0U);
  return static_cast<std::int32_t>(segment.sequence - first) >= 0 &&
         static_cast<std::int32_t>(end - (segment.sequence + length)) >= 0;
}

void EndedConnections::remember(std::uint64_t tuple, const std::array<Extent, 2>& sides,
                                std::uint32_t vantage) {
  if (most_ == 0) return;
  const std::uint64_t place = count_++;
  if (ended_.size() < most_) {
    ended_.emplace_back();
  } else {
    const auto forgotten = latest_.find(ended_[place % most_].tuple);
    if (forgotten != latest_.end() && forgotten->second + most_ == place) latest_.erase(forgotten);
  }
  const auto [known, first] = latest_.try_emplace(tuple, place);
  const std::uint64_t back = place - known->second;
  known->second = place;
  ended_[place % most_] = {tuple, sides, vantage, static_cast<std::uint32_t>(back)};
}

std::optional<std::uint32_t> EndedConnections::shown_by(std::uint64_t tuple, bool lower,
                                                        const Segment& segment) const {
  const auto known = latest_.find(tuple);
  if (known == latest_.end()) return std::nullopt;
  for (std::uint64_t place = known->second;;) {
    const Ended& ended = ended_[place % most_];
    if (ended.sides[lower ? 0 : 1].covers(segment)) return ended.vantage;
    if (ended.earlier == 0 || place - ended.earlier + most_ < count_) return std::nullopt;
    place -= ended.earlier;
  }
}

}  // namespace goldwire
