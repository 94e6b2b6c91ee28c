// Judging: redaction, selection, canonical form, comparison.
#include "harness/commands/judge.h"

#include <algorithm>
#include <utility>

#include "harness/redact/redaction.h"

namespace goldwire {

Result<Seen> see(const Session& session, const Scenario& scenario, const RedactionSalt& salt,
                 Run run) {
  const auto redaction = Redaction::open(session.project().redaction, salt, redaction_key());
  if (!redaction) return std::unexpected(redaction.error());
  Seen seen;
  seen.run = std::move(run);
  const Choice& choice = session.choice();
  seen.left_aside =
      static_cast<std::size_t>(std::erase_if(seen.run.traces, [&](const Trace& trace) {
        return !scenario.selects(trace) || (!choice.empty() && !choice.takes(trace));
      }));
  redaction->apply(seen.run);
  seen.canonical = canonical(seen.run);
  return seen;
}

ScenarioReport judge(const Golden& golden, const Rules& rules, const Scenario& scenario,
                     const Seen& seen, const std::string& run_name,
                     const std::vector<std::string>& reasons) {
  ScenarioReport report;
  report.run = run_name;
  report.diff = compare(golden, rules, seen.canonical, scenario.budgets);
  report.diff.scenario = golden.scenario;
  report.diff.reasons.insert(report.diff.reasons.end(), reasons.begin(), reasons.end());
  if (report.diff.verdict == Verdict::same && !reasons.empty()) {
    report.diff.verdict = Verdict::incomplete;
  }
  report.traces = seen.run.traces.size();
  report.spans = seen.canonical.spans.size();
  report.checkpoints = scenario.checkpoints;
  report.golden = golden.spans;
  return report;
}

}  // namespace goldwire
