// scenario.yaml, goldwire.yaml and noise.yaml: read strictly, written to be read again.
#include "harness/files/scenario_file.h"

#include <gmock/gmock.h>

#include "harness/files/noise_file.h"
#include "harness/files/project_file.h"

namespace goldwire {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(ScenarioFile, ReadingGivesWhatWasWritten) {
  Scenario scenario;
  scenario.entries = {*Selector::parse("span[name=\"POST /deposit\"]"), Selector()};
  scenario.command = {"./drive", "no", "a b"};
  scenario.interfaces = {"any"};
  scenario.filter = "tcp port 80";
  scenario.runs = 5;
  scenario.checkpoints = {{"mail: sent", *Selector::parse("service=emails")}};
  scenario.budgets = {{"payments", "stripe", "POST *", std::chrono::milliseconds(500)}};
  const auto again = read_scenario(write_scenario(scenario), "scenario.yaml");
  ASSERT_TRUE(again) << again.error().line();
  ASSERT_EQ(again->entries.size(), 2U);
  EXPECT_EQ(again->entries[0].text(), scenario.entries[0].text());
  EXPECT_EQ(again->command, scenario.command);
  EXPECT_EQ(again->interfaces, scenario.interfaces);
  EXPECT_EQ(again->filter, scenario.filter);
  EXPECT_EQ(again->runs, 5U);
  ASSERT_EQ(again->checkpoints.size(), 1U);
  EXPECT_EQ(again->checkpoints[0].name, "mail: sent");
  EXPECT_EQ(again->checkpoints[0].span.text(), "service=emails");
  ASSERT_EQ(again->budgets.size(), 1U);
  EXPECT_EQ(again->budgets[0].callee, "stripe");
  EXPECT_EQ(again->budgets[0].limit, std::chrono::milliseconds(500));
  EXPECT_EQ(write_scenario(*again), write_scenario(scenario));
}

TEST(ScenarioFile, MistakesNameLineAndRemedy) {
  const auto error = [](const std::string& body) {
    const auto scenario = read_scenario("schema: 1\n" + body, "scenario.yaml");
    EXPECT_FALSE(scenario) << body;
    return scenario ? std::string() : scenario.error().line();
  };
  EXPECT_THAT(error("entry: x\n"), HasSubstr("scenario.yaml:2: 'entry' is unknown"));
  EXPECT_THAT(error("entries: [\"name=\"]\n"), HasSubstr("scenario.yaml:2: selector 'name='"));
  EXPECT_THAT(error("budgets:\n  - caller: a\n"), HasSubstr("'budgets.at_most' is missing"));
  EXPECT_THAT(error("budgets:\n  - at_most: soon\n"),
              HasSubstr("scenario.yaml:3: no duration; write for instance at_most: 500ms"));
  EXPECT_THAT(error("driven: {runs: 0}\n"), HasSubstr("between 1 and 1000"));
  EXPECT_THAT(error("checkpoints:\n  - span: x\n"), HasSubstr("'checkpoints.name' is missing"));
}

Trace trace_from(bool known, std::string name) {
  Span root;
  root.span_id = 1;
  root.kind = SpanKind::server;
  root.client.named = known;
  root.what.name = std::move(name);
  Span below = root;
  below.span_id = 2;
  below.parent.span_id = 1;
  below.what.name = "GET /below";
  return {.id = {}, .root_span_id = 1, .spans = {root, below}};
}

TEST(Scenario, ChoosesByTheRootAlone) {
  Scenario scenario;
  scenario.entries = {*Selector::parse("name=\"POST /deposit\"")};
  EXPECT_TRUE(scenario.choice().takes(trace_from(false, "POST /deposit")));
  EXPECT_FALSE(scenario.choice().takes(trace_from(false, "POST /login")));
  scenario.entries = {*Selector::parse("name=\"GET /below\"")};
  EXPECT_FALSE(scenario.choice().takes(trace_from(false, "POST /deposit")));
}

TEST(Scenario, WithoutEntriesChoosesEverythingButExceptions) {
  Scenario scenario;
  EXPECT_TRUE(scenario.choice().takes(trace_from(false, "POST /x")));
  EXPECT_FALSE(scenario.choice().takes(Trace{}));
  scenario.except = {*Selector::parse("name=\"POST /x\"")};
  EXPECT_FALSE(scenario.choice().takes(trace_from(false, "POST /x")));
  EXPECT_TRUE(scenario.choice().takes(trace_from(false, "POST /y")));
}

TEST(ProjectFile, ReadsServicesRedactionAndDefaults) {
  const auto project = read_project(
      "services:\n  bff: [\"10.0.0.2\"]\nexternal:\n  stripe: [\"api.stripe.com\"]\n"
      "redaction:\n  headers: [X-Tenant]\n  fields: [ssn]\n  keep: [page_token]\n"
      "defaults:\n  settle: 2s\n  timeout: \"90\"\n  interfaces: any\n  filter: tcp\n",
      "goldwire.yaml");
  ASSERT_TRUE(project) << project.error().line();
  EXPECT_EQ(project->services.names().size(), 2U);
  EXPECT_TRUE(project->redaction.headers.contains("xtenant"));
  EXPECT_TRUE(project->redaction.keep.contains("pagetoken"));
  EXPECT_EQ(project->settle, std::chrono::seconds(2));
  EXPECT_EQ(project->timeout, std::chrono::seconds(90));
  EXPECT_THAT(project->interfaces, ElementsAre("any"));
}

TEST(ProjectFile, RoutesAndApisAreThoseOfAServicesFile) {
  const auto project = read_project(
      "routes: [\"/blog/{slug}\"]\napis:\n  - {host: api.x.com, external: x}\n", "goldwire.yaml");
  ASSERT_TRUE(project) << project.error().line();
  EXPECT_EQ(project->services.terms().routes.size(), 1U);
  EXPECT_EQ(project->services.terms().apis.size(), 1U);
  const auto bad = read_project("schema: 1\nroutes:\n  - blog\n", "goldwire.yaml");
  ASSERT_FALSE(bad);
  EXPECT_THAT(bad.error().line(), HasSubstr("goldwire.yaml:3: 'blog' is no path"));
}

TEST(ProjectFile, ProposalIsReadBack) {
  const std::string text = write_project({{"bff", {"10.0.0.2"}}, {"on", {":5432"}}}, {});
  const auto project = read_project(text, "goldwire.yaml");
  ASSERT_TRUE(project) << project.error().line();
  EXPECT_EQ(project->services.names().size(), 2U);
  EXPECT_EQ(project->settle, std::chrono::seconds(1));
}

TEST(ProjectFile, MistakesNameTheLine) {
  const auto project = read_project("services: {}\nredacton: {}\n", "goldwire.yaml");
  ASSERT_FALSE(project);
  EXPECT_THAT(project.error().line(), HasSubstr("goldwire.yaml:2: 'redacton' is unknown"));
  const auto settle = read_project("defaults: {settle: soon}\n", "goldwire.yaml");
  ASSERT_FALSE(settle);
  EXPECT_THAT(settle.error().line(), HasSubstr("settle is no duration; write for instance"));
}

TEST(NoiseFile, ReadingGivesWhatWasWritten) {
  Rules rules;
  for (const char* const line :
       {"noise bff -> accounts: POST /x @ response.body.at is timestamp",
        "ignore * -> *: GET /a: b @ request.body[\"x y\"]", "count a -> b: SELECT is 0..3"}) {
    auto rule = Rule::parse(line);
    ASSERT_TRUE(rule) << rule.error().line();
    rule->learned = rules.empty();
    rule->evidence = {"2026-01-01", "no", "", "tab\tand \"quote\""};
    rules.push_back(*rule);
  }
  const auto again = read_noise(write_noise(rules), "noise.yaml");
  ASSERT_TRUE(again) << again.error().line();
  ASSERT_EQ(again->size(), 3U);
  EXPECT_EQ((*again)[0], rules[0]);
  EXPECT_EQ((*again)[1].line(), rules[1].line());
  EXPECT_EQ(write_noise(*again), write_noise(rules));
  EXPECT_TRUE(read_noise(write_noise({}), "noise.yaml")->empty());
}

TEST(NoiseFile, BrokenRulesNameTheLine) {
  const auto rules = read_noise("schema: 1\nrules:\n  - rule: forgive everything\n", "noise.yaml");
  ASSERT_FALSE(rules);
  EXPECT_THAT(rules.error().line(), HasSubstr("noise.yaml:3:"));
}

}  // namespace
}  // namespace goldwire
