// Ids: which value of the run each renamed id of the golden is.
//
// Contract: the first place in the flow where an id stands decides, unless that value already is
// another id, or does not look like this one; so that the first place that uses it otherwise is the
// finding, not the last. A place whose text may be cut in several ways decides only what no other
// does. Borrows from the comparison.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/canonical/noise_kind.h"
#include "harness/canonical/part_finder.h"
#include "harness/diff/comparison.h"

namespace goldwire {

class Ids {
 public:
  explicit Ids(const Comparison& all);

  /// The value of `symbol`; empty when it stands nowhere in the run.
  std::string_view value(std::string_view symbol) const;
  /// How its values look; nothing when the golden does not list it.
  std::optional<NoiseKind> kind(std::string_view symbol) const;
  /// The symbol that `value` is; empty when it is none, or too common a value to tell.
  std::string_view symbol(std::string_view value) const;
  /// What of `text` stands at each volatile piece: the known ids and what has the shape of its kind
  /// where they fit, else anything of the piece's class. Nothing when `text` does not fit.
  std::optional<std::vector<std::string_view>> captured(const Pattern& pattern,
                                                        std::string_view text) const;
  /// `text` with every id renamed that stands in it; nothing when none does.
  std::optional<Pattern> renamed(std::string_view text) const;
  /// The node where the golden first shows `symbol`; kNoSpan when unknown.
  std::size_t origin(std::string_view symbol) const;

 private:
  void bind(std::size_t node, bool answer, bool ambiguous);

  struct Bound {
    std::string_view value;
    std::size_t origin = kNoSpan;
  };
  const Comparison& all_;
  std::map<std::string_view, Bound> bound_;
  std::map<std::string_view, std::string_view> symbol_of_;
  std::map<std::string_view, NoiseKind> kinds_;
  PartFinder finder_;                    ///< of the values in symbol_of_
  std::vector<std::string_view> found_;  ///< the symbols, as the finder numbers them
};

}  // namespace goldwire
