// Reports say what was found, and nothing that was on the wire can steer them.
#include "harness/report/report.h"

#include <gmock/gmock.h>

#include "protocols/base/json.h"

namespace goldwire {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

Finding finding(FindingKind kind, std::string caller, std::string callee, std::string operation) {
  Finding finding;
  finding.kind = kind;
  finding.caller = std::move(caller);
  finding.callee = std::move(callee);
  finding.operation = std::move(operation);
  finding.what = "no longer happens";
  finding.rule =
      "count " + finding.caller + " -> " + finding.callee + ": " + finding.operation + " is 0..1";
  return finding;
}

GoldenSpan golden_span(std::string caller, std::string callee, std::string operation) {
  GoldenSpan span;
  span.caller = std::move(caller);
  span.callee = std::move(callee);
  span.operation = std::move(operation);
  span.kind = SpanKind::client;
  return span;
}

ScenarioReport scenario(Verdict verdict) {
  ScenarioReport report;
  report.run = "new.pcap";
  report.diff.scenario = "deposit";
  report.diff.verdict = verdict;
  report.traces = 2;
  report.spans = 7;
  report.golden = {golden_span("emails", "ses", "SES.SendEmail"),
                   golden_span("payments", "stripe", "POST /v1/charges")};
  report.checkpoints = {{"mail", *Selector::parse("server.service=ses")},
                        {"charge", *Selector::parse("server.service=stripe")}};
  return report;
}

Report different() {
  ScenarioReport one = scenario(Verdict::different);
  one.diff.findings = {finding(FindingKind::missing, "emails", "ses", "SES.SendEmail")};
  one.diff.findings[0].echoes = {
      finding(FindingKind::changed, "emails", "bank-db", "INSERT emails")};
  return {{one}};
}

Report incomplete() {
  ScenarioReport one = scenario(Verdict::incomplete);
  one.diff.reasons = {"hole of 1448 bytes"};
  return {{one}};
}

TEST(Report, WorstVerdictWins) {
  EXPECT_EQ(Report{}.verdict(), Verdict::same);
  EXPECT_EQ((Report{{scenario(Verdict::same), scenario(Verdict::incomplete)}}.verdict()),
            Verdict::incomplete);
  EXPECT_EQ((Report{{scenario(Verdict::different), scenario(Verdict::incomplete)}}.verdict()),
            Verdict::different);
  EXPECT_EQ((Report{{scenario(Verdict::not_driven), scenario(Verdict::different)}}.verdict()),
            Verdict::not_driven);
}

TEST(TextReport, FirstLineIsTheFirstFindingAsTheContractHasIt) {
  EXPECT_THAT(text_report(different(), {}),
              StartsWith("missing emails -> ses: SES.SendEmail: no longer happens\n"));
}

TEST(TextReport, PlainWithoutColour) {
  EXPECT_THAT(text_report(different(), {}), Not(HasSubstr("\x1b")));
  EXPECT_THAT(text_report(different(), {.colour = true}), HasSubstr("\x1b["));
}

TEST(TextReport, VerdictStandsLastWithItsReasons) {
  EXPECT_EQ(text_report(incomplete(), {}),
            "deposit: incomplete (2 traces, 7 spans; new.pcap)\n    hole of 1448 bytes\n");
  Report noticed = incomplete();
  Finding note;
  note.note = true;
  noticed.scenarios[0].diff.findings.push_back(note);
  EXPECT_THAT(text_report(noticed, {}), StartsWith("deposit: incomplete"))
      << "why there is no verdict comes before what was noticed";
  EXPECT_THAT(text_report(different(), {}),
              HasSubstr("deposit: different: 1 finding, 1 more that follows (2 traces"));
}

TEST(TextReport, ValuesCannotSteerATerminal) {
  Report report = different();
  report.scenarios[0].diff.findings[0].to = "\x1b[2J\r\nfake: same\x7f\xc2\x9b";
  const std::string text = text_report(report, {});
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
  EXPECT_THAT(text, Not(HasSubstr("\r")));
  EXPECT_THAT(text, Not(HasSubstr("\nfake")));
  EXPECT_THAT(text, Not(HasSubstr("\xc2\x9b")));
  EXPECT_EQ(printable("say \"hi\" \\ there"), "say \"hi\" \\ there");
  EXPECT_EQ(printable("caf\xc3\xa9s", 4), "caf...");
}

TEST(JsonReport, HasTheContractsKeys) {
  const auto json = read_json(json_report(different()));
  ASSERT_TRUE(json);
  EXPECT_EQ(json->find("schema")->number()->text, "1");
  EXPECT_EQ(*json->find("verdict")->text(), "different");
  const Value& one = (*json->find("scenarios")->list())[0];
  EXPECT_EQ(*one.find("name")->text(), "deposit");
  EXPECT_EQ(*one.find("verdict")->text(), "different");
  EXPECT_NE(one.find("reasons")->list(), nullptr);
  const Value& found = (*one.find("findings")->list())[0];
  for (const char* const key : {"kind", "caller", "callee", "operation", "path", "from", "to",
                                "count", "evidence", "rule", "span_id", "echoes"}) {
    EXPECT_NE(found.find(key), nullptr) << key;
  }
  EXPECT_EQ(*found.find("kind")->text(), "missing");
  EXPECT_EQ(found.find("echoes")->list()->size(), 1U);
}

TEST(Checkpoints, GetTheFindingsOfTheirCalls) {
  const Report report = different();
  const auto checkpoints = checkpoints_of(report.scenarios[0]);
  ASSERT_EQ(checkpoints.size(), 2U);
  EXPECT_EQ(checkpoints[0].findings.size(), 1U);
  EXPECT_TRUE(checkpoints[1].findings.empty());
}

TEST(Checkpoints, EchoesAndNewCallsCountNotesDoNot) {
  Report report = different();
  auto& one = report.scenarios[0];
  one.diff.findings[0].echoes = {
      finding(FindingKind::extra, "payments", "stripe", "GET /v1/customers")};
  EXPECT_EQ(checkpoints_of(one)[1].findings.size(), 1U);
  one.diff.findings[0].echoes[0].note = true;
  EXPECT_TRUE(checkpoints_of(one)[1].findings.empty());
}

TEST(JunitReport, OneCaseForTheScenarioAndEachCheckpoint) {
  const std::string xml = junit_report(different());
  EXPECT_THAT(xml,
              HasSubstr("<testsuites name=\"goldwire\" tests=\"3\" failures=\"2\" errors=\"0\">"));
  EXPECT_THAT(xml, HasSubstr("<testcase classname=\"goldwire.deposit\" name=\"charge\"/>"));
  EXPECT_THAT(xml, HasSubstr("<failure message=\"missing emails -&gt; ses: SES.SendEmail"));
}

TEST(JunitReport, IncompleteIsAnErrorEverywhereAndNeverSkipped) {
  const std::string xml = junit_report(incomplete());
  EXPECT_THAT(xml, HasSubstr("tests=\"3\" failures=\"0\" errors=\"3\">"));
  EXPECT_THAT(xml, HasSubstr("<error message=\"hole of 1448 bytes\" type=\"incomplete\"/>"));
  EXPECT_THAT(xml, Not(HasSubstr("<skipped")));
}

TEST(JunitReport, StaysWellFormedWhateverStandsInIt) {
  Report report = different();
  report.scenarios[0].diff.findings[0].what = std::string("<&\">]]> \x01 \xff \xef\xbf\xbf", 14);
  const std::string xml = junit_report(report);
  EXPECT_THAT(xml, HasSubstr("&lt;&amp;&quot;&gt;]]&gt;"));
  EXPECT_THAT(xml, Not(HasSubstr("\x01")));
  EXPECT_THAT(xml, Not(HasSubstr("\xff")));
}

TEST(HtmlReport, IsOnePageOfItsOwn) {
  Report report = different();
  report.scenarios[0].diff.findings[0].to = "<script>alert(1)</script>";
  const std::string html = html_report(report);
  EXPECT_THAT(html, StartsWith("<!doctype html>"));
  EXPECT_THAT(html, HasSubstr("missing emails -&gt; ses: SES.SendEmail: no longer happens"));
  EXPECT_THAT(html, Not(HasSubstr("<script")));
  EXPECT_THAT(html, Not(HasSubstr("src=")));
  EXPECT_THAT(html, Not(HasSubstr("href=")));
}

TEST(Reports, SameReportGivesTheSameBytes) {
  EXPECT_EQ(json_report(different()), json_report(different()));
  EXPECT_EQ(junit_report(different()), junit_report(different()));
  EXPECT_EQ(html_report(different()), html_report(different()));
}

}  // namespace
}  // namespace goldwire
