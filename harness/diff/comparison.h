// Comparison: a golden and a run laid over each other, for the passes that look for differences.
//
// Contract: built once, then read only. A node is a call of either side or both: the golden's spans
// in their order first, then what only the run has. Borrows the golden, the rules and the run.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "harness/align/align.h"
#include "harness/align/likeness.h"
#include "harness/canonical/canonical.h"
#include "harness/canonical/flow.h"
#include "harness/diff/clocks.h"
#include "harness/golden/golden.h"
#include "harness/golden/rule_book.h"

namespace goldwire {

struct Node {
  const GoldenSpan* golden = nullptr;   ///< null: only the run has it
  const CanonicalSpan* span = nullptr;  ///< null: the run lacks it
  std::size_t parent = kNoSpan;         ///< a node
  std::size_t root = kNoSpan;           ///< the node that its trace begins with; itself for a root

  const std::string& caller() const { return golden != nullptr ? golden->caller : span->caller; }
  const std::string& callee() const { return golden != nullptr ? golden->callee : span->callee; }
  /// The name that is known, should one side not know it.
  const std::string& operation() const;
  SpanKind kind() const { return golden != nullptr ? golden->kind : span->kind; }
  Call call() const { return {caller(), callee(), operation()}; }
  bool paired() const { return golden != nullptr && span != nullptr; }
};

struct Comparison {
  Comparison(const Golden& golden, const Rules& rules, const CanonicalRun& run);

  const Golden& golden;
  const CanonicalRun& run;
  RuleBook book;
  Likeness likeness;
  std::vector<Node> nodes;
  std::vector<std::size_t> node_of_run;     ///< for each span of the run
  std::vector<std::size_t> golden_parents;  ///< for each golden span, as a node
  Flow flow;                                ///< by node
  std::optional<Clocks> clocks;             ///< set once the nodes are

  bool is_above(std::size_t above, std::size_t node) const;  ///< a node is not above itself
  /// "the golden and this run"'s number of calls like `call`, wherever they stand.
  std::uint64_t golden_total(const Call& call) const;
  std::uint64_t run_total(const Call& call) const;
};

}  // namespace goldwire
