// Likeness: how much two spans of the same kind differ, given what pairs already said about ids.
//
// Contract: cost() is 0 for spans that are equal but for noise, and grows with each leaf that
// differs. An id that is known to stand for another one costs most. matched() learns from a pair;
// the first word about an id holds.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "harness/canonical/canonical.h"
#include "harness/canonical/value_class.h"
#include "harness/golden/golden.h"
#include "harness/golden/pattern.h"

namespace goldwire {

class Likeness {
 public:
  /// `symbols` say how a golden's ids look; borrowed.
  explicit Likeness(const std::vector<Symbol>& symbols);
  Likeness(const Likeness&) = delete;  // piece_fits() refers to this
  Likeness& operator=(const Likeness&) = delete;

  std::int64_t cost(const GoldenSpan& reference, const CanonicalSpan& span) const;
  void matched(const GoldenSpan& reference, const CanonicalSpan& span);

  /// Says whether a text may stand at a volatile piece, by class.
  const PieceFits& piece_fits() const { return piece_fits_; }
  /// Whether a text may be cut in several ways: a token is followed by what may be a letter of its
  /// own ("{token#1}-{token}").
  bool is_ambiguous(const Pattern& pattern) const;

 private:
  /// What one of the reference's values was taken to be in the run, and back.
  struct Renaming {
    std::map<std::string, std::string, std::less<>> there;
    std::map<std::string, std::string, std::less<>> back;
    std::int64_t cost(std::string_view from, std::string_view to, std::int64_t unknown) const;
    void learn(std::string_view from, std::string_view to);
  };

  std::int64_t leaf_cost(const GoldenLeaf& reference, const Leaf& leaf) const;
  std::int64_t literal_cost(std::string_view reference, std::string_view text) const;

  std::map<std::string, ValueClass, std::less<>> classes_;  ///< by symbol
  PieceFits piece_fits_;
  Renaming symbols_;   ///< symbol name -> value
  Renaming literals_;  ///< a value of the reference that no rule knows -> value
};

}  // namespace goldwire
