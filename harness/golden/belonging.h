// Belonging: which traces of a run, and which trees of a golden, a choice of entries means.
//
// Contract: a trace that began outside belongs when the choice takes its root. One whose root a
// named service called has lost its cause. It belongs when every request that began before it does,
// and does not when none of them does. In between nobody can tell: it is unsure, and is taken only
// as far as the other side of a comparison has more such calls. So a lost cause neither makes a
// finding of a call nor hides that one is missing.
#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "harness/golden/choice.h"
#include "harness/golden/golden.h"

namespace goldwire {

/// A run, and what of it may or may not belong.
struct PartedRun {
  Run run;
  std::vector<Trace> unsure;  ///< by start
};

/// How often each call occurs, by its headline.
using CallCounts = std::map<std::string, std::size_t>;
CallCounts count_calls(const Run& run);
CallCounts count_calls(const Golden& golden);

/// The named parties that begin what `choice` means: what else they begin is decided by it alone,
/// too.
std::set<std::string> beginners(const Run& run, const Choice& choice);
std::set<std::string> beginners(const Golden& golden, const Choice& choice);

/// Takes from `parted` what does not belong to `choice`.
void narrow(PartedRun& parted, const Choice& choice, const std::set<std::string>& beginners);
/// Adds what is unsure where `wanted` has more such calls. The rest stays unsure.
void fill(PartedRun& parted, const CallCounts& wanted);
/// Fills each where another has more.
void even_out(std::span<PartedRun> runs);

/// The trees of `golden` that belong to `choice`; of unsure ones as many as `seen` has more.
Golden narrowed(const Golden& golden, const Choice& choice, const std::set<std::string>& beginners,
                const CallCounts& seen);

}  // namespace goldwire
