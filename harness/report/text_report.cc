// Findings for a person: the cause first, what follows from it below, the verdict last.
#include <fmt/format.h>

#include "harness/report/report.h"

namespace goldwire {
namespace {

constexpr std::size_t kMostEchoes = 10;

constexpr std::string_view kRed = "\x1b[31m";
constexpr std::string_view kGreen = "\x1b[32m";
constexpr std::string_view kYellow = "\x1b[33m";
constexpr std::string_view kBold = "\x1b[1m";
constexpr std::string_view kDim = "\x1b[2m";

std::string coloured(std::string_view text, std::string_view colour, TextStyle style) {
  return style.colour ? fmt::format("{}{}\x1b[0m", colour, text) : std::string(text);
}

void add_detail(std::string& out, std::string_view name, std::string_view value, TextStyle style) {
  if (value.empty()) return;
  out += fmt::format("    {} {}\n", coloured(fmt::format("{:<9}", name), kDim, style),
                     printable(value, 400));
}

std::size_t echoes_below(const Finding& finding) {
  std::size_t count = finding.echoes.size();
  for (const Finding& echo : finding.echoes) count += echoes_below(echo);
  return count;
}

std::string counted(std::size_t count, std::string_view what) {
  return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

std::string summary(const ScenarioReport& scenario, TextStyle style) {
  const Diff& diff = scenario.diff;
  const std::string_view colour = diff.verdict == Verdict::same        ? kGreen
                                  : diff.verdict == Verdict::different ? kRed
                                                                       : kYellow;
  std::string line =
      fmt::format("{}: {}", diff.scenario, coloured(name_of(diff.verdict), colour, style));
  std::size_t findings = 0;
  std::size_t echoes = 0;
  for (const Finding& finding : diff.findings) {
    if (finding.note) continue;
    ++findings;
    echoes += echoes_below(finding);
  }
  if (findings > 0) line += ": " + counted(findings, "finding");
  if (echoes > 0) line += fmt::format(", {} more that follow{}", echoes, echoes == 1 ? "s" : "");
  line += fmt::format(
      " ({}, {}{}; {})\n", counted(scenario.traces, "trace"), counted(scenario.spans, "span"),
      scenario.aside == 0 ? "" : fmt::format(", {} aside", counted(scenario.aside, "trace")),
      printable(scenario.run));
  for (const std::string& reason : diff.reasons) {
    line += fmt::format("    {}\n", printable(reason, 400));
  }
  return line;
}

}  // namespace

std::string text_finding(const Finding& finding, TextStyle style) {
  const std::string first = printable(headline(finding), 1000);
  std::string out = coloured(finding.note ? "note: " + first : first, kBold, style) + '\n';
  add_detail(out, "where", finding.path, style);
  add_detail(out, "golden", finding.from, style);
  add_detail(out, "this run", finding.to, style);
  add_detail(out, "because", finding.evidence, style);
  add_detail(out, "accept by", finding.rule, style);
  for (std::size_t i = 0; i < finding.echoes.size() && i < kMostEchoes; ++i) {
    out += fmt::format("    {} {}\n", coloured("follows: ", kDim, style),
                       printable(headline(finding.echoes[i]), 400));
  }
  if (finding.echoes.size() > kMostEchoes) {
    out += fmt::format("    and {} more that follow\n", finding.echoes.size() - kMostEchoes);
  }
  return out;
}

std::string text_report(const Report& report, TextStyle style) {
  std::string out;
  for (const ScenarioReport& scenario : report.scenarios) {
    std::string findings;
    for (const Finding& finding : scenario.diff.findings) findings += text_finding(finding, style);
    // Without a verdict nothing was found: why there is none comes before what was noticed.
    const bool judged =
        scenario.diff.verdict == Verdict::same || scenario.diff.verdict == Verdict::different;
    out += judged ? findings + summary(scenario, style) : summary(scenario, style) + findings;
  }
  return out;
}

}  // namespace goldwire
