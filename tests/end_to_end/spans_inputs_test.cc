// Spans files as inputs: plain, compressed, from stdin; never mixed with captures.
#include <gmock/gmock.h>

#include "tests/end_to_end/program.h"

namespace goldwire {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class SpansInputs : public ProgramTest {
 protected:
  SpansInputs() { write("s.jsonl", run("spans " + capture("clean-4") + services() + jsonl_).out); }
  const std::string jsonl_ = "--format jsonl ";
};

TEST_F(SpansInputs, AreReadPlainCompressedAndFromStdin) {
  const std::string lines = content_of(folder_ / "s.jsonl");
  ASSERT_EQ(std::system(("gzip -k '" + (folder_ / "s.jsonl").string() + "'").c_str()), 0);
  EXPECT_EQ(run("spans s.jsonl " + jsonl_).out, lines);
  EXPECT_EQ(run("spans s.jsonl.gz " + jsonl_).out, lines);
  EXPECT_EQ(run("spans - " + jsonl_ + "< s.jsonl").out, lines);
  EXPECT_EQ(run("spans - " + jsonl_ + "< s.jsonl.gz").out, lines);
  ASSERT_EQ(record().code, 0);
  EXPECT_EQ(run("check deposit --from s.jsonl.gz" + services(), "CI=1").code, 0);
  const Outcome kept = run("show goldwire/deposit/recording/spans.jsonl.zst");
  EXPECT_EQ(kept.code, 0) << kept.err;
  EXPECT_THAT(kept.out, HasSubstr("emails -> ses  SES.SendEmail  200"));
  EXPECT_EQ(run("spans - --format none < " + capture("clean-4")).code, 0) << "captures as before";
}

TEST_F(SpansInputs, AreNoVantageOfACapture) {
  const std::string pcap = capture("clean-4");
  const Outcome mixed = run("show " + pcap + " s.jsonl");
  EXPECT_EQ(mixed.code, 2);
  EXPECT_THAT(mixed.err,
              StartsWith("goldwire: s.jsonl: is a spans file, and " + pcap + " is a capture; "));
  EXPECT_THAT(run("spans s.jsonl " + pcap).err, HasSubstr("is a capture, and s.jsonl is a spans"));
}

TEST_F(SpansInputs, SayWhereTheyAreDamaged) {
  const std::string lines = content_of(folder_ / "s.jsonl");
  write("bad.jsonl", lines.substr(0, lines.find('\n') + 1) + "{\"oops\n");
  EXPECT_THAT(run("spans bad.jsonl").err, StartsWith("goldwire: bad.jsonl:2: "));
  write("end.jsonl", lines.substr(0, lines.size() - 1));
  EXPECT_EQ(run("spans end.jsonl " + jsonl_).out, lines) << "the last line needs no end";
  ASSERT_EQ(std::system(("gzip -k '" + (folder_ / "s.jsonl").string() + "'").c_str()), 0);
  const std::string packed = content_of(folder_ / "s.jsonl.gz");
  write("cut.jsonl.gz", packed.substr(0, packed.size() / 2));
  const Outcome cut = run("spans cut.jsonl.gz " + jsonl_);
  EXPECT_EQ(cut.code, 2);
  EXPECT_THAT(lines, StartsWith(cut.out)) << "what stood before the cut is printed";
  EXPECT_THAT(cut.err, StartsWith("goldwire: cut.jsonl.gz, octet "));
}

}  // namespace
}  // namespace goldwire
