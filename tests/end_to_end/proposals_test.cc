// What becomes of a difference: proposed, reviewed, accepted, rejected; never in CI, never unasked.
// And what never reaches a file.
#include <gmock/gmock.h>

#include "agent/trace/jsonl.h"
#include "harness/files/recording.h"
#include "protocols/base/json.h"
#include "tests/end_to_end/program.h"

namespace goldwire {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

using Proposals = ProgramTest;

TEST_F(Proposals, AcceptedBecomesTheGoldenAndItsNoiseStays) {
  ASSERT_EQ(record().code, 0);
  const std::string noise = content_of(folder_ / "goldwire/deposit/noise.yaml");
  ASSERT_EQ(check("fault-status-201").code, 1);
  const Outcome reviewed = run("review");
  EXPECT_EQ(reviewed.code, 0) << reviewed.err;
  EXPECT_THAT(reviewed.out, StartsWith("status bff -> accounts: POST /accounts/{id}/deposits: "));
  const Outcome accepted = run("accept deposit");
  EXPECT_EQ(accepted.code, 0) << accepted.err;
  EXPECT_EQ(accepted.out, "deposit: accepted\n");
  EXPECT_EQ(content_of(folder_ / "goldwire/deposit/noise.yaml"), noise);
  EXPECT_EQ(check("fault-status-201").code, 0);
  EXPECT_EQ(check("clean-4").code, 1);
}

TEST_F(Proposals, RejectedIsGoneAndTheGoldenStays) {
  ASSERT_EQ(record().code, 0);
  const auto golden = files("goldwire/deposit");
  ASSERT_EQ(check("fault-no-email").code, 1);
  EXPECT_EQ(files("goldwire/deposit"), golden);
  EXPECT_EQ(run("reject").out, "deposit: rejected\n");
  EXPECT_EQ(files("goldwire/deposit"), golden);
  EXPECT_TRUE(files("goldwire/.pending").empty());
  EXPECT_EQ(run("review").out, "no proposals\n");
}

TEST_F(Proposals, OfAnEarlierRunAreToldWhenARunPasses) {
  ASSERT_EQ(record().code, 0);
  ASSERT_EQ(check("fault-no-email").code, 1);
  const Outcome passed = check("clean-4");
  EXPECT_EQ(passed.code, 0);
  EXPECT_THAT(passed.err, HasSubstr("'goldwire reject deposit' drops it"));
  ASSERT_EQ(run("reject").code, 0);
  EXPECT_EQ(check("clean-4").err, "");
}

TEST_F(Proposals, InCiNothingIsWrittenBesideReports) {
  ASSERT_EQ(record().code, 0);
  const auto before = files("goldwire");
  EXPECT_EQ(check("fault-no-email", "--junit junit.xml", "CI=true").code, 1);
  EXPECT_EQ(files("goldwire"), before);
  EXPECT_TRUE(std::filesystem::exists(folder_ / "junit.xml"));
  const Outcome again = run("record deposit --from " + capture("clean-4") + services(), "CI=1");
  EXPECT_EQ(again.code, 2);
  EXPECT_THAT(again.err, HasSubstr("never written when CI is set"));
  EXPECT_EQ(files("goldwire"), before);
}

TEST_F(Proposals, RecordingAgainProposesOnlyWhatIsNew) {
  ASSERT_EQ(record().code, 0);
  const auto before = files("goldwire");
  EXPECT_THAT(record().out, HasSubstr("as it was before; nothing to accept"));
  EXPECT_EQ(files("goldwire"), before);
  const Outcome other = run("record deposit --from " + capture("fault-status-201") + " --from " +
                            capture("fault-status-201") + services());
  EXPECT_EQ(other.code, 0) << other.err;
  EXPECT_THAT(other.out, HasSubstr("proposed; see 'goldwire review deposit'"));
  auto after = files("goldwire");
  std::erase_if(after, [](const auto& file) { return file.first.starts_with(".pending/"); });
  EXPECT_EQ(after, before);
}

TEST_F(Proposals, ARuleAcceptsOneDifference) {
  ASSERT_EQ(record().code, 0);
  const Outcome checked = check("fault-status-201", "--json -", "CI=1");
  const auto json = read_json(checked.out);
  ASSERT_TRUE(json);
  const Value& first = (*(*json->find("scenarios")->list())[0].find("findings")->list())[0];
  const Outcome accepted = run("accept deposit --rule '" + *first.find("rule")->text() + "'");
  EXPECT_EQ(accepted.code, 0) << accepted.err;
  EXPECT_EQ(check("fault-status-201", "", "CI=1").code, 0);
  EXPECT_EQ(check("fault-no-email", "", "CI=1").code, 1);
  EXPECT_EQ(accepted.err, "");
  EXPECT_EQ(run("accept deposit --rule 'forgive all'").code, 2);
}

TEST_F(Proposals, ARuleIsOneLineAndAboutSomebody) {
  ASSERT_EQ(record().code, 0);
  const std::string file = "goldwire/deposit/noise.yaml";
  const std::string before = content_of(folder_ / file);
  for (const std::string wrong : {"ignore bff -> accounts: *\nignore * -> *: * @ *",
                                  "ignore bff -> accounts: *\t@ x", "\nignore * -> *: * @ x"}) {
    const Outcome refused = run("accept deposit --rule '" + wrong + "'");
    EXPECT_EQ(refused.code, 2) << wrong;
    EXPECT_EQ(refused.err_lines(), 1U) << refused.err;
    EXPECT_THAT(refused.err, HasSubstr("--rule: a rule is one line, "));
  }
  EXPECT_EQ(content_of(folder_ / file), before);
  const Outcome typo = run("accept deposit --rule 'ignore payments -> strype: * @ duration'");
  EXPECT_EQ(typo.code, 0) << "it may be somebody new";
  EXPECT_THAT(typo.err,
              HasSubstr("about 'strype', which nobody in the golden is called; there are: "
                        "stripe, "));
  EXPECT_THAT(run("accept deposit --rule 'ignore payments -> stripe: GET /x @ duration'").err,
              HasSubstr("no call in the golden fits the rule"));
  EXPECT_EQ(run("accept deposit --rule ' ignore pay* -> stripe: * @ duration '").err, "");
  EXPECT_THAT(content_of(folder_ / file), HasSubstr("\"ignore pay* -> stripe: * @ duration\""));
}

/// The secrets that the bank's driver sends, as the wire has them.
std::vector<std::string> secrets_of(const std::string& jsonl) {
  std::vector<std::string> secrets;
  std::istringstream lines(jsonl);
  for (std::string line; std::getline(lines, line);) {
    const auto span = read_json(line);
    if (!span) continue;
    const Value* const attributes = span->find("attributes");
    if (const Value* header = attributes->find("http.request.header.authorization")) {
      const std::string text = *(*header->list())[0].text();
      if (text.starts_with("Bearer ")) secrets.push_back(text.substr(7));
    }
    if (*span->find("name")->text() != "POST /login") continue;
    const auto body = read_json(*span->find("request")->find("body")->text());
    if (body) secrets.push_back(*body->find("password")->text());
  }
  return secrets;
}

TEST_F(Proposals, NoSecretReachesAFile) {
  const Outcome spans = run("spans " + capture("clean-1") + " --format jsonl");
  const std::vector<std::string> secrets = secrets_of(spans.out);
  ASSERT_GE(secrets.size(), 3U);
  ASSERT_EQ(record().code, 0);
  ASSERT_EQ(check("fault-no-email", "--junit j.xml --html h.html --json f.json").code, 1);
  for (const auto& [path, octets] : files("")) {
    std::string text = octets;
    if (path.ends_with(".zst")) {
      const auto run = read_recording(octets, path);
      ASSERT_TRUE(run) << path;
      ASSERT_FALSE(run->traces.empty());
      // As long as the text it came from, so what is searched below is all of it.
      text = write_recording(*run) == octets ? std::string() : "recording changed";
      for (const Trace& trace : run->traces) {
        for (const Span& span : trace.spans) write_span(text, span);
      }
    }
    for (const std::string& secret : secrets) EXPECT_THAT(text, Not(HasSubstr(secret))) << path;
  }
}

TEST_F(Proposals, AnotherKeyIsRefusedNotMisjudged) {
  ASSERT_EQ(record().code, 0);
  const Outcome checked = check("clean-4", "", "GOLDWIRE_REDACTION_KEY=k");
  EXPECT_EQ(checked.code, 2);
  EXPECT_THAT(checked.err, HasSubstr("the golden was made without it"));
}

}  // namespace
}  // namespace goldwire
