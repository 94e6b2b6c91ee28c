// What is read as one run: spans files (plain, compressed, from stdin; never mixed with captures),
// folders, rotated sets.
#include <gmock/gmock.h>

#include "agent/capture/capture_file.h"
#include "agent/capture/capture_writer.h"
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

/// One run, spread over files as tcpdump -C does it.
class RotatedSets : public ProgramTest {
 protected:
  RotatedSets() { split("clean-4", "set/cap.pcap"); }

  /// Writes the packets of a capture to `file`, and from every `kEach` on to the next one.
  void split(const std::string& from, const std::string& file) {
    const auto source = std::move(*open_capture(capture(from), 0));
    std::filesystem::create_directories((folder_ / file).parent_path());
    std::optional<PcapWriter> writer;
    for (std::size_t i = 0;; ++i) {
      const auto arrival = source->next();
      ASSERT_TRUE(arrival);
      const auto* packet = std::get_if<Packet>(&*arrival);
      if (packet == nullptr) break;
      if (i % kEach == 0) {
        const std::string counter = i == 0 ? "" : std::to_string(i / kEach);
        names_.push_back(file + counter);
        writer.emplace(*PcapWriter::create((folder_ / names_.back()).string(), packet->link_type));
      }
      writer->write(*packet);
    }
  }
  std::string spans_of(const std::string& inputs) const {
    const Outcome read = run("spans " + inputs + services() + "--format jsonl");
    EXPECT_EQ(read.code, 0) << read.err;
    EXPECT_EQ(read.err, "");
    return read.out;
  }

  static constexpr std::size_t kEach = 20;
  std::vector<std::string> names_;
};

TEST_F(RotatedSets, ReadAsTheOneCaptureThatTheyAre) {
  ASSERT_GT(names_.size(), 10U) << "names with one and with two digits";
  const std::string whole = spans_of(capture("clean-4"));
  EXPECT_EQ(spans_of("set"), whole);
  EXPECT_EQ(spans_of("set/cap.pcap1? set/cap.pcap? set/cap.pcap"), whole) << "in any order";
  ASSERT_EQ(std::system(("gzip '" + (folder_ / "set").string() + "'/*[0-4]").c_str()), 0);
  EXPECT_EQ(spans_of("set"), whole) << "some compressed";
  ASSERT_EQ(record().code, 0);
  EXPECT_EQ(run("check deposit --from set" + services(), "CI=1").code, 0);
}

TEST_F(RotatedSets, NeedOneFileOpenAtATime) {
  const Outcome few =
      run("spans set --workers 1 --format none", "sh -c 'ulimit -n 9; exec \"$@\"' -");
  EXPECT_EQ(few.code, 0) << few.err;
}

TEST_F(RotatedSets, OfSeveralHostsAreSeveralVantages) {
  split("clean-4", "other/cap.pcap");
  const std::string once = spans_of("set");
  const Outcome twice = run("spans set other --stats --format jsonl" + services());
  EXPECT_EQ(twice.code, 0);
  EXPECT_EQ(std::ranges::count(twice.out, '\n'), std::ranges::count(once, '\n'));
  EXPECT_THAT(twice.err, ::testing::Not(HasSubstr("\"duplicates\":0,")));
  EXPECT_THAT(twice.err, HasSubstr("\"retransmitted\":0,"));
  ASSERT_EQ(record().code, 0);
  EXPECT_EQ(run("check deposit --from set,other" + services(), "CI=1").code, 0);
}

TEST_F(RotatedSets, GiveEverythingBeforeTheErrorOfTheFileThatIsCut) {
  const auto cut = [&](const std::string& name) {
    const std::filesystem::path file = folder_ / name;
    std::filesystem::resize_file(file, std::filesystem::file_size(file) - 1);
  };
  std::filesystem::copy(capture("clean-4"), folder_ / "whole.pcap");
  cut("whole.pcap");
  cut(names_.back());
  const Outcome whole = run("spans whole.pcap --format jsonl");
  const Outcome set = run("spans set --format jsonl");
  EXPECT_EQ(whole.code, 2);
  EXPECT_EQ(set.code, 2);
  EXPECT_EQ(set.out, whole.out);
  EXPECT_THAT(set.err, StartsWith("goldwire: " + names_.back() + ", octet "));
  EXPECT_EQ(set.err_lines(), 1U) << set.err;
}

TEST_F(RotatedSets, MayEndWithAFileThatTcpdumpOnlyMade) {
  write("set/cap.pcap99", "");
  const Outcome read = run("spans set --format jsonl" + services());
  EXPECT_EQ(read.code, 2);
  EXPECT_EQ(read.out, run("spans " + capture("clean-4") + services() + "--format jsonl").out);
  EXPECT_THAT(read.err, StartsWith("goldwire: set/cap.pcap99: is empty; "));
  EXPECT_EQ(read.err_lines(), 1U) << read.err;
}

TEST_F(RotatedSets, OtherFilesInTheFolderAreLeftAsideAndTold) {
  const std::string whole = spans_of("set");
  write("set/README.md", "of last Tuesday");
  write("set/services.yaml", "services: {}\n");
  const Outcome read = run("spans set --format jsonl" + services());
  EXPECT_EQ(read.code, 0);
  EXPECT_EQ(read.out, whole);
  EXPECT_EQ(read.err, "goldwire: set/README.md and 1 more: no capture; left aside\n");
  write("set/broken.pcap", "of last Tuesday");
  const Outcome broken = run("spans set --format jsonl" + services());
  EXPECT_EQ(broken.code, 2);
  EXPECT_EQ(broken.out, whole) << "what can be read is printed all the same";
  EXPECT_THAT(broken.err, HasSubstr("goldwire: set/broken.pcap: is no capture; "));
  write("only/README.md", "of last Tuesday");
  EXPECT_EQ(run("spans only").err,
            "goldwire: only: none of the files in it is a capture or a spans file; give a folder "
            "that holds captures\n");
}

}  // namespace
}  // namespace goldwire
