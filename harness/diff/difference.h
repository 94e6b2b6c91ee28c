// Difference: one thing that a pass found, before causes and echoes are told apart.
//
// Contract: plain data over a Comparison; `finding` holds what a person is told.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "harness/diff/comparison.h"
#include "harness/diff/finding.h"

namespace goldwire {

struct Difference {
  Finding finding;
  std::size_t node = kNoSpan;      ///< where; of several calls the first
  std::vector<std::size_t> nodes;  ///< the calls that are missing or extra
  bool answer = false;       ///< it shows in the answer, else in the request or the call itself
  bool gone = false;         ///< a value is no longer there
  bool fresh = false;        ///< a value was not there before
  bool failure = false;      ///< the callee answers with an error, and did not before
  bool needs_all = false;    ///< true only if nothing was lost
  std::uint64_t moment = 0;  ///< when in the flow it shows; set once all differences are known
  int rank = 0;              ///< among differences of one moment; lower is nearer the cause
  std::vector<std::pair<std::string, std::string>> words;  ///< what became what
  std::vector<std::string> symbols;                        ///< ids that the golden has there
  std::vector<std::string> before;  ///< literal values that the golden has there
  bool renumbered = false;  ///< calls that have no order among each other got each other's numbers
};

using Differences = std::vector<Difference>;

/// A difference at `node` with its finding's parties, span id and rule filled in. `path` is empty
/// for the call itself; the rule is "VERB call [@ path] [is argument]".
Difference difference_at(const Comparison& all, std::size_t node, FindingKind kind,
                         std::string path, Rule::Verb accepted_by, std::string argument = {});

/// `text` cut to what a line can show; around `at`, the first character that matters.
std::string excerpt(std::string_view text, std::size_t at = 0);

}  // namespace goldwire
