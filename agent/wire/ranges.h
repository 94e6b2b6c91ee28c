// Ranges: sets of stream offsets.
#pragma once

#include <boost/container/small_vector.hpp>
#include <cstdint>

namespace goldwire {

/// Stream offsets [begin, end).
struct Range {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
};

/// Offsets, as few ranges as possible. Above a limit, what lies between the lowest two counts as
/// in.
class Ranges {
 public:
  /// How many offsets of `range` were not in yet; now they are.
  std::uint64_t add(Range range);
  /// How many offsets of `range` are in.
  std::uint64_t shared(Range range) const;

  auto begin() const { return ranges_.begin(); }
  auto end() const { return ranges_.end(); }

 private:
  boost::container::small_vector<Range, 1> ranges_;  ///< in order, apart from each other
};

}  // namespace goldwire
