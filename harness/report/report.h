// Report: what a check found, for a person (text, HTML) and for machines (JSON, JUnit).
//
// Contract: plain functions of their arguments; the same report gives the same bytes. JSON as the
// contract's "Findings" says it; in text a finding's first line is headline() of harness/diff.h.
// Text of applications is escaped, so that no output can be steered by what was on the wire.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/diff/diff.h"
#include "harness/files/scenario_file.h"
#include "harness/golden/golden.h"

namespace goldwire {

/// A checkpoint and the findings that belong to it.
struct CheckpointReport {
  std::string name;
  std::vector<const Finding*> findings;  ///< into ScenarioReport::diff; notes are left out
};

struct ScenarioReport {
  std::string run;  ///< what was held against the golden, as the user named it
  Diff diff;
  std::size_t traces = 0;  ///< of the run that belong to the scenario
  std::size_t spans = 0;
  std::size_t aside = 0;                ///< traces of the run that do not belong to it
  std::vector<Checkpoint> checkpoints;  ///< of scenario.yaml
  std::vector<GoldenSpan> golden;       ///< its spans, for checkpoints
};

struct Report {
  std::vector<ScenarioReport> scenarios;

  /// The worst: not-driven, then different, incomplete, same (the contract's precedence).
  Verdict verdict() const;
};

/// Which findings belong to which checkpoint: those of a call that its selector selects. Borrows.
std::vector<CheckpointReport> checkpoints_of(const ScenarioReport& scenario);

struct TextStyle {
  bool colour = false;
};
std::string text_report(const Report& report, TextStyle style);
/// One finding and its echoes, each line with its end.
std::string text_finding(const Finding& finding, TextStyle style);

std::string json_report(const Report& report);
std::string junit_report(const Report& report);
/// One page that needs no other file.
std::string html_report(const Report& report);

/// Text of the wire for a terminal: one line, control characters escaped, at most `most` octets.
std::string printable(std::string_view text, std::size_t most = 200);
/// For element content and quoted attributes of XML 1.0 and HTML.
std::string xml_escaped(std::string_view text);

}  // namespace goldwire
