// Finding, Diff and Verdict: what a comparison says, in the contract's words.
//
// Contract: findings are ordered earliest cause first; what only follows from a finding stands
// under its echoes. A Diff with losses that could have hidden something is never `same`.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace goldwire {

enum class FindingKind : std::uint8_t {
  missing,
  extra,
  changed,
  count,
  order,
  moved,
  id,
  status,
  hidden_error,
  retry,
  transaction,
  connection,
  slower
};
std::string_view name_of(FindingKind kind);  ///< "hidden-error", ...

struct Finding {
  FindingKind kind = FindingKind::changed;
  std::string caller;
  std::string callee;
  std::string operation;
  std::string path;  ///< where inside the span: "request.body.amount"; empty for the span itself
  std::string from;  ///< what the golden holds
  std::string to;    ///< what the new run shows
  std::uint64_t count = 1;
  std::string evidence;  ///< why this is believed to be a difference
  std::string rule;      ///< the one line that would accept it
  std::string span_id;   ///< hex; of the new run where it exists there
  std::string what;      ///< the headline after "KIND caller -> callee: operation: "
  bool note = false;     ///< said, but not a difference (a latency without a budget)
  std::vector<Finding> echoes;
};

enum class Verdict : std::uint8_t { same, different, incomplete, not_driven };
std::string_view name_of(Verdict verdict);  ///< "not-driven", ...
int exit_code(Verdict verdict);             ///< the contract's: 0, 1, 3, 4

struct Diff {
  std::string scenario;
  Verdict verdict = Verdict::same;
  std::vector<std::string> reasons;  ///< why incomplete or not driven
  std::vector<Finding> findings;
};

}  // namespace goldwire
