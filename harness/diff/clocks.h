// Clocks: how far the clocks that told a run's times are ahead of the capture's.
//
// Contract: only the run's own packets tell, by the times that the golden relates to their calls;
// never today's date. Times that are ahead by as much, give or take minutes, were told by a clock
// when two services made some of them, when they are most of all, or, for one service alone, when
// they are three quarters of what it made. Three days ahead or behind is no clock. The capture's
// own clock always is one. Who made a time is who was first to send it; what is passed on is no
// further evidence. Times without a zone have clocks of their own, since hosts have zones of their
// own. Borrows nothing.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/align/likeness.h"
#include "harness/canonical/canonical.h"
#include "harness/canonical/noise_kind.h"

namespace goldwire {

struct Node;

class Clocks {
 public:
  Clocks(const std::vector<Node>& nodes, const Likeness& likeness, const CanonicalRun& run);

  /// For a time that is written as `text` at `path` of `span`.
  CallTime at(const CanonicalSpan& span, std::string_view path, std::string_view text) const;

 private:
  struct Vote;
  /// A service (none: the run), and whether its times name no zone.
  using Clock = std::pair<std::string, bool>;

  void believe(const std::vector<Vote>& votes, bool local, Duration width);

  Time begin_ = Time::max();  ///< of the run
  std::map<Clock, std::vector<Duration>> ahead_;
  /// Of times, by nanosecond; not of whole seconds close to the packets', which are anybody's.
  std::map<std::int64_t, std::string> maker_;
};

}  // namespace goldwire
