// From goldens to reports.
#include "harness/commands/checking.h"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "harness/commands/command.h"
#include "harness/commands/host.h"
#include "harness/commands/parties.h"
#include "harness/diff/accepted.h"
#include "harness/files/files.h"
#include "harness/files/outputs.h"
#include "harness/files/recording.h"
#include "harness/golden/fields.h"
#include "harness/noise/noise.h"

namespace goldwire {

void add_report_flags(CLI::App& app, ReportFlags& flags) {
  app.add_option("--junit", flags.junit, "write JUnit XML here");
  app.add_option("--html", flags.html, "write one HTML page here");
  app.add_option("--json", flags.json, "write the findings as JSON here; -: to stdout, alone");
}

std::optional<Error> Checking::load(const std::vector<std::string>& names,
                                    const std::vector<std::string>& runs) {
  auto known = session_.scenarios(names);
  if (!known) return known.error();
  const std::vector<OutputFlag> outputs{
      {"--junit", flags_.junit}, {"--html", flags_.html}, {"--json", flags_.json}};
  if (auto bad = check_outputs(outputs, session_.inputs(runs, *known))) return bad;
  for (const std::string& name : *known) {
    auto scenario = session_.store().kept_scenario(name);
    if (!scenario) return scenario.error();
    auto baseline = session_.store().baseline(name);
    if (!baseline) return baseline.error();
    if (auto bad = check_checkpoints(name, *scenario, baseline->golden.golden)) return bad;
    if (auto bad = check_budgets(name, *scenario, baseline->golden.golden)) return bad;
    subjects_.push_back({name, std::move(*scenario), std::move(*baseline)});
  }
  return std::nullopt;
}

/// A checkpoint that selects nothing would pass whatever happens.
std::optional<Error> Checking::check_checkpoints(const std::string& name, const Scenario& scenario,
                                                 const Golden& golden) {
  for (const Checkpoint& checkpoint : scenario.checkpoints) {
    const bool any = std::ranges::any_of(golden.spans, [&](const GoldenSpan& span) {
      return checkpoint.span.matches(fields_of(span));
    });
    if (any) continue;
    return Error{fmt::format("checkpoint '{}' selects no span of the golden", checkpoint.name),
                 session_.store().scenario_path(name).string(), "mend its selector, or remove it"};
  }
  return std::nullopt;
}

/// A budget of a party that nobody knows would never be exceeded.
std::optional<Error> Checking::check_budgets(const std::string& name, const Scenario& scenario,
                                             const Golden& golden) {
  for (const Budget& budget : scenario.budgets) {
    for (const std::string& party : {budget.caller, budget.callee}) {
      const auto others = others_than(party, golden, session_.project().services);
      if (!others) continue;
      return Error{fmt::format("a budget is about '{}', which nobody is called", party),
                   session_.store().scenario_path(name).string(),
                   fmt::format("there are: {}", fmt::join(*others, ", "))};
    }
  }
  return std::nullopt;
}

std::optional<Error> Checking::judge(const Obtained& obtained, std::size_t begin, std::size_t end) {
  for (std::size_t i = begin; i < end; ++i) {
    const CheckedScenario& subject = subjects_[i];
    auto seen = see(session_, subject.scenario, subject.baseline, obtained.run);
    if (!seen) return seen.error();
    ScenarioReport report = goldwire::judge(subject.baseline.rules, subject.scenario, *seen,
                                            obtained.name, obtained.reasons);
    if (report.diff.verdict == Verdict::different) {
      if (auto bad = propose(subject, *seen)) return bad;
    }
    report_.scenarios.push_back(std::move(report));
  }
  return std::nullopt;
}

void Checking::not_driven(const Error& why, const std::string& run, std::size_t begin,
                          std::size_t end) {
  note(why.line());
  for (std::size_t i = begin; i < end; ++i) {
    ScenarioReport report;
    report.run = run;
    report.diff = {subjects_[i].name, Verdict::not_driven, {why.line()}, {}};
    report.checkpoints = subjects_[i].scenario.checkpoints;
    report_.scenarios.push_back(std::move(report));
  }
}

/// The first run that differs is what `accept` would take for right. A part of a golden is no
/// golden, so a narrowed check proposes nothing.
std::optional<Error> Checking::propose(const CheckedScenario& subject, const Seen& seen) {
  const bool before = std::ranges::find(proposed_, subject.name) != proposed_.end();
  if (in_ci() || before || !session_.choice().empty()) return std::nullopt;
  GoldenFile file = subject.baseline.golden;
  file.golden = accepted(file.golden, subject.baseline.rules, seen.canonical);
  file.golden.scenario = subject.name;
  auto written =
      session_.store().propose(subject.name, file, write_recording(seen.run), std::nullopt);
  if (!written) return written.error();
  proposed_.push_back(subject.name);
  return std::nullopt;
}

Result<void> Checking::write_reports() {
  const auto write = [](const std::string& file, const std::string& text) -> Result<void> {
    if (file.empty()) return {};
    if (file != "-") return write_file(file, text);
    tell("{}", text);
    return {};
  };
  if (auto done = write(flags_.junit, junit_report(report_)); !done) return done;
  if (auto done = write(flags_.html, html_report(report_)); !done) return done;
  return write(flags_.json, json_report(report_));
}

int Checking::conclude() {
  if (auto written = write_reports(); !written) return refuse(written.error());
  if (flags_.json != "-") tell("{}", text_report(report_, style_of_stdout()));
  for (const std::string& proposed : proposed_) {
    note(fmt::format("{0}: proposed; 'goldwire accept {0}' if the run is right", proposed));
  }
  for (const std::string& pending : session_.store().pending()) {
    const bool looked_at =
        std::ranges::find(subjects_, pending, &CheckedScenario::name) != subjects_.end();
    const bool fresh = std::ranges::find(proposed_, pending) != proposed_.end();
    if (!looked_at || fresh) continue;
    note(fmt::format("{0}: the proposal there is of an earlier run; 'goldwire reject {0}' drops it",
                     pending));
  }
  return exit_code(report_.verdict());
}

}  // namespace goldwire
