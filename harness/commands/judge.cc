// Judging: redaction, selection, canonical form, comparison.
#include "harness/commands/judge.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include "harness/redact/redaction.h"

namespace goldwire {
namespace {

/// Secrets that stand in one trace are found in all of them.
void redact(const Redaction& redaction, PartedRun& parted) {
  std::vector<Trace>& traces = parted.run.traces;
  const auto sure = static_cast<std::ptrdiff_t>(traces.size());
  std::ranges::move(parted.unsure, std::back_inserter(traces));
  redaction.apply(parted.run);
  parted.unsure.assign(std::make_move_iterator(traces.begin() + sure),
                       std::make_move_iterator(traces.end()));
  traces.erase(traces.begin() + sure, traces.end());
}

std::set<std::string> beginners_of(const Run& run, const Golden& golden, const Choice& choice) {
  std::set<std::string> names = beginners(run, choice);
  names.merge(beginners(golden, choice));
  return names;
}

}  // namespace

Result<PartedRun> part_of(const Session& session, const Scenario& scenario, const Golden& golden,
                          const RedactionSalt& salt, Run run) {
  const auto redaction = Redaction::open(session.project().redaction, salt, redaction_key());
  if (!redaction) return std::unexpected(redaction.error());
  PartedRun parted{std::move(run), {}};
  for (const Choice& choice : {scenario.choice(), session.choice()}) {
    narrow(parted, choice, beginners_of(parted.run, golden, choice));
  }
  redact(*redaction, parted);
  return parted;
}

Result<Seen> see(const Session& session, const Scenario& scenario, const Baseline& baseline,
                 Run run) {
  const Golden& golden = baseline.golden.golden;
  const Choice& choice = session.choice();
  const std::size_t traces = run.traces.size();
  auto parted = part_of(session, scenario, golden, baseline.golden.salt, std::move(run));
  if (!parted) return std::unexpected(parted.error());
  Seen seen;
  seen.golden =
      narrowed(golden, choice, beginners_of(parted->run, golden, choice), count_calls(parted->run));
  fill(*parted, count_calls(seen.golden));
  seen.run = std::move(parted->run);
  seen.canonical = canonical(seen.run);
  seen.aside = traces - seen.run.traces.size();
  return seen;
}

ScenarioReport judge(const Rules& rules, const Scenario& scenario, const Seen& seen,
                     const std::string& run_name, const std::vector<std::string>& reasons) {
  ScenarioReport report;
  report.run = run_name;
  // What ended too early lacks what would have come, like a run with losses.
  CanonicalRun run = seen.canonical;
  run.lost.insert(run.lost.end(), reasons.begin(), reasons.end());
  report.diff = compare(seen.golden, rules, run, scenario.budgets);
  report.diff.scenario = seen.golden.scenario;
  report.traces = seen.run.traces.size();
  report.spans = seen.canonical.spans.size();
  report.aside = seen.aside;
  report.checkpoints = scenario.checkpoints;
  report.golden = seen.golden.spans;
  return report;
}

}  // namespace goldwire
