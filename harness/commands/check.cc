// goldwire check: holds a run against the goldens.
#include <algorithm>
#include <fmt/format.h>
#include <memory>
#include <optional>

#include "harness/commands/command.h"
#include "harness/commands/host.h"
#include "harness/commands/judge.h"
#include "harness/commands/list.h"
#include "harness/commands/obtain.h"
#include "harness/fields.h"
#include "harness/files/files.h"
#include "harness/files/recording.h"
#include "harness/noise.h"

namespace goldwire {
namespace {

struct Options {
  std::vector<std::string> names;
  RunFlags run;
  std::string junit;
  std::string html;
  std::string json;
  std::vector<std::string> command;
};

/// One scenario with all it is held against.
struct Subject {
  std::string name;
  Scenario scenario;
  Baseline baseline;
  Golden golden;  ///< what of the baseline was chosen
};

class Checker {
 public:
  Checker(const Options& options, Session session)
      : options_(options), session_(std::move(session)) {}

  int run() {
    if (auto bad = load()) return refuse(*bad);
    if (auto refused = options_.run.from.empty() ? check_live() : check_captures()) {
      return refuse(refused->error, refused->code);
    }
    if (auto written = write_reports(); !written) return refuse(written.error());
    if (options_.json != "-") fmt::print("{}", text_report(report_, style_of_stdout()));
    for (const std::string& proposed : proposed_) {
      note(fmt::format("{0}: proposed; 'goldwire accept {0}' if the run is right", proposed));
    }
    return exit_code(report_.verdict());
  }

 private:
  std::optional<Error> load() {
    auto names = session_.scenarios(options_.names);
    if (!names) return names.error();
    for (const std::string& name : *names) {
      auto scenario = session_.scenario(name);
      if (!scenario) return scenario.error();
      const GoldenFolder folder = session_.store().golden(name);
      if (!folder.exists()) {
        return Error{"there is no golden.yaml", folder.path().string(),
                     fmt::format("make it with 'goldwire record {}'", name)};
      }
      auto baseline = folder.read();
      if (!baseline) return baseline.error();
      baseline->golden.golden.scenario = name;
      Golden golden = chosen(baseline->golden.golden, session_.choice());
      if (auto bad = check_checkpoints(name, *scenario, baseline->golden.golden)) return bad;
      subjects_.push_back({name, std::move(*scenario), std::move(*baseline), std::move(golden)});
    }
    return std::nullopt;
  }

  /// A checkpoint that selects nothing would pass whatever happens.
  std::optional<Error> check_checkpoints(const std::string& name, const Scenario& scenario,
                                         const Golden& golden) {
    for (const Checkpoint& checkpoint : scenario.checkpoints) {
      const bool any = std::ranges::any_of(golden.spans, [&](const GoldenSpan& span) {
        return checkpoint.span.matches(fields_of(span));
      });
      if (any) continue;
      return Error{fmt::format("checkpoint '{}' selects no span of the golden", checkpoint.name),
                   session_.store().scenario_path(name).string(),
                   "mend its selector, or remove it"};
    }
    return std::nullopt;
  }

  std::optional<Refusal> check_captures() {
    if (!options_.run.interfaces.empty() || !options_.command.empty()) {
      return Refusal{
          {"--from reads captures; -i and -- COMMAND make new ones", {}, "give one or the other"}};
    }
    for (const std::string& from : options_.run.from) {
      auto obtained = obtain_from(session_, from);
      if (!obtained) return obtained.error();
      if (auto bad = judge_all(*obtained, 0, subjects_.size())) return Refusal{*bad};
    }
    return std::nullopt;
  }

  /// With a COMMAND one run is held against all scenarios; else each is driven by its own.
  std::optional<Refusal> check_live() {
    if (!options_.command.empty()) return drive(0, subjects_.size());
    for (std::size_t i = 0; i < subjects_.size(); ++i) {
      if (auto refused = drive(i, i + 1)) return refused;
    }
    return std::nullopt;
  }

  std::optional<Refusal> drive(std::size_t begin, std::size_t end) {
    const Plan plan = plan_for(session_, options_.run, subjects_[begin].scenario, options_.command);
    if (plan.interfaces.empty() || plan.command.empty()) {
      return Refusal{{fmt::format("nothing to check '{}' with", subjects_[begin].name),
                      {},
                      "give --from CAPTURE, or -i IFACE and -- COMMAND"}};
    }
    auto obtained = obtain_live(session_, plan);
    if (obtained) {
      if (auto bad = judge_all(*obtained, begin, end)) return Refusal{*bad};
      return std::nullopt;
    }
    if (obtained.error().code == kBadInput) return obtained.error();
    note(obtained.error().error.line());
    for (std::size_t i = begin; i < end; ++i) {
      ScenarioReport report;
      report.run = plan.command.front();
      report.diff = {subjects_[i].name, Verdict::not_driven, {obtained.error().error.line()}, {}};
      report.checkpoints = subjects_[i].scenario.checkpoints;
      report_.scenarios.push_back(std::move(report));
    }
    return std::nullopt;
  }

  std::optional<Error> judge_all(const Obtained& obtained, std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      const Subject& subject = subjects_[i];
      auto seen = see(session_, subject.scenario, subject.baseline.golden.salt, obtained.run);
      if (!seen) return seen.error();
      ScenarioReport report = judge(subject.golden, subject.baseline.rules, subject.scenario, *seen,
                                    obtained.name, obtained.reasons);
      if (report.diff.verdict == Verdict::different) {
        if (auto bad = propose(subject, *seen)) return bad;
      }
      report_.scenarios.push_back(std::move(report));
    }
    return std::nullopt;
  }

  /// The first run that differs is what `accept` would take for right. A part of a golden is no
  /// golden, so a narrowed check proposes nothing.
  std::optional<Error> propose(const Subject& subject, const Seen& seen) {
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

  Result<void> write_reports() {
    const auto write = [](const std::string& file, const std::string& text) -> Result<void> {
      if (file.empty()) return {};
      if (file != "-") return write_file(file, text);
      fmt::print("{}", text);
      return {};
    };
    if (auto done = write(options_.junit, junit_report(report_)); !done) return done;
    if (auto done = write(options_.html, html_report(report_)); !done) return done;
    return write(options_.json, json_report(report_));
  }

  const Options& options_;
  Session session_;
  std::vector<Subject> subjects_;
  Report report_;
  std::vector<std::string> proposed_;
};

int run(const Options& options) {
  auto session = Session::open(options.run);
  if (!session) return refuse(session.error());
  return Checker(options, std::move(*session)).run();
}

Action prepare(CLI::App& app, const std::vector<std::string>& driven) {
  auto options = std::make_shared<Options>();
  options->command = driven;
  app.add_option("NAME", options->names, "of the scenarios (default: all)");
  add_run_flags(app, options->run);
  app.add_option("--junit", options->junit, "write JUnit XML here");
  app.add_option("--html", options->html, "write one HTML page here");
  app.add_option("--json", options->json, "write the findings as JSON here; -: to stdout, alone");
  return [options] { return run(*options); };
}

}  // namespace

Command check_command() {
  return {"check", "hold a new run against the goldens",
          "  goldwire check deposit --from new.pcap                 a capture made elsewhere\n"
          "  goldwire check deposit -i any -- ./drive.sh            capture while this drives\n"
          "  goldwire check --from new.pcap --junit report.xml      all scenarios, for CI\n"
          "  goldwire check deposit --from new.pcap --json - | jq .verdict\n"
          "Exit codes: 0 same, 1 different, 2 usage or bad input, 3 incomplete, 4 not driven.\n",
          true, prepare};
}

}  // namespace goldwire
