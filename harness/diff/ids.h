// Ids: which value of the run each renamed id of the golden is.
//
// Contract: the first place in the flow where an id stands decides, unless that value already is
// another id; so that the first place that uses it otherwise is the finding, not the last. Borrows
// from the comparison.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "harness/diff/comparison.h"

namespace goldwire {

class Ids {
 public:
  explicit Ids(const Comparison& all);

  /// The value of `symbol`; empty when it stands nowhere in the run.
  std::string_view value(std::string_view symbol) const;
  /// The symbol that `value` is; empty when it is none, or too common a value to tell.
  std::string_view symbol(std::string_view value) const;
  /// The node where the golden first shows `symbol`; kNoSpan when unknown.
  std::size_t origin(std::string_view symbol) const;

 private:
  void bind(const Comparison& all, std::size_t node, bool answer);

  struct Bound {
    std::string_view value;
    std::size_t origin = kNoSpan;
  };
  std::map<std::string_view, Bound> bound_;
  std::map<std::string_view, std::string_view> symbol_of_;
  std::map<std::string_view, ValueClass> classes_;
};

}  // namespace goldwire
