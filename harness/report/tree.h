// Tree: a trace as a person reads it, from the front end down to the last third party.
//
// Contract: one line a span: when it began, how long it took, who called whom for what, how it
// ended. A parent that is a guess is marked with its evidence and confidence; what is not whole,
// with its reasons. Equal calls in a row, without calls of their own, are one line with a count.
// Plain text of a pipe is stable: the same trace gives the same bytes.
#pragma once

#include <string>
#include <vector>

#include "agent/trace/trace.h"
#include "harness/golden/golden.h"
#include "harness/report/report.h"

namespace goldwire {

struct TreeNode {
  std::string begin;     ///< since the trace's start: "+12.3 ms"
  std::string duration;  ///< "0.4 ms"
  std::string who;       ///< "bff -> accounts", "payments <- kafka"
  std::string operation;
  std::string outcome;  ///< "200", "23505 duplicate key", "3 rows"
  std::string mark;     ///< what a reader should know: "? payload 0.62", "[gap]"
  bool failed = false;
  std::vector<TreeNode> children;
};

std::string draw(const std::vector<TreeNode>& roots, TextStyle style);

/// A headline, and the trace below it.
std::string trace_tree(const Trace& trace, TextStyle style);
/// The golden's trees; durations are the slowest of its baseline runs.
std::string golden_tree(const Golden& golden, TextStyle style);

}  // namespace goldwire
