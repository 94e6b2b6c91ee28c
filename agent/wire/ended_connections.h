// EndedConnections: which octets of which tuples were observed already, after their connections are
// forgotten. A vantage whose clock is behind or ahead shows the same packets minutes or hours later
// or earlier; they are no new connection.
//
// Contract: remembers the latest so many. Needs their sequence numbers only: a connection that was
// joined midway is known by the part that was seen. One that another vantage saw from an earlier
// point on is not.
#pragma once

#include <array>
#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <optional>
#include <vector>

#include "agent/wire/segment.h"

namespace goldwire {

/// The sequence numbers that one side of a connection used, as far as was seen.
struct Extent {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;  ///< after the last, a FIN included
  bool syn = false;       ///< the first one is a SYN's
  bool known = false;     ///< there are any

  /// All of `segment`'s numbers are among them.
  bool covers(const Segment& segment) const;
};

class EndedConnections {
 public:
  explicit EndedConnections(std::size_t most) : most_(most) {}

  /// `tuple` is a hash of both endpoints; `sides` are the lower endpoint's and the other's.
  void remember(std::uint64_t tuple, const std::array<Extent, 2>& sides, std::uint32_t vantage);
  /// The vantage that showed the connection that `segment`, of the lower endpoint or the other, is
  /// of; empty when it is of none of them.
  std::optional<std::uint32_t> shown_by(std::uint64_t tuple, bool lower,
                                        const Segment& segment) const;

 private:
  struct Ended {
    std::uint64_t tuple;
    std::array<Extent, 2> sides;
    std::uint32_t vantage;
    std::uint32_t earlier;  ///< how many places before this the same tuple's stands; 0: none
  };

  std::size_t most_;
  std::uint64_t count_ = 0;   ///< remembered so far
  std::vector<Ended> ended_;  ///< the n-th stands at n % most_
  boost::unordered_flat_map<std::uint64_t, std::uint64_t> latest_;  ///< by tuple
};

}  // namespace goldwire
