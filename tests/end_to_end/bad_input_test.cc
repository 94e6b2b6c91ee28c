// Wrong use, broken files, and runs without a verdict: the contract's exit code and one clear line.
#include <cstring>
#include <gmock/gmock.h>

#include "tests/end_to_end/program.h"

namespace goldwire {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class BadInput : public ProgramTest {
 protected:
  /// Exactly one line on stderr, with `said` in it.
  void expect_refused(const Outcome& outcome, const std::string& said, int code = 2) {
    EXPECT_EQ(outcome.code, code) << outcome.out << outcome.err;
    EXPECT_EQ(outcome.err_lines(), 1U) << outcome.err;
    EXPECT_THAT(outcome.err, StartsWith("goldwire: "));
    EXPECT_THAT(outcome.err, HasSubstr(said));
  }
};

TEST_F(BadInput, CommandLinesThatAreWrong) {
  EXPECT_EQ(run("").code, 2);
  expect_refused(run("chekc"), "did you mean 'check'?");
  expect_refused(run("record"), "NAME is required; 'goldwire record --help' shows how");
  expect_refused(run("record x --colour"), "--colour");
  expect_refused(run("record ../x --from y"), "'../x' is no name for a scenario");
  expect_refused(run("record \"$(printf 'a\\033[1m\\nb')\" --from y"),
                 "'a\\u001b[1m\\nb' is no name");
  expect_refused(run("record " + std::string(300, 'a') + " --from y"), "a name of 300 characters");
  expect_refused(run("spans " + std::string(300, 'a')), "File name too long; check the path");
  expect_refused(run("record x"), "there is nothing to record from; give --from CAPTURE");
  expect_refused(run("record x -i lo"), "nothing drives the system");
  expect_refused(run("record x --from a -i lo -- true"), "give one or the other");
  expect_refused(run("record x --from a --settle soon"), "--settle 'soon' is no duration");
  expect_refused(run("record x --from a --include 'name='"), "selector 'name=' needs a value");
  expect_refused(run("show a -- b"), "'show' takes no -- COMMAND");
  expect_refused(run("record x -i lo --"), "there is no COMMAND after --");
  expect_refused(run("accept nothing"), "there is no proposal for 'nothing'");
}

TEST_F(BadInput, HelpAndVersionOfEverything) {
  EXPECT_THAT(run("--version").out, testing::MatchesRegex("goldwire [0-9]+\\.[0-9]+\\.[0-9]+\n"));
  const Outcome help = run("--help");
  EXPECT_EQ(help.code, 0);
  for (const char* const command : {"record", "check", "diff", "show", "review", "accept", "reject",
                                    "init", "doctor", "spans", "traces"}) {
    EXPECT_THAT(help.out, HasSubstr(std::string("\n  ") + command + " ")) << command;
    const Outcome own = run(std::string(command) + " --help");
    EXPECT_EQ(own.code, 0) << command;
    EXPECT_THAT(own.out, HasSubstr(std::string("Examples:\n  goldwire ") + command)) << command;
    EXPECT_EQ(run(std::string(command) + " --version").code, 0) << command;
  }
}

TEST_F(BadInput, UnknownScenariosListTheKnownOnesNearestFirst) {
  expect_refused(run("check"), "there is no scenario in goldwire/");
  const std::string neither =
      "depsit: no such file, and there is no scenario 'depsit' in goldwire/";
  for (const std::string command : {"show depsit", "diff depsit x.pcap"}) {
    expect_refused(run(command),
                   neither + ", nor any other; make it with 'goldwire record depsit'");
  }
  ASSERT_EQ(record("deposit").code, 0);
  ASSERT_EQ(record("transfer").code, 0);
  expect_refused(run("check transfre --from x"), "there are: transfer, deposit");
  expect_refused(run("show depsit"), neither + "; there are: deposit, transfer");
  expect_refused(run("diff depsit transfer"), neither + "; there are: deposit, transfer");
  expect_refused(run("check deposit"), "nothing to check 'deposit' with; give --from CAPTURE");
}

TEST_F(BadInput, FilesThatAreNoCaptures) {
  ASSERT_EQ(record().code, 0);
  write("text.pcap", "hello\n");
  write("empty.pcap", "");
  write("cut.pcap", content_of(capture("clean-4")).substr(0, 50'000));
  std::filesystem::create_directories(folder_ / "hollow");
  for (const std::string command : {"check deposit --from ", "record other --from ", "show "}) {
    expect_refused(run(command + "missing.pcap"), "missing.pcap");
    expect_refused(run(command + "text.pcap"), "text.pcap");
    expect_refused(run(command + "empty.pcap"), "empty.pcap");
    expect_refused(run(command + "hollow"), "hollow");
  }
  expect_refused(run("check deposit --from cut.pcap"), "cut.pcap");
  expect_refused(run("record other --from cut.pcap"), "cut.pcap");
  const Outcome shown = run("show cut.pcap" + services());
  EXPECT_EQ(shown.code, 2);
  EXPECT_THAT(shown.out, HasSubstr("POST /login")) << "what stood before the cut is shown";
  EXPECT_FALSE(std::filesystem::exists(folder_ / "goldwire/other"));
}

TEST_F(BadInput, ALinkTypeThatNobodyReadsIsTold) {
  ASSERT_EQ(record().code, 0);
  std::string usb = content_of(capture("clean-4"));
  usb[20] = static_cast<char>(189);
  write("usb.pcap", usb);
  for (const std::string command :
       {"check deposit --from ", "record other --from ", "show ", "spans ", "traces ", "init "}) {
    expect_refused(run(command + "usb.pcap"), "usb.pcap, octet 20: its link type 189 (USB_LINUX)");
  }
}

TEST_F(BadInput, ARunWithNothingInItHasNoVerdict) {
  ASSERT_EQ(record().code, 0);
  write("nothing.pcap", content_of(capture("clean-4")).substr(0, 24));
  const Outcome checked = run("check deposit --from nothing.pcap --junit j.xml" + services());
  EXPECT_EQ(checked.code, 3);
  EXPECT_THAT(checked.out, StartsWith("deposit: incomplete "));
  EXPECT_THAT(content_of(folder_ / "j.xml"), HasSubstr("<error "));
  expect_refused(run("record other --from nothing.pcap"), "nothing was captured", 3);
  EXPECT_FALSE(std::filesystem::exists(folder_ / "goldwire/other"));
  EXPECT_EQ(run("show nothing.pcap").code, 0);
  EXPECT_EQ(check("clean-4", "--include name=nothing").code, 3);
}

/// The capture without packets `first` to `last` (counted from 0): a hole in several streams.
std::string without_packets(const std::string& pcap, std::size_t first, std::size_t last) {
  const auto number = [&](std::size_t at) {
    std::uint32_t value = 0;
    std::memcpy(&value, pcap.data() + at, sizeof value);
    return value;
  };
  std::string out = pcap.substr(0, 24);
  std::size_t index = 0;
  for (std::size_t at = 24; at + 16 <= pcap.size(); ++index) {
    const std::size_t length = 16 + number(at + 8);
    if (index < first || index > last) out += pcap.substr(at, length);
    at += length;
  }
  return out;
}

TEST_F(BadInput, LostPacketsAreNeverAPass) {
  ASSERT_EQ(record().code, 0);
  write("holes.pcap", without_packets(content_of(capture("clean-4")), 60, 70));
  const Outcome checked = run("check deposit --from holes.pcap" + services());
  EXPECT_EQ(checked.code, 3) << checked.out;
  EXPECT_THAT(checked.out, HasSubstr("hole of "));
  expect_refused(run("record other --from holes.pcap" + services()), "--accept-losses", 3);
  EXPECT_FALSE(std::filesystem::exists(folder_ / "goldwire/other"));
}

TEST_F(BadInput, AFolderWithALinkThatLeadsNowhereIsReadWithoutIt) {
  ASSERT_EQ(record().code, 0);
  std::filesystem::create_directories(folder_ / "run");
  std::filesystem::copy(capture("clean-4"), folder_ / "run/clean-4.pcap");
  std::filesystem::create_symlink("loop", folder_ / "run/loop");
  EXPECT_EQ(run("check deposit --from run" + services()).code, 0);
}

TEST_F(BadInput, AnEmptyRuleAcceptsNothing) {
  ASSERT_EQ(record().code, 0);
  ASSERT_EQ(check("fault-wrong-amount").code, 1);
  EXPECT_EQ(run("accept deposit --rule ''").code, 2);
  EXPECT_EQ(check("fault-wrong-amount").code, 1) << "the proposal is still one";
}

TEST_F(BadInput, WithoutAServicesFileCleanRunsPassAllTheSame) {
  std::string from;
  for (const char* const name : {"clean-1", "clean-2", "clean-3"})
    from += " --from " + capture(name);
  ASSERT_EQ(run("record deposit" + from).code, 0);
  for (const char* const name : {"clean-4", "clean-5", "variant-gzip", "variant-kafka-batching",
                                 "variant-keepalive-off", "variant-parallel-order"}) {
    const Outcome checked = run("check deposit --from " + capture(name), "CI=1");
    EXPECT_EQ(checked.code, 0) << name << ": " << checked.out;
  }
}

TEST_F(BadInput, DamagedFilesNameFileAndLine) {
  ASSERT_EQ(record().code, 0);
  const auto damage = [&](const std::string& file, const std::string& text,
                          const std::string& said) {
    const std::string path = "goldwire/deposit/" + file;
    const std::string whole = content_of(folder_ / path);
    write(path, text);
    expect_refused(check("clean-4"), said);
    write(path, whole);
  };
  const std::string golden = content_of(folder_ / "goldwire/deposit/golden.yaml");
  damage("golden.yaml", golden.substr(0, golden.size() / 2), "golden.yaml");
  damage("golden.yaml", golden.substr(0, golden.find("\n\n", golden.size() / 2) + 1), "was cut");
  damage("golden.yaml", "", "golden.yaml: no map");
  damage("golden.yaml", "<<<<<<< ours\n" + golden, "golden.yaml:");
  damage("noise.yaml", "schema: 1\nrules:\n  - rule: \"\"\n", "noise.yaml:3");
  damage("scenario.yaml", "schema: 1\nentires: []\n", "scenario.yaml:2: 'entires' is unknown");
  damage("scenario.yaml", "schema: 1\ncheckpoints:\n  - name: x\n    span: name=nothing\n",
         "checkpoint 'x' selects no span of the golden");
  write("goldwire/goldwire.yaml", "schema: 1\nservices: [x]\n");
  expect_refused(check("clean-4"), "goldwire.yaml:2");
  EXPECT_EQ(run("doctor").code, 2);
}

TEST_F(BadInput, AGoldenThatIsMissingIsNoPass) {
  ASSERT_EQ(record().code, 0);
  std::filesystem::remove(folder_ / "goldwire/deposit/golden.yaml");
  expect_refused(check("clean-4"), "there is no golden.yaml");
}

TEST_F(BadInput, ReportsThatCannotBeWritten) {
  ASSERT_EQ(record().code, 0);
  expect_refused(check("clean-4", "--junit goldwire/deposit/golden.yaml/x.xml"), "x.xml");
}

}  // namespace
}  // namespace goldwire
