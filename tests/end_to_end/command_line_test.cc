// The command line in small: what names what, what is said once, and what a help line holds.
#include <gmock/gmock.h>
#include <set>

#include "tests/end_to_end/program.h"

namespace goldwire {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class CommandLine : public ProgramTest {
 protected:
  static void expect_refused(const Outcome& outcome, const std::string& said) {
    EXPECT_EQ(outcome.code, 2) << outcome.out << outcome.err;
    EXPECT_EQ(outcome.err_lines(), 1U) << outcome.err;
    EXPECT_THAT(outcome.err, StartsWith("goldwire: "));
    EXPECT_THAT(outcome.err, HasSubstr(said));
  }
  /// Every `attribute="..."` of the test cases in a JUnit file.
  std::vector<std::string> cases(const std::string& file) const {
    std::vector<std::string> found;
    const std::string xml = content_of(folder_ / file);
    for (std::size_t at = 0; (at = xml.find("<testcase ", at)) != std::string::npos; ++at) {
      found.push_back(xml.substr(at, xml.find('>', at) - at));
    }
    return found;
  }
};

TEST_F(CommandLine, AStdoutThatIsFullIsToldByEveryCommand) {
  ASSERT_EQ(record().code, 0);
  const std::string clean = capture("clean-4");
  const std::vector<std::string> commands{
      "show " + clean,
      "show deposit",
      "spans " + clean,
      "traces " + clean,
      "check deposit --from " + clean,
      "check deposit --json - --from " + clean,
      "diff deposit " + clean,
      "init " + clean,
      "doctor",
      "review",
      "--help",
      "show --help",
      "record other --from " + clean + " --from " + capture("clean-1")};
  for (const std::string& command : commands) {
    const Outcome refused = run(command + " > /dev/full");
    EXPECT_EQ(refused.code, 2) << command;
    EXPECT_THAT(refused.err, HasSubstr("goldwire: the result could not be written to stdout; "))
        << command;
  }
}

/// The bank's packets were captured before a card filled their checksums in.
TEST_F(CommandLine, ChecksumsAreVerifiedWhereTheUserSaysSo) {
  ASSERT_EQ(record().code, 0);
  const std::string clean = capture("clean-4");
  for (const std::string command : {"spans ", "traces "}) {
    EXPECT_THAT(run(command + clean + " --stats").err, HasSubstr("\"bad_checksum\":0,"));
    const Outcome verified = run(command + clean + " --stats --verify-checksums");
    EXPECT_EQ(verified.code, 0);
    EXPECT_EQ(verified.out, "");
    EXPECT_THAT(verified.err, HasSubstr("\"tcp_segments\":0,"));
    EXPECT_THAT(verified.err, Not(HasSubstr("\"bad_checksum\":0,")));
  }
  const std::string told = "packets with a wrong checksum";
  EXPECT_THAT(run("show " + clean).err, Not(HasSubstr(told)));
  EXPECT_THAT(run("show " + clean + " --verify-checksums").err, HasSubstr(told));
  EXPECT_EQ(check("clean-4").code, 0);
  EXPECT_EQ(check("clean-4", "--verify-checksums").code, 3);
  EXPECT_NE(run("record other --verify-checksums --from " + clean).code, 0);
  EXPECT_NE(run("diff deposit --verify-checksums " + clean).code, 0);
}

TEST_F(CommandLine, ShowTakesTheFolderOfAGolden) {
  ASSERT_EQ(record().code, 0);
  const Outcome by_name = run("show deposit");
  EXPECT_EQ(run("show goldwire/deposit").out, by_name.out);
  EXPECT_EQ(run("show ./goldwire/deposit/").out, by_name.out);
  ASSERT_EQ(check("fault-no-email").code, 1);
  const Outcome proposed = run("show goldwire/.pending/deposit");
  EXPECT_EQ(proposed.code, 0) << proposed.err;
  EXPECT_THAT(proposed.out, Not(HasSubstr("SES.SendEmail")));
}

TEST_F(CommandLine, NamesComeFromTheFolderThatDirNames) {
  write("goldwire/goldwire.yaml", "services:\n  front: [127.0.10.1]\n");
  write("other/goldwire.yaml", "services:\n  gate: [127.0.10.1]\n");
  for (const std::string command : {"spans ", "traces ", "show "}) {
    const std::string all = command + capture("clean-1");
    EXPECT_THAT(run(all).out, AllOf(HasSubstr("front"), Not(HasSubstr("gate")))) << command;
    EXPECT_THAT(run(all + " --dir other").out, HasSubstr("gate")) << command;
    EXPECT_THAT(run(all + services() + " --dir other").out, Not(HasSubstr("gate"))) << command;
  }
  expect_refused(run("spans --dir other --stats=other/goldwire.yaml " + capture("clean-1")),
                 "--stats would write over what is read");
}

TEST_F(CommandLine, AFromWithoutAFileIsTold) {
  ASSERT_EQ(record().code, 0);
  write("a.pcap", content_of(capture("clean-4")));
  expect_refused(run("check deposit --from a.pcap,"), "--from 'a.pcap,' names no file beside a");
  expect_refused(run("check deposit --from ,a.pcap"), "--from ',a.pcap' names no file");
  expect_refused(run("check deposit --from a.pcap,,a.pcap"), "names no file beside a comma; give");
  expect_refused(run("record x --from ''"), "--from '' names no file; give a capture");
  expect_refused(run("spans ''"), "an input has no name");
  write("a,b.pcap", content_of(capture("clean-4")));
  EXPECT_EQ(run("check deposit --from a,b.pcap" + services()).code, 0) << "a comma in a name";
}

TEST_F(CommandLine, AScenarioThatIsNamedTwiceIsJudgedOnce) {
  ASSERT_EQ(record().code, 0);
  const Outcome checked =
      run("check deposit deposit --from " + capture("fault-no-email") + services());
  EXPECT_EQ(checked.out.find("deposit: different"), checked.out.rfind("deposit: different"));
  EXPECT_EQ(run("accept deposit deposit").out, "deposit: accepted\n");
}

TEST_F(CommandLine, JUnitTellsSeveralRunsApart) {
  ASSERT_EQ(record().code, 0);
  const std::string clean = " --from " + capture("clean-4");
  ASSERT_EQ(check("clean-5", "--junit one.xml").code, 0);
  ASSERT_EQ(check("clean-5", clean + clean + " --junit three.xml").code, 0);
  const auto one = cases("one.xml");
  const auto three = cases("three.xml");
  EXPECT_EQ(one.front(), "<testcase classname=\"goldwire.deposit\" name=\"deposit\"/");
  EXPECT_EQ(three.size(), 3 * one.size());
  EXPECT_EQ(std::set(three.begin(), three.end()).size(), three.size());
  EXPECT_THAT(three.front(), HasSubstr("clean-5.pcap)\" name=\"deposit ("));
}

TEST_F(CommandLine, ShowSaysALossOnce) {
  write("cut.pcap", content_of(capture("clean-1")).substr(0, 3000));
  const Outcome shown = run("show cut.pcap");
  EXPECT_THAT(shown.out, HasSubstr("POST /login  [no-response open]\n"));
  EXPECT_THAT(run("spans cut.pcap").out, HasSubstr("POST /login  [no-response] [open]\n"));
}

TEST_F(CommandLine, HelpSaysWhatStandsBehindTheDashes) {
  for (const std::string command : {"record", "check", "init"}) {
    EXPECT_THAT(run(command + " --help").out, HasSubstr(" [-- COMMAND...]\n")) << command;
  }
  EXPECT_THAT(run("show --help").out, Not(HasSubstr("COMMAND...")));
  EXPECT_THAT(run("spans --help").out, HasSubstr("--keylog"));
  expect_refused(run("traces x.pcap --keylog k"), "--keylog is not there yet");
}

TEST_F(CommandLine, AcceptKeepsWhatTheRunJoinedTooLateToKnow) {
  const std::string name = "attributes.db.namespace: bank";
  const auto count = [&] {
    const std::string golden = content_of(folder_ / "goldwire/deposit/golden.yaml");
    std::size_t found = 0;
    for (std::size_t at = 0; (at = golden.find(name, at)) != std::string::npos; ++at) ++found;
    return found;
  };
  ASSERT_EQ(run("record deposit --from " + capture("from-start") + services()).code, 0);
  ASSERT_GT(count(), 40U);
  ASSERT_EQ(check("clean-1").code, 1);
  ASSERT_EQ(run("accept deposit").code, 0);
  EXPECT_GT(count(), 40U);
}

}  // namespace
}  // namespace goldwire
