// Scenario: goldwire/NAME/scenario.yaml: which traffic belongs here, how it is driven, what is
// looked at apart, and how slow is too slow.
//
// Contract: written by `record` where there is none, with comments that explain it; then it is the
// user's, and never written again. Read strictly.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "agent/trace/trace.h"
#include "harness/diff/diff.h"
#include "harness/golden/choice.h"
#include "protocols/base/result.h"
#include "replay/rules.h"

namespace goldwire {

/// A named part of the golden that reports tell apart.
struct Checkpoint {
  std::string name;
  Selector span;
};

struct Scenario {
  /// What belongs here, by the roots of traces (belonging.h): what fits one of `entries`, or
  /// anything when they are empty, and none of `except`.
  std::vector<Selector> entries;
  std::vector<Selector> except;
  std::vector<std::string> command;     ///< what drives it; empty when it is driven by hand
  std::vector<std::string> interfaces;  ///< to capture on while it is driven
  std::string filter;                   ///< BPF, for those interfaces
  unsigned runs = 3;                    ///< that `record` makes
  replay::Rules replay;  ///< what of the recorded requests is not sent again as it is
  std::vector<Checkpoint> checkpoints;
  std::vector<Budget> budgets;

  Choice choice() const { return {entries, except}; }
};

std::string write_scenario(const Scenario& scenario);

/// `name` is the file's, for errors.
Result<Scenario> read_scenario(std::string_view text, const std::string& name);

}  // namespace goldwire
