// RotatedSource: what is one vantage and what is not, cut files, and how many are open at once.
#include "agent/capture/rotated_source.h"

#include <filesystem>
#include <gtest/gtest.h>

#include "tests/agent/capture/capture_octets.h"

namespace goldwire::testing {
namespace {

namespace fs = std::filesystem;

struct Kind {
  unsigned link_type = 1;
  std::vector<std::string> interfaces = {"eth0"};
};

class Rotated : public ::testing::Test {
 protected:
  Rotated() {
    std::string name = (fs::temp_directory_path() / "goldwire-XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
  }
  ~Rotated() override { fs::remove_all(folder_); }

  std::string file(const std::string& name, const std::string& octets) const {
    std::ofstream(folder_ / name, std::ios::binary) << octets;
    return (folder_ / name).string();
  }
  /// A pcapng file of packets at `times` (milliseconds), each of them its time and `mark`.
  std::string file(const std::string& name, const std::vector<int>& times, char mark,
                   const Kind& kind = {}) const {
    return file(name, octets(times, mark, kind));
  }
  static std::string octets(const std::vector<int>& times, char mark, const Kind& kind = {}) {
    Octets octets;
    octets.section();
    for (const std::string& name : kind.interfaces) {
      octets.interface(kind.link_type, 0, Octets().option(2, name).get());
    }
    for (const int time : times) {
      octets.enhanced(0, static_cast<std::uint64_t>(time) * 1000, std::to_string(time) + mark);
    }
    return octets.get();
  }
  static RotatedSource source(const std::vector<std::string>& paths, bool ordered = false,
                              std::uint32_t vantage = 0) {
    std::vector<RotatedFile> files;
    for (const std::string& path : paths) {
      auto beginning = beginning_of(std::move(*InputFile::open(path)));
      EXPECT_TRUE(beginning) << beginning.error().line();
      files.push_back({path, std::move(*beginning)});
    }
    return RotatedSource(std::move(files), ordered, vantage);
  }
  /// "1a0 2a0": data and vantage of each packet.
  static std::string told(const ReadCapture& read) {
    std::string all;
    for (const OwnedPacket& one : read.packets) {
      all += (all.empty() ? "" : " ") + one.data + std::to_string(one.packet.vantage);
    }
    return all;
  }
  std::size_t open_files() const {
    std::size_t count = 0;
    for (const auto& entry : fs::directory_iterator("/proc/self/fd")) {
      std::error_code gone;
      const std::string to = fs::read_symlink(entry.path(), gone).string();
      if (to.starts_with(folder_.string())) ++count;
    }
    return count;
  }
  /// 0, 1, ... `count` - 1, from `first` on.
  static std::vector<int> steps(int first, int count) {
    std::vector<int> times;
    for (int i = 0; i < count; ++i) times.push_back(first + i);
    return times;
  }

  fs::path folder_;
};

TEST_F(Rotated, FilesOneAfterAnotherAreOneVantageInOrderOfTheirPacketsAndNotOfTheirNames) {
  // As tcpdump -W 3 leaves them after its ring began anew.
  RotatedSource set = source({file("c.pcap0", {40, 50}, 'a'), file("c.pcap1", {10, 20}, 'b'),
                              file("c.pcap2", {25, 30}, 'c')},
                             false, 7);
  const ReadCapture read = read_all(set);
  EXPECT_FALSE(read.error);
  EXPECT_EQ(told(read), "10b7 20b7 25c7 30c7 40a7 50a7");
}

TEST_F(Rotated, FilesAreOpenedOneAtATime) {
  std::vector<std::string> paths;
  for (int i = 0; i < 50; ++i) {
    paths.push_back(file("c.pcap" + std::to_string(i), {i * 10, i * 10 + 5}, 'a'));
  }
  RotatedSource set = source(paths);
  for (int i = 0; i < 100; ++i) {
    ASSERT_TRUE(std::holds_alternative<Packet>(*set.next()));
    ASSERT_EQ(open_files(), 1U);
  }
  EXPECT_TRUE(std::holds_alternative<End>(*set.next()));
  EXPECT_EQ(open_files(), 0U);
}

TEST_F(Rotated, FilesThatOverlapAreVantagesMergedByTime) {
  RotatedSource set = source({file("c-1200", {10, 30, 50}, 'a'), file("c-1201", {20, 40, 60}, 'b'),
                              file("c-1202", {70, 80}, 'c')},
                             true, 3);
  // What comes after both goes on where the later one ended.
  EXPECT_EQ(told(read_all(set)), "10a3 20b4 30a3 40b4 50a3 60b4 70c4 80c4");
}

TEST_F(Rotated, AFewLatePacketsAtAFilesEndAreNoOverlap) {
  std::vector<int> times = steps(0, 20);
  times.push_back(25);
  times.push_back(27);
  RotatedSource set = source({file("c.pcap", times, 'a'), file("c.pcap1", {22, 26, 30}, 'b')});
  const std::string all = told(read_all(set));
  EXPECT_TRUE(all.ends_with(" 19a0 22b0 25a0 26b0 27a0 30b0")) << all;
}

TEST_F(Rotated, LatePacketsMoreThanASecondBehindAreAnOverlap) {
  std::vector<int> times = steps(0, 20);
  times.push_back(1030);
  RotatedSource set = source({file("c.pcap", times, 'a'), file("c.pcap1", {22, 2000}, 'b')});
  const std::string all = told(read_all(set));
  EXPECT_TRUE(all.ends_with(" 19a0 22b1 1030a0 2000b1")) << all;
}

TEST_F(Rotated, OtherInterfacesAreAnotherVantage) {
  RotatedSource set =
      source({file("c.pcap", {1}, 'a'), file("c.pcap1", {2}, 'b', {1, {"eth1"}}),
              file("c.pcap2", {3}, 'c'), file("c.pcap3", {4}, 'd', {276, {"eth1"}})});
  EXPECT_EQ(told(read_all(set)), "1a0 2b1 3c0 4d2");
}

TEST_F(Rotated, AWriterMayLearnOfInterfacesAsItGoes) {
  RotatedSource set = source(
      {file("c.pcap", {1}, 'a', {1, {"eth0"}}), file("c.pcap1", {2}, 'b', {1, {"eth0", "veth7"}})});
  EXPECT_EQ(told(read_all(set)), "1a0 2b0");
}

TEST_F(Rotated, NamesThatTellAnotherOrderThanThePacketsAreOfSeveralVantages) {
  RotatedSource set = source({file("c-1200", {5}, 'a'), file("c-1201", {1}, 'b')}, true);
  EXPECT_EQ(told(read_all(set)), "1b0 5a1");
}

TEST_F(Rotated, ACutFileGivesItsPacketsTheOthersFollowAndTheErrorIsLast) {
  const std::string whole = octets({3, 4}, 'b');
  RotatedSource set =
      source({file("c.pcap", {1, 2}, 'a'), file("c.pcap1", whole.substr(0, whole.size() - 3)),
              file("c.pcap2", {5}, 'c')});
  const ReadCapture read = read_all(set);
  EXPECT_EQ(told(read), "1a0 2a0 3b0 5c0");
  ASSERT_TRUE(read.error);
  EXPECT_TRUE(read.error->line().starts_with((folder_ / "c.pcap1, octet ").string()))
      << read.error->line();
}

TEST_F(Rotated, AFileWithoutPacketsChangesNothing) {
  RotatedSource set = source({file("c.pcap", {1}, 'a'), file("c.pcap1", std::vector<int>{}, 'b'),
                              file("c.pcap2", {3}, 'c')});
  const ReadCapture read = read_all(set);
  EXPECT_FALSE(read.error);
  EXPECT_EQ(told(read), "1a0 3c0");
}

TEST_F(Rotated, AFileThatGoesAwayMeanwhileIsAnErrorBehindTheOthers) {
  RotatedSource set =
      source({file("c.pcap", {1}, 'a'), file("c.pcap1", {2}, 'b'), file("c.pcap2", {3}, 'c')});
  fs::remove(folder_ / "c.pcap1");
  const ReadCapture read = read_all(set);
  EXPECT_EQ(told(read), "1a0 3c0");
  ASSERT_TRUE(read.error);
  EXPECT_EQ(read.error->what, "no such file");
}

TEST_F(Rotated, DropsSecretsAndNamesOfAllFilesAreKept) {
  const auto with = [&](const std::string& octets, const std::string& secret) {
    Octets more;
    more.text(octets);
    more.block(10, Octets().u32(0x544c534b).u32(secret.size()).text(secret));
    more.block(4, Octets().option(1, std::string("\x0a\0\0\x01", 4) + secret + '\0').u32(0));
    more.block(5, Octets().u32(0).u64(0).option(7, Octets().u64(3).get()).u32(0));
    return more.get();
  };
  RotatedSource set = source({file("c.pcap", with(octets({1, 2}, 'a'), "one")),
                              file("c.pcap1", with(octets({3}, 'b'), "two"))});
  EXPECT_EQ(read_all(set).ledger.kernel_drops, 6U);
  Annotations said;
  set.annotate(said);
  ASSERT_EQ(said.secrets.size(), 2U);
  EXPECT_EQ(said.secrets[0].data, "one");
  EXPECT_EQ(said.secrets[1].data, "two");
  ASSERT_EQ(said.names.size(), 2U);
  EXPECT_EQ(said.names[1].name, "two");
  EXPECT_EQ(said.interfaces.size(), 2U);
}

}  // namespace
}  // namespace goldwire::testing
