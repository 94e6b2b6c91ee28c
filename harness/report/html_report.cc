// One self-contained page: no script, no other file, light and dark.
#include <fmt/format.h>

#include "harness/report/report.h"

namespace goldwire {
namespace {

constexpr std::string_view kHead = R"(<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>goldwire: {verdict}</title>
<style>
:root {{ color-scheme: light dark; --line: #8884; --soft: #8881; --bad: #c62828; --good: #2e7d32; --unsure: #b26a00; }}
body {{ font: 15px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }}
h1 {{ font-size: 1.4rem; }} h2 {{ font-size: 1.1rem; margin-top: 2rem; }}
code, dd {{ font-family: ui-monospace, monospace; font-size: .9em; overflow-wrap: anywhere; }}
.verdict {{ padding: .1em .6em; border-radius: 1em; color: #fff; font-size: .85em; vertical-align: middle; }}
.same {{ background: var(--good); }} .different {{ background: var(--bad); }}
.incomplete, .not-driven {{ background: var(--unsure); }}
.finding {{ border: 1px solid var(--line); border-left: 4px solid var(--bad); border-radius: 4px; margin: 1rem 0; padding: .6rem 1rem; }}
.finding.note {{ border-left-color: var(--line); }}
.finding > p {{ margin: 0 0 .4rem; font-weight: 600; overflow-wrap: anywhere; }}
dl {{ display: grid; grid-template-columns: 6rem 1fr; gap: .1rem .8rem; margin: 0; }}
dt {{ opacity: .7; }} dd {{ margin: 0; white-space: pre-wrap; }}
.from {{ color: var(--good); }} .to {{ color: var(--bad); }}
details {{ margin-top: .5rem; }} ul {{ margin: .3rem 0; }}
table {{ border-collapse: collapse; }} td {{ border-bottom: 1px solid var(--line); padding: .15rem 1rem .15rem 0; }}
</style>
</head>
<body>
<h1>goldwire <span class="verdict {verdict}">{verdict}</span></h1>
)";

void add_row(std::string& out, std::string_view name, std::string_view value,
             std::string_view style = "") {
  if (value.empty()) return;
  out += fmt::format("<dt>{}</dt><dd class=\"{}\">{}</dd>\n", name, style,
                     xml_escaped(printable(value, 4000)));
}

void add_finding(std::string& out, const Finding& finding) {
  out += fmt::format("<div class=\"finding{}\">\n<p>{}</p>\n<dl>\n", finding.note ? " note" : "",
                     xml_escaped(printable(headline(finding), 1000)));
  add_row(out, "where", finding.path);
  add_row(out, "golden", finding.from, "from");
  add_row(out, "this run", finding.to, "to");
  add_row(out, "because", finding.evidence);
  add_row(out, "accept by", finding.rule);
  add_row(out, "span", finding.span_id);
  out += "</dl>\n";
  if (!finding.echoes.empty()) {
    out +=
        fmt::format("<details><summary>{} that follow from it</summary>\n", finding.echoes.size());
    for (const Finding& echo : finding.echoes) add_finding(out, echo);
    out += "</details>\n";
  }
  out += "</div>\n";
}

void add_scenario(std::string& out, const ScenarioReport& scenario) {
  const Diff& diff = scenario.diff;
  out += fmt::format(
      "<h2>{} <span class=\"verdict {}\">{}</span></h2>\n<p>{} traces, {} spans of "
      "<code>{}</code></p>\n",
      xml_escaped(diff.scenario), name_of(diff.verdict), name_of(diff.verdict), scenario.traces,
      scenario.spans, xml_escaped(scenario.run));
  if (!diff.reasons.empty()) {
    out += "<ul>\n";
    for (const std::string& reason : diff.reasons) {
      out += fmt::format("<li>{}</li>\n", xml_escaped(printable(reason, 1000)));
    }
    out += "</ul>\n";
  }
  for (const Finding& finding : diff.findings) add_finding(out, finding);
  const std::vector<CheckpointReport> checkpoints = checkpoints_of(scenario);
  if (checkpoints.empty()) return;
  out += "<details><summary>checkpoints</summary><table>\n";
  for (const CheckpointReport& checkpoint : checkpoints) {
    const std::string result = !checkpoint.findings.empty()
                                   ? fmt::format("{} found", checkpoint.findings.size())
                               : diff.verdict == Verdict::same || diff.verdict == Verdict::different
                                   ? std::string("same")
                                   : std::string(name_of(diff.verdict));
    out += fmt::format("<tr><td>{}</td><td>{}</td></tr>\n", xml_escaped(checkpoint.name), result);
  }
  out += "</table></details>\n";
}

}  // namespace

std::string html_report(const Report& report) {
  std::string out = fmt::format(kHead, fmt::arg("verdict", name_of(report.verdict())));
  for (const ScenarioReport& scenario : report.scenarios) add_scenario(out, scenario);
  return out + "</body>\n</html>\n";
}

}  // namespace goldwire
