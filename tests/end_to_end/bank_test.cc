// The main job on the bank's captures, by the program itself: clean runs and harmless changes pass,
// each fault is found first as faults.yaml expects it.
#include <gmock/gmock.h>
#include <yaml-cpp/yaml.h>

#include "protocols/base/json.h"
#include "tests/end_to_end/program.h"

namespace goldwire {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

using Bank = ProgramTest;

YAML::Node faults() { return YAML::LoadFile(GOLDWIRE_SOURCE_DIR "/fixtures/bank/faults.yaml"); }

TEST_F(Bank, RecordSaysWhatItLearned) {
  const Outcome recorded = record();
  EXPECT_EQ(recorded.code, 0) << recorded.err;
  EXPECT_THAT(recorded.out, StartsWith("deposit: "));
  EXPECT_THAT(recorded.out, HasSubstr("ids renamed: "));
  EXPECT_THAT(recorded.out, HasSubstr("written to goldwire/deposit\n"));
  const auto written = files("goldwire/deposit");
  for (const char* const file :
       {"golden.yaml", "noise.yaml", "scenario.yaml", "recording/spans.jsonl.zst"}) {
    EXPECT_TRUE(written.contains(file)) << file;
  }
}

TEST_F(Bank, CleanRunsAndVariantsAreTheSame) {
  ASSERT_EQ(record().code, 0);
  std::vector<std::string> captures = {"clean-1", "clean-2", "clean-3", "clean-4", "clean-5"};
  const YAML::Node truth = faults();
  for (const auto& variant : truth["variants"]) {
    captures.push_back("variant-" + variant.first.as<std::string>());
  }
  for (const std::string& capture : captures) {
    const Outcome checked = check(capture);
    EXPECT_EQ(checked.code, 0) << capture << "\n" << checked.out << checked.err;
    EXPECT_THAT(checked.first_line(), StartsWith("deposit: same (")) << capture;
  }
  EXPECT_FALSE(std::filesystem::exists(folder_ / "goldwire/.pending"));
}

TEST_F(Bank, EachFaultIsFoundFirstAsExpected) {
  ASSERT_EQ(record().code, 0);
  std::string scenario = content_of(folder_ / "goldwire/deposit/scenario.yaml");
  const std::size_t at = scenario.find("budgets: []");
  ASSERT_NE(at, std::string::npos);
  scenario.replace(at, 11,
                   "budgets:\n  - callee: stripe\n    operation: \"POST *\"\n    at_most: 1s");
  write("goldwire/deposit/scenario.yaml", scenario);
  const YAML::Node truth = faults();
  for (const auto& fault : truth["faults"]) {
    const auto expected = [&](const char* key) { return fault.second[key].as<std::string>(); };
    const std::string name = fault.first.as<std::string>();
    const std::string headline = expected("kind") + " " + expected("caller") + " -> " +
                                 expected("callee") + ": " + expected("operation") + ": ";
    const Outcome checked = check("fault-" + name, "--json found.json");
    EXPECT_EQ(checked.code, 1) << name;
    EXPECT_THAT(checked.first_line(), StartsWith(headline)) << name;
    const auto json = read_json(content_of(folder_ / "found.json"));
    ASSERT_TRUE(json) << name;
    const Value& first = (*(*json->find("scenarios")->list())[0].find("findings")->list())[0];
    EXPECT_EQ(*first.find("kind")->text(), expected("kind")) << name;
    if (fault.second["path"]) {
      EXPECT_THAT(*first.find("path")->text(), StartsWith(expected("path"))) << name;
    }
  }
}

TEST_F(Bank, WithoutABudgetSlownessIsANoteOnly) {
  ASSERT_EQ(record().code, 0);
  const Outcome checked = check("fault-slow-stripe");
  EXPECT_EQ(checked.code, 0);
  EXPECT_THAT(checked.first_line(), StartsWith("note: slower payments -> stripe: "));
}

TEST_F(Bank, TwiceTheSameGivesTheSameBytes) {
  const Outcome first = record("deposit", "--dir one");
  const Outcome second = record("deposit", "--dir two");
  ASSERT_EQ(first.code, 0);
  EXPECT_FALSE(files("one").empty());
  EXPECT_EQ(files("one"), files("two"));
  const std::string flags = "--dir one --junit j.xml --html h.html --json f.json";
  const Outcome once = check("fault-no-email", flags);
  const auto pending = files("one/.pending");
  const auto reports = files("");
  const Outcome twice = check("fault-no-email", flags);
  EXPECT_EQ(once.out, twice.out);
  EXPECT_EQ(once.err, twice.err);
  EXPECT_EQ(files("one/.pending"), pending);
  EXPECT_EQ(files(""), reports);
  const std::string show = "show " + capture("clean-1") + services();
  EXPECT_EQ(run(show).out, run(show).out);
}

TEST_F(Bank, ShowDrawsTheDepositDownToStripeAndSes) {
  const Outcome shown =
      run("show " + capture("clean-1") + services() + "--include 'span[name=\"POST /deposit\"]'");
  EXPECT_EQ(shown.code, 0);
  EXPECT_THAT(shown.out, HasSubstr(" -> bff  POST /deposit  200\n"));
  EXPECT_THAT(shown.out, HasSubstr("payments -> stripe  POST /v1/payment_intents  200\n"));
  EXPECT_THAT(shown.out, HasSubstr("emails -> ses  SES.SendEmail  200\n"));
  EXPECT_THAT(shown.out, testing::Not(HasSubstr("POST /transfer")));
  ASSERT_EQ(record().code, 0);
  const Outcome golden = run("show deposit");
  EXPECT_EQ(golden.code, 0);
  EXPECT_THAT(golden.out, HasSubstr("emails -> ses  SES.SendEmail  200\n"));
}

TEST_F(Bank, DiffTakesGoldensRunsAndRecordings) {
  ASSERT_EQ(record().code, 0);
  EXPECT_EQ(run("diff deposit " + capture("clean-4") + services()).code, 0);
  EXPECT_EQ(run("diff goldwire/deposit " + capture("clean-4") + services()).code, 0);
  EXPECT_EQ(run("diff deposit deposit").code, 0);
  EXPECT_EQ(run("diff deposit goldwire/deposit/recording").code, 0);
  EXPECT_EQ(run("diff " + capture("clean-1") + " goldwire/deposit/recording" + services()).code, 0);
  EXPECT_EQ(run("diff " + capture("clean-1") + " " + capture("clean-1") + services()).code, 0);
  const Outcome differs = run("diff deposit " + capture("fault-no-email") + services());
  EXPECT_EQ(differs.code, 1);
  EXPECT_THAT(differs.out, StartsWith("missing emails -> ses: SES.SendEmail: "));
}

TEST_F(Bank, ACheckMayLookAtOneEntryOnly) {
  ASSERT_EQ(record().code, 0);
  const std::string login = "--include 'name=\"POST /login\"'";
  const Outcome narrow = check("fault-no-email", login);
  EXPECT_EQ(narrow.code, 0) << narrow.out;
  EXPECT_THAT(narrow.out, testing::ContainsRegex("\\(1 trace, 3 spans, [0-9]+ traces aside;"));
  EXPECT_EQ(check("fault-no-email", "--exclude 'name=\"POST /login\"'").code, 1);
}

TEST_F(Bank, InitNamesWhoIsThereAndNeverOverwrites) {
  const Outcome first = run("init " + capture("clean-1"));
  EXPECT_EQ(first.code, 0) << first.err;
  EXPECT_THAT(first.out, HasSubstr("goldwire record post-deposit"));
  const std::string proposed = content_of(folder_ / "goldwire/goldwire.yaml");
  EXPECT_THAT(proposed, HasSubstr("stripe: [\"127.0.10.20:"));
  EXPECT_THAT(run("show " + capture("clean-1")).out, HasSubstr("payments -> stripe"));
  write("goldwire/goldwire.yaml", "schema: 1\n");
  const Outcome again = run("init " + capture("clean-1"));
  EXPECT_EQ(again.code, 0);
  EXPECT_EQ(again.out.substr(0, proposed.size()), proposed);
  EXPECT_EQ(content_of(folder_ / "goldwire/goldwire.yaml"), "schema: 1\n");
}

}  // namespace
}  // namespace goldwire
