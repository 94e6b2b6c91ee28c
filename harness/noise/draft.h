// Draft: a golden in the making. Which span of each baseline run is which, and the values they
// hold.
//
// Contract: entries stand parents first; every entry has an instance in at least one run. Pure data
// over runs that outlive it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "harness/canonical/canonical.h"
#include "harness/golden/golden.h"

namespace goldwire {

/// A piece of a value: the same in every run, or one text per run (in the order of
/// DraftLeaf::runs).
struct DraftPiece {
  std::string literal;  ///< when `values` is empty
  std::vector<std::string> values;
  std::size_t symbol = static_cast<std::size_t>(-1);  ///< index of the symbol it became, if any
  std::string noise;  ///< else the class it became; empty while literal
  bool is_literal() const { return values.empty(); }
};

struct DraftLeaf {
  std::string path;
  LeafType type = LeafType::text;
  std::vector<std::size_t> runs;  ///< the runs in which it stands
  std::vector<DraftPiece> pieces;
  bool optional = false;
};

struct DraftSpan {
  std::vector<std::size_t> instance;  ///< for each run its span there, or kNoSpan
  std::size_t parent = kNoSpan;       ///< index into Draft::spans
  bool sure_parent = true;            ///< all runs agree on it, each with confidence
  std::vector<std::pair<std::size_t, double>>
      votes;                      ///< for parents, with the runs' confidence added up
  std::vector<DraftLeaf> leaves;  ///< sorted by path
};

/// A generated id: one value per run.
struct DraftSymbol {
  std::string name;
  std::string value_class;
  std::vector<std::string> values;
};

struct Draft {
  std::span<const CanonicalRun> runs;
  std::vector<DraftSpan> spans;
  std::vector<DraftSymbol> symbols;  ///< filled by classify()

  const CanonicalSpan& of(const DraftSpan& span, std::size_t run) const {
    return runs[run].spans[span.instance[run]];
  }
  /// The first run's instance.
  const CanonicalSpan& any(const DraftSpan& span) const;
  /// True when some run lacks the span.
  bool optional(const DraftSpan& span) const;
  /// The spans in the order a golden lists them: parents first, siblings as the first run had them.
  std::vector<std::size_t> order() const;
  /// Siblings as they began: as the first run had them, and what it lacks where later runs had it.
  std::vector<std::size_t> by_time(const std::vector<std::size_t>& siblings) const;
  /// The spans in the order of their flow (flow.h), requests before answers: each span comes twice.
  std::vector<std::pair<std::size_t, bool>> events() const;
};

/// Aligns the runs with each other and cuts their values into pieces.
Draft draft_of(std::span<const CanonicalRun> runs);

/// A span as a golden's, every value literal; parent and id are left empty.
GoldenSpan literal_span(const CanonicalSpan& span);

}  // namespace goldwire
