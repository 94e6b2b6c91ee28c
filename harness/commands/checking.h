// Checking: goldens read, runs held against them, verdicts reported. What check and replay share.
#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>
#include <vector>

#include "harness/commands/judge.h"
#include "harness/commands/obtain.h"

namespace goldwire {

struct ReportFlags {
  std::string junit;
  std::string html;
  std::string json;
};
void add_report_flags(CLI::App& app, ReportFlags& flags);

/// One scenario with all it is held against.
struct CheckedScenario {
  std::string name;
  Scenario scenario;
  Baseline baseline;
};

class Checking {
 public:
  Checking(Session session, ReportFlags flags)
      : session_(std::move(session)), flags_(std::move(flags)) {}

  const Session& session() const { return session_; }
  const std::vector<CheckedScenario>& subjects() const { return subjects_; }

  /// Reads the goldens of `names`, all there are when empty. An Error, too, when a report would
  /// write over them, over one of `runs`, or over another report.
  std::optional<Error> load(const std::vector<std::string>& names,
                            const std::vector<std::string>& runs);
  /// Holds a run against the subjects from `begin` to `end`, and proposes it where it differs.
  std::optional<Error> judge(const Obtained& obtained, std::size_t begin, std::size_t end);
  /// Those subjects could not be driven, by `run` as the user named it.
  void not_driven(const Error& why, const std::string& run, std::size_t begin, std::size_t end);
  /// Writes all reports; gives the exit code.
  int conclude();

 private:
  std::optional<Error> check_checkpoints(const std::string& name, const Scenario& scenario,
                                         const Golden& golden);
  std::optional<Error> check_budgets(const std::string& name, const Scenario& scenario,
                                     const Golden& golden);
  std::optional<Error> propose(const CheckedScenario& subject, const Seen& seen);
  Result<void> write_reports();

  Session session_;
  ReportFlags flags_;
  std::vector<CheckedScenario> subjects_;
  Report report_;
  std::vector<std::string> proposed_;
};

}  // namespace goldwire
