// JUnit XML, as CI systems read it: a test case for each scenario and each of its checkpoints.
// Different is a failure; incomplete and not-driven are errors; nothing is ever skipped.
#include <fmt/format.h>
#include <map>

#include "harness/report/report.h"

namespace goldwire {
namespace {

struct Counts {
  std::size_t tests = 0;
  std::size_t failures = 0;
  std::size_t errors = 0;
};

std::string reasons_of(const Diff& diff) {
  std::string text;
  for (const std::string& reason : diff.reasons) text += (text.empty() ? "" : "; ") + reason;
  return text.empty() ? std::string(name_of(diff.verdict)) : text;
}

std::string failure(std::string_view message, std::string_view text) {
  return fmt::format("      <failure message=\"{}\" type=\"different\">{}</failure>\n",
                     xml_escaped(printable(message, 1000)), xml_escaped(text));
}

std::string error(const Diff& diff) {
  return fmt::format("      <error message=\"{}\" type=\"{}\"/>\n",
                     xml_escaped(printable(reasons_of(diff), 1000)), name_of(diff.verdict));
}

/// A name for each report: the scenario's, and the run's where several were held against it.
std::vector<std::string> names_of(const Report& report) {
  std::map<std::string, std::size_t> runs;
  for (const ScenarioReport& one : report.scenarios) ++runs[one.diff.scenario];
  std::map<std::string, std::size_t> seen;
  std::vector<std::string> names;
  for (const ScenarioReport& one : report.scenarios) {
    std::string name = one.diff.scenario;
    if (runs[name] > 1) name += fmt::format(" ({})", printable(one.run));
    const std::size_t again = ++seen[name];
    names.push_back(again == 1 ? name : fmt::format("{} #{}", name, again));
  }
  return names;
}

void add_case(std::string& out, Counts& counts, std::string_view suite, std::string_view name,
              std::string_view inside) {
  ++counts.tests;
  if (inside.find("<failure ") != std::string_view::npos) ++counts.failures;
  if (inside.find("<error ") != std::string_view::npos) ++counts.errors;
  out += fmt::format("    <testcase classname=\"goldwire.{}\" name=\"{}\"", xml_escaped(suite),
                     xml_escaped(name));
  out += inside.empty() ? "/>\n" : fmt::format(">\n{}    </testcase>\n", inside);
}

std::string whole_case(const Diff& diff) {
  if (diff.verdict == Verdict::same) return {};
  if (diff.verdict != Verdict::different) return error(diff);
  std::string text;
  for (const Finding& finding : diff.findings) text += text_finding(finding, {});
  return failure(diff.findings.empty() ? std::string("different") : headline(diff.findings.front()),
                 text);
}

std::string checkpoint_case(const Diff& diff, const CheckpointReport& checkpoint) {
  if (!checkpoint.findings.empty()) {
    std::string text;
    for (const Finding* const finding : checkpoint.findings) text += text_finding(*finding, {});
    return failure(headline(*checkpoint.findings.front()), text);
  }
  // Beside a finding elsewhere, a checkpoint without one was still compared; without a verdict,
  // not.
  const bool judged = diff.verdict == Verdict::same || diff.verdict == Verdict::different;
  return judged ? std::string() : error(diff);
}

}  // namespace

std::string junit_report(const Report& report) {
  std::string suites;
  Counts all;
  const std::vector<std::string> names = names_of(report);
  for (std::size_t i = 0; i < names.size(); ++i) {
    const ScenarioReport& scenario = report.scenarios[i];
    const Diff& diff = scenario.diff;
    std::string cases;
    Counts counts;
    add_case(cases, counts, names[i], names[i], whole_case(diff));
    for (const CheckpointReport& checkpoint : checkpoints_of(scenario)) {
      add_case(cases, counts, names[i], checkpoint.name, checkpoint_case(diff, checkpoint));
    }
    suites += fmt::format(
        "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"0\">\n{}"
        "  </testsuite>\n",
        xml_escaped(names[i]), counts.tests, counts.failures, counts.errors, cases);
    all.tests += counts.tests;
    all.failures += counts.failures;
    all.errors += counts.errors;
  }
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"goldwire\" tests=\"{}\" "
      "failures=\"{}\" errors=\"{}\">\n{}</testsuites>\n",
      all.tests, all.failures, all.errors, suites);
}

}  // namespace goldwire
