// What all reports share: the verdict over all, checkpoints, and safe text.
#include "harness/report/report.h"

#include <algorithm>
#include <array>

#include "harness/golden/fields.h"
#include "protocols/base/json.h"
#include "protocols/base/utf8.h"

namespace goldwire {
namespace {

/// Where a finding's call is in the golden its span answers a selector; a call that is new answers
/// by its names alone.
bool belongs(const Finding& finding, const Selector& selector,
             const std::vector<GoldenSpan>& golden) {
  const auto same_call = [&](const GoldenSpan& span) {
    return span.caller == finding.caller && span.callee == finding.callee &&
           span.operation == finding.operation;
  };
  bool known = false;
  for (const GoldenSpan& span : golden) {
    if (!same_call(span)) continue;
    known = true;
    if (selector.matches(fields_of(span))) return true;
  }
  if (known) return false;
  GoldenSpan fresh;
  fresh.caller = finding.caller;
  fresh.callee = finding.callee;
  fresh.operation = finding.operation;
  fresh.kind = SpanKind::server;
  if (selector.matches(fields_of(fresh))) return true;
  fresh.kind = SpanKind::client;
  return selector.matches(fields_of(fresh));
}

}  // namespace

Verdict Report::verdict() const {
  constexpr std::array kPrecedence = {Verdict::not_driven, Verdict::different, Verdict::incomplete};
  for (const Verdict verdict : kPrecedence) {
    if (std::ranges::any_of(
            scenarios, [&](const ScenarioReport& one) { return one.diff.verdict == verdict; })) {
      return verdict;
    }
  }
  return Verdict::same;
}

std::vector<CheckpointReport> checkpoints_of(const ScenarioReport& scenario) {
  std::vector<CheckpointReport> reports;
  for (const Checkpoint& checkpoint : scenario.checkpoints) {
    CheckpointReport report{checkpoint.name, {}};
    const auto take = [&](const auto& self, const std::vector<Finding>& findings) -> void {
      for (const Finding& finding : findings) {
        if (finding.note) continue;
        if (belongs(finding, checkpoint.span, scenario.golden)) report.findings.push_back(&finding);
        self(self, finding.echoes);
      }
    };
    take(take, scenario.diff.findings);
    reports.push_back(std::move(report));
  }
  return reports;
}

std::string printable(std::string_view text, std::size_t most) {
  const bool cut = text.size() > most;
  std::string_view kept = text.substr(0, most);
  // Not in the middle of a character.
  for (int i = 0; cut && i < 3 && !kept.empty() && (text[kept.size()] & 0xc0) == 0x80; ++i) {
    kept.remove_suffix(1);
  }
  std::string out;
  write_json_text(out, kept);
  std::string plain;
  // Of JSON's escapes, quotes and backslashes are harmless and hard to read.
  for (std::size_t i = 1; i + 1 < out.size(); ++i) {
    if (out[i] == '\\' && (out[i + 1] == '"' || out[i + 1] == '\\')) ++i;
    // DEL and the C1 controls (U+0080 to U+009F) steer terminals too.
    const bool c1 = out[i] == '\xc2' && (out[i + 1] & 0xe0) == 0x80;
    if (c1) ++i;
    plain += c1 || out[i] == '\x7f' ? "\xef\xbf\xbd" : std::string(1, out[i]);
  }
  return cut ? plain + "..." : plain;
}

std::string xml_escaped(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t length = utf8_length(text);
    const char c = text.front();
    if (length == 0 || (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t')) {
      out += "\xef\xbf\xbd";  // no character of XML 1.0
    } else if (c == '&') {
      out += "&amp;";
    } else if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else if (c == '"') {
      out += "&quot;";
    } else if (text.substr(0, length) == "\xef\xbf\xbe" ||
               text.substr(0, length) == "\xef\xbf\xbf") {
      out += "\xef\xbf\xbd";
    } else {
      out += text.substr(0, length);
    }
    text.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return out;
}

}  // namespace goldwire
