// The passes in order, then the verdict.
#include "harness/diff/diff.h"

#include <algorithm>
#include <set>

#include "harness/diff/calls.h"
#include "harness/diff/comparison.h"
#include "harness/diff/echoes.h"
#include "harness/diff/field_differences.h"
#include "harness/diff/ids.h"
#include "harness/diff/places.h"
#include "harness/diff/proof.h"

namespace goldwire {
namespace {

void add_losses(const CanonicalRun& run, std::vector<std::string>& reasons) {
  for (const LossNote& loss : run.losses) {
    reasons.push_back(loss.client.service + " -> " + loss.server.service + ": " + loss.what);
  }
  for (const std::string& lost : run.lost) reasons.push_back(lost);
}

/// What may only seem to differ because something was lost becomes a note.
void mark_unproved(const Comparison& all, const Ids& ids, Differences& differences) {
  for (Difference& one : differences) {
    if (is_proved(all, ids, one)) continue;
    one.finding.note = true;
    one.finding.evidence += "; a loss may be why: the capture is not whole";
  }
}

std::vector<std::string> unique(std::vector<std::string> reasons) {
  std::set<std::string> seen;
  std::erase_if(reasons, [&](const std::string& reason) { return !seen.insert(reason).second; });
  return reasons;
}

}  // namespace

Diff compare(const Golden& golden, const Rules& rules, const CanonicalRun& run,
             const std::vector<Budget>& budgets) {
  Diff out;
  out.scenario = golden.scenario;
  if (golden.spans.empty() || run.spans.empty()) {
    out.verdict = Verdict::incomplete;
    out.reasons.push_back(golden.spans.empty() ? "the golden holds no exchange"
                                               : "no exchange of this scenario was captured");
    add_losses(run, out.reasons);
    return out;
  }
  const Comparison all(golden, rules, run);
  const Ids ids(all);
  Differences differences;
  compare_calls(all, differences, out.reasons);
  // A run that ended too early matters only to what it lacks.
  if (!run.unfinished.empty() && std::ranges::any_of(differences, &Difference::needs_all)) {
    out.reasons.push_back(run.unfinished);
  }
  compare_fields(all, ids, differences, out.reasons);
  compare_parents(all, differences);
  compare_order(all, differences);
  compare_latency(all, budgets, differences);
  add_losses(run, out.reasons);
  if (!out.reasons.empty()) mark_unproved(all, ids, differences);
  out.findings = causes_and_echoes(all, ids, std::move(differences));
  out.reasons = unique(std::move(out.reasons));
  const bool different =
      std::ranges::any_of(out.findings, [](const Finding& finding) { return !finding.note; });
  if (different) {
    out.verdict = Verdict::different;
  } else if (!out.reasons.empty()) {
    out.verdict = Verdict::incomplete;
  }
  return out;
}

std::string headline(const Finding& finding) {
  return std::string(name_of(finding.kind)) + " " + finding.caller + " -> " + finding.callee +
         ": " + finding.operation + ": " + finding.what;
}

}  // namespace goldwire
