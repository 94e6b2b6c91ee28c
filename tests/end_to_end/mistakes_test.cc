// Mistakes of a hand in the files a user keeps: each is one line that says file, place and remedy,
// and never a verdict.
#include <gmock/gmock.h>

#include "tests/end_to_end/program.h"

namespace goldwire {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class Mistakes : public ProgramTest {
 protected:
  static void expect_refused(const Outcome& outcome, const std::string& said) {
    EXPECT_EQ(outcome.code, 2) << said << '\n' << outcome.out << outcome.err;
    EXPECT_EQ(outcome.err_lines(), 1U) << outcome.err;
    EXPECT_THAT(outcome.err, StartsWith("goldwire: "));
    EXPECT_THAT(outcome.err, HasSubstr(said));
    EXPECT_THAT(outcome.err, HasSubstr("; ")) << "a remedy";
  }
  /// Checks with the first `from` of a file of the golden replaced by `to`.
  void expect_told(const std::string& file, const std::string& from, const std::string& to,
                   const std::string& said) {
    const std::string path = "goldwire/deposit/" + file;
    const std::string whole = content_of(folder_ / path);
    const std::size_t at = whole.find(from);
    ASSERT_NE(at, std::string::npos) << from;
    write(path, whole.substr(0, at) + to + whole.substr(at + from.size()));
    expect_refused(check("clean-4", "", "CI=1"), said);
    write(path, whole);
  }
};

TEST_F(Mistakes, InTheGolden) {
  ASSERT_EQ(record().code, 0);
  expect_told("golden.yaml", ": \"{timestamp", ": \"{timestamb",
              "has the unknown class {timestamb now zone}");
  expect_told("golden.yaml", "\"{request#1}\"", "\"{request#77}\"", "has {request#77}, which");
  expect_told("golden.yaml", "request#1: uuid", "request#1: uiud", "'uiud' is no class of values");
  expect_told("golden.yaml", "scenario: deposit", "scenario: deposits",
              "golden.yaml: it is the golden of scenario 'deposits'");
  expect_told("golden.yaml", "salt: \"", "salt: \"0", ": the salt was changed");
  expect_told("golden.yaml", "after: [\"", "after: [\"x", "no other span has the id 'x");
  expect_told("golden.yaml", "parent: \"", "parent: \"x", "no span above has the id 'x");
}

TEST_F(Mistakes, InTheRules) {
  ASSERT_EQ(record().code, 0);
  expect_told("noise.yaml", "is timestamp", "is timestamb", "knows no class 'timestamb now zone'");
  expect_told("noise.yaml", "[*]", "[*", "has a bracket that is not closed");
  expect_told("noise.yaml", "[*]", "[x]", "has a bracket that is not closed");
  expect_told("noise.yaml", "[*]", "*]", "has a bracket that is not closed");
  std::filesystem::remove(folder_ / "goldwire/deposit/noise.yaml");
  expect_refused(check("clean-4"), "goldwire/deposit/noise.yaml: it is missing");
  expect_refused(run("diff deposit " + capture("clean-4") + services()),
                 "noise.yaml: it is missing");
  write("goldwire/deposit/noise.yaml", "schema: 1\nrules: []\n");
  EXPECT_EQ(check("clean-4", "", "CI=1").code, 1) << "said aloud, nothing may differ";
}

TEST_F(Mistakes, InTheScenario) {
  ASSERT_EQ(record().code, 0);
  const std::string entry = "span[kind=SERVER client.known=false server.known=true]";
  const auto expect_entry = [&](const std::string& text, const std::string& said) {
    expect_told("scenario.yaml", entry, text, said);
    expect_refused(check("clean-4", "--include '" + text + "'"), said);
  };
  expect_entry("span[kidn=SERVER]", "asks for 'kidn', which no span has");
  expect_entry("span[kind=server]", "kind is never 'server'; it is one of SERVER, CLIENT");
  expect_entry("span[client.known=yes]", "client.known is never 'yes'");
  expect_entry("span[client.name=bff]", "asks for 'client.name'");
  expect_entry("span[http.status_code=200]", "asks for 'http.status_code'");
  expect_entry("span[status!=500]", "status is never '500'");
  expect_told("scenario.yaml", "checkpoints:\n",
              "checkpoints:\n  - name: x\n    span: kind=SERVER\n  - name: x\n    span: "
              "kind=CLIENT\n",
              "two checkpoints are called 'x'");
  expect_told(
      "scenario.yaml", "budgets: []", "budgets:\n  - callee: strype\n    at_most: 1s\n",
      "scenario.yaml: a budget is about 'strype', which nobody is called; there are: stripe");
}

TEST_F(Mistakes, AScenarioThatIsGoneIsNoScenarioOfEverything) {
  ASSERT_EQ(record().code, 0);
  ASSERT_EQ(check("fault-no-email").code, 1) << "so that there is a proposal";
  const std::string file = "goldwire/deposit/scenario.yaml";
  const std::string whole = content_of(folder_ / file);
  std::filesystem::remove(folder_ / file);
  const std::string said = file + ": it is missing, and with it which traffic belongs";
  expect_refused(check("clean-4"), said);
  expect_refused(run("replay deposit --target http://127.0.0.1:1 -i lo"), said);
  expect_refused(run("diff deposit " + capture("clean-4") + services()), said);
  expect_refused(run("review"), said);
  const Outcome doctor = run("doctor");
  EXPECT_EQ(doctor.code, 2);
  EXPECT_THAT(doctor.err, HasSubstr(said));
  EXPECT_EQ(run("show deposit").code, 0) << "the golden is whole";
  ASSERT_EQ(record().code, 0) << "as the remedy says";
  EXPECT_EQ(content_of(folder_ / file), whole);
  EXPECT_EQ(check("clean-4").code, 0);
}

TEST_F(Mistakes, InTheServices) {
  const auto expect_services = [&](const std::string& text, const std::string& said) {
    write("s.yaml", text);
    const std::string capture_1 = capture("clean-1");
    expect_refused(run("spans --services s.yaml " + capture_1), said);
    expect_refused(run("show --services s.yaml " + capture_1), said);
    write("goldwire/goldwire.yaml", text);
    expect_refused(run("show " + capture_1), said);
    std::filesystem::remove_all(folder_ / "goldwire");
  };
  expect_services("services:\n  a: [10.0.0.1]\n  b: [10.0.0.1/32]\n",
                  ".yaml:3: 10.0.0.1/32 is both 'a' and 'b'");
  expect_services("services:\n  a: [API.x.com]\nexternal:\n  b: api.x.com\n",
                  ".yaml:4: api.x.com is both 'a' and 'b'");
  expect_services("services:\n  a: [10.0.0.1]\nexternal:\n  a: [10.0.0.2]\n",
                  ".yaml:4: 'a' stands here and on line 2");
  expect_services("services:\n  a: [10.0.0.1]\n  a: [10.0.0.2]\n", "'a' stands here and on line 2");
  write("s.yaml", "services:\n  a: [\"10.0.0.1:80\", 10.0.0.1]\n  b: [\"10.0.0.1:81\"]\n");
  EXPECT_EQ(run("spans --services s.yaml --format none " + capture("clean-1")).code, 0);
}

}  // namespace
}  // namespace goldwire
