// Choice: which traces are meant, by their roots.
#pragma once

#include <vector>

#include "agent/trace/trace.h"
#include "harness/golden/selector.h"

namespace goldwire {

struct Choice {
  std::vector<Selector> include;  ///< empty: all
  std::vector<Selector> exclude;

  bool takes(const Fields& root) const;
  bool takes(const Trace& trace) const;
  /// One of the selectors fits: what is taken for want of an exclusion alone is not meant.
  bool means(const Fields& root) const;
  bool empty() const { return include.empty() && exclude.empty(); }
};

/// The root of a trace; null when it has no span.
const Span* root_of(const Trace& trace);

}  // namespace goldwire
