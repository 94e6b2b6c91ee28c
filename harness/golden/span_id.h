// Span ids of a golden: short, and kept when something else changes.
//
// Contract: an id depends on the parent's id, the span's own call and its number among equal
// siblings only. Ids of one SpanIds are unique.
#pragma once

#include <map>
#include <set>
#include <string>

#include "harness/golden/golden.h"

namespace goldwire {

class SpanIds {
 public:
  /// For `span`, whose parent is set. Siblings are given in their order.
  std::string next(const GoldenSpan& span);
  /// Reserves an id that is already in use.
  void keep(const std::string& id) { used_.insert(id); }

 private:
  std::map<std::string, int> counts_;
  std::set<std::string> used_;
};

/// A duration in milliseconds, rounded up to 1, 2 or 5 times a power of ten.
std::uint64_t rounded_ms(Duration duration);

}  // namespace goldwire
