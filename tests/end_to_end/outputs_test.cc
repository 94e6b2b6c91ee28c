// What is written where the user said: never over what is read, nor over another report, and every
// write that fails is told.
#include <gmock/gmock.h>

#include "tests/end_to_end/program.h"

namespace goldwire {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class Outputs : public ProgramTest {
 protected:
  void expect_refused(const Outcome& outcome, const std::string& said) {
    EXPECT_EQ(outcome.code, 2) << outcome.out << outcome.err;
    EXPECT_EQ(outcome.err_lines(), 1U) << outcome.err;
    EXPECT_THAT(outcome.err, StartsWith("goldwire: "));
    EXPECT_THAT(outcome.err, HasSubstr(said));
  }
};

TEST_F(Outputs, StatsTakesNoCaptureForItsFile) {
  const std::string octets = content_of(capture("clean-1"));
  write("a.pcap", octets);
  const Outcome counted = run("spans --format none --stats a.pcap");
  EXPECT_EQ(counted.code, 0) << counted.err;
  EXPECT_THAT(counted.err, HasSubstr("\"packets\":"));
  EXPECT_EQ(content_of(folder_ / "a.pcap"), octets);
  EXPECT_EQ(run("traces a.pcap --stats=s.json").code, 0);
  EXPECT_THAT(content_of(folder_ / "s.json"), HasSubstr("\"packets\":"));
  EXPECT_THAT(run("spans --help").out, HasSubstr("--stats or --stats=FILE"));
}

TEST_F(Outputs, NoneIsWrittenOverAnInput) {
  ASSERT_EQ(record().code, 0);
  write("a.pcap", content_of(capture("clean-4")));
  write("host/b.pcap", content_of(capture("clean-4")));
  write("s.yaml", "schema: 1\n");
  std::filesystem::create_symlink("a.pcap", folder_ / "link");
  const auto before = files("");
  expect_refused(run("spans a.pcap --stats=./a.pcap"), "--stats would write over what is read");
  expect_refused(run("spans a.pcap --stats=link"), "link: --stats would write over");
  expect_refused(run("traces a.pcap --services s.yaml --stats=s.yaml"), "s.yaml: --stats would");
  expect_refused(run("check deposit --from a.pcap --json a.pcap"), "a.pcap: --json would write");
  expect_refused(run("check deposit --from a.pcap,host/b.pcap --html host/b.pcap"), "--html would");
  expect_refused(run("check deposit --from host --junit host/report.xml"), "--junit would write");
  expect_refused(run("check deposit --from a.pcap --json goldwire/deposit/golden.yaml"),
                 "golden.yaml: --json would write over");
  expect_refused(run("check --from a.pcap --json goldwire/deposit/scenario.yaml"), "--json would");
  expect_refused(run("diff a.pcap host/b.pcap --json host/b.pcap"), "--json would write over");
  expect_refused(run("diff deposit a.pcap --json goldwire/deposit/noise.yaml"), "--json would");
  EXPECT_EQ(files(""), before);
}

TEST_F(Outputs, AFolderThatIsNotThereIsToldBeforeAnythingIsRead) {
  ASSERT_EQ(record().code, 0);
  const auto before = files("");
  const std::string said = "rports/r: --junit names a folder that is not there; make it, or name";
  expect_refused(check("clean-4", "--junit rports/r"), said);
  expect_refused(check("clean-4", "--html rports/r"), "--html names a folder that is not there");
  expect_refused(check("clean-4", "--json rports/r"), "--json names a folder that is not there");
  expect_refused(check("fault-no-email", "--json ."), ".: --json names a folder; name a file in");
  expect_refused(run("diff deposit nosuch.pcap --json rports/r"), "--json names a folder");
  for (const std::string command : {"spans ", "traces "}) {
    expect_refused(run(command + capture("clean-1") + " --stats=rports/s"), "--stats names a fol");
  }
  EXPECT_EQ(run("spans nosuch.pcap --stats=rports/s").out, "");
  std::filesystem::create_symlink("rports/r", folder_ / "link");
  expect_refused(check("clean-4", "--json link"), "rports/r: cannot be written: No such file");
  std::filesystem::remove(folder_ / "link");
  EXPECT_FALSE(std::filesystem::exists(folder_ / "rports"));
  EXPECT_EQ(files(""), before) << "no proposal either";
  std::filesystem::create_directories(folder_ / "reports");
  EXPECT_EQ(check("clean-4", "--junit reports/r").code, 0);
}

TEST_F(Outputs, ReportsHaveAFileEach) {
  ASSERT_EQ(record().code, 0);
  const auto before = files("");
  expect_refused(check("clean-4", "--json r --junit ./r"), "--junit and --json name one file");
  expect_refused(check("clean-4", "--html r --json \"$PWD/r\""), "--html and --json name one file");
  expect_refused(check("clean-4", "--json - --junit -"), "--junit and --json name one file");
  EXPECT_EQ(files(""), before);
  EXPECT_EQ(check("clean-4", "--json j --junit x --html /dev/null").code, 0);
  EXPECT_EQ(files("").size(), before.size() + 2);
}

TEST_F(Outputs, AReportThroughALinkIsWrittenBehindIt) {
  ASSERT_EQ(record().code, 0);
  write("real.json", "old");
  std::filesystem::create_symlink("real.json", folder_ / "link.json");
  std::filesystem::create_symlink("/dev/full", folder_ / "full");
  EXPECT_EQ(check("clean-4", "--json link.json").code, 0);
  EXPECT_TRUE(std::filesystem::is_symlink(folder_ / "link.json"));
  EXPECT_THAT(content_of(folder_ / "real.json"), StartsWith("{"));
  expect_refused(check("clean-4", "--json full"), "full: cannot be written: No space left");
  EXPECT_TRUE(std::filesystem::is_symlink(folder_ / "full"));
}

}  // namespace
}  // namespace goldwire
