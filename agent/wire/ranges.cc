// Ranges: a short sorted list.
#include "agent/wire/ranges.h"

#include <algorithm>
#include <iterator>

namespace goldwire {
namespace {

constexpr std::size_t kMostRanges = 16;

/// How many offsets both have.
std::uint64_t both(Range a, Range b) {
  const std::uint64_t begin = std::max(a.begin, b.begin);
  const std::uint64_t end = std::min(a.end, b.end);
  return end > begin ? end - begin : 0;
}

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
    known += both(*last, range);
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

std::uint64_t Ranges::shared(Range range) const {
  std::uint64_t shared = 0;
  for (const Range& in : ranges_) shared += both(in, range);
  return shared;
}

}  // namespace goldwire
