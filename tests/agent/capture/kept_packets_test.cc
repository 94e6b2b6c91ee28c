// KeptPackets: what stands in the files, which of them go, and what happens where there is no room.
#include "agent/capture/kept_packets.h"

#include <algorithm>
#include <csignal>
#include <fcntl.h>
#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <numeric>
#include <sys/resource.h>
#include <sys/stat.h>

#include "tests/agent/capture/capture_octets.h"

namespace goldwire::testing {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;
using ::testing::SizeIs;
using ::testing::StartsWith;

/// 2026-01-01 12:00:00 UTC.
const Time kNoon = from_unix_nano(1'767'268'800'000'000'000);

class Kept : public ::testing::Test {
 protected:
  Kept() {
    std::string name = (fs::temp_directory_path() / "goldwire-XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
    fs::create_directory(folder_ / "kept");
  }
  ~Kept() override { fs::remove_all(folder_); }

  std::unique_ptr<KeptPackets> open(const KeepLimits& limits,
                                    const std::string& secrets = {}) const {
    auto kept = KeptPackets::open(
        {kept_folder(), limits, secrets, {{std::string("\x0a\0\0\x02", 4), "orders"}}});
    EXPECT_TRUE(kept) << kept.error().line();
    (*kept)->describe({interface(0, "eth0")});
    return std::move(*kept);
  }
  static LiveInterface interface(std::uint32_t vantage, const std::string& name,
                                 const pcapng::Drops& drops = {}, std::uint64_t opening = 0) {
    return {vantage, opening, {1, 262'144, name}, drops};
  }
  static Packet packet(Time time, std::string_view data = "packet", std::uint32_t vantage = 0) {
    return {time, vantage, 0, 1, static_cast<std::uint32_t>(data.size()), as_bytes(data)};
  }
  /// As take(), and what came before it is written by then.
  static void take(KeptPackets& kept, Time time, std::uint64_t before) {
    kept.take(packet(time));
    while (kept.counts().packets + kept.counts().lost < before) std::this_thread::yield();
  }
  /// As if the agent that wrote them had ended then.
  void all_written_at(Time time) const {
    const timespec then{unix_nano(time) / 1'000'000'000, 0};
    const timespec both[2] = {then, then};
    for (const std::string& name : names()) {
      ::utimensat(AT_FDCWD, (kept_folder() + "/" + name).c_str(), both, 0);
    }
  }
  std::string kept_folder() const { return (folder_ / "kept").string(); }
  /// The names of the files, in order.
  std::vector<std::string> names() const {
    std::vector<std::string> all;
    for (const auto& entry : fs::directory_iterator(kept_folder())) {
      const std::string name = entry.path().filename().string();
      if (!name.starts_with('.')) all.push_back(name);
    }
    std::ranges::sort(all);
    return all;
  }
  /// What all files hold, each of which must be whole.
  std::vector<ReadCapture> files() const {
    std::vector<ReadCapture> all;
    for (const std::string& name : names()) {
      all.push_back(read_all(kept_folder() + "/" + name));
      EXPECT_FALSE(all.back().error) << all.back().error->line();
    }
    return all;
  }
  Annotations annotations(const std::string& name) const {
    auto capture = open_capture(kept_folder() + "/" + name, 0);
    EXPECT_FALSE(read_all(**capture).error);
    return (*capture)->annotations();
  }
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / name, std::ios::binary) << text;
  }

  fs::path folder_;
};

TEST_F(Kept, FilesHoldEveryPacketOnceAndAreNamedByNumberAndTime) {
  {
    const auto kept = open({10s, 0});
    for (int i = 0; i < 45; ++i) kept->take(packet(kNoon + i * 100ms, std::to_string(i)));
  }
  EXPECT_THAT(
      names(),
      ElementsAre("goldwire_00001_20260101120000.pcapng", "goldwire_00002_20260101120001.pcapng",
                  "goldwire_00003_20260101120002.pcapng", "goldwire_00004_20260101120003.pcapng",
                  "goldwire_00005_20260101120004.pcapng"));
  int next = 0;
  for (const ReadCapture& file : files()) {
    for (const OwnedPacket& one : file.packets) {
      EXPECT_EQ(one.data, std::to_string(next));
      EXPECT_EQ(one.packet.time, kNoon + next * 100ms);
      ++next;
    }
  }
  EXPECT_EQ(next, 45);
  for (const std::string& name : names()) {
    EXPECT_EQ(fs::status(kept_folder() + "/" + name).permissions(),
              fs::perms::owner_read | fs::perms::owner_write);
  }
}

TEST_F(Kept, WhatIsOlderThanTheTimeGoesAlsoWhenNothingComes) {
  auto kept = open({10s, 0});
  for (unsigned i = 0; i < 60; ++i) take(*kept, kNoon + i * 1s, i);
  kept.reset();
  const auto left = files();
  EXPECT_GE(left.front().packets.front().packet.time, kNoon + 59s - 12s);
  EXPECT_LE(left.front().packets.front().packet.time, kNoon + 59s - 9s);
  EXPECT_EQ(left.back().packets.back().packet.time, kNoon + 59s);
  all_written_at(kNoon + 59s);
  const auto again = open({10s, 0});
  again->take(packet(kNoon + 100s));
  again->advance(kNoon + 200s);
  again->advance(kNoon + 300s);
  again->finish();
  EXPECT_THAT(names(), SizeIs(1)) << "the one that was open";
}

TEST_F(Kept, WhatIsMoreThanTheSizeGoes) {
  constexpr std::uint64_t kSize = 10'000'000;
  const std::string data(10'000, 'x');
  const auto kept = open({{}, kSize});
  for (int i = 0; i < 5'000; ++i) {
    kept->take(packet(kNoon + i * 1ms, data));
    // A test is faster than any wire; the writer is given time.
    while (kept->counts().packets + 500 < static_cast<std::uint64_t>(i)) std::this_thread::yield();
  }
  kept->finish();
  std::uint64_t size = 0;
  std::size_t packets = 0;
  for (const std::string& name : names()) size += fs::file_size(kept_folder() + "/" + name);
  for (const ReadCapture& file : files()) packets += file.packets.size();
  EXPECT_GT(size, kSize * 7 / 10);
  EXPECT_LT(size, kSize * 12 / 10);
  EXPECT_GT(packets, 600U);
  EXPECT_EQ(kept->counts().packets, 5'000U);
  EXPECT_EQ(kept->counts().lost, 0U);
  EXPECT_EQ(kept->counts().octets, size);
  EXPECT_EQ(kept->counts().files, names().size());
}

TEST_F(Kept, NothingIsDeletedButItsOwnFiles) {
  const std::string other = Octets().section().interface(1).get();
  write("kept/goldwire_00001_20200101120000.pcapng", other);  // its name, but not its writer
  write("kept/mine.pcapng", other);
  write("kept/notes.txt", "text");
  {
    const auto first = open({10s, 0});
    first->take(packet(kNoon));
  }
  ASSERT_THAT(names(), SizeIs(4));
  all_written_at(kNoon);
  const auto kept = open({10s, 0});
  kept->take(packet(kNoon + 1000s));
  kept->finish();
  EXPECT_THAT(names(),
              ElementsAre("goldwire_00001_20200101120000.pcapng",
                          "goldwire_00003_20260101121640.pcapng", "mine.pcapng", "notes.txt"))
      << "that of the agent before has gone";
}

TEST_F(Kept, AFileThatSomebodyPutInPlaceOfItsOwnStays) {
  const auto kept = open({10s, 0});
  kept->take(packet(kNoon));
  kept->take(packet(kNoon + 2s));  // the first one is written
  while (kept->counts().packets == 0) std::this_thread::yield();
  const std::string name = "kept/goldwire_00001_20260101120000.pcapng";
  fs::rename(folder_ / name, folder_ / "evidence.pcapng");
  write(name, "of somebody else");
  kept->take(packet(kNoon + 1000s));
  kept->finish();
  EXPECT_TRUE(fs::exists(folder_ / name));
  EXPECT_THAT(read_all((folder_ / "evidence.pcapng").string()).packets, SizeIs(1));
}

TEST_F(Kept, EachFileIsCompleteInItselfWithInterfacesSecretsAndNames) {
  write("keys.log", "CLIENT_RANDOM aa bb\n");
  {
    const auto kept = open({10s, 0}, (folder_ / "keys.log").string());
    kept->take(packet(kNoon));
    kept->take(packet(kNoon + 2s));
    while (kept->counts().packets < 1) std::this_thread::yield();
    write("keys.log", "CLIENT_RANDOM aa bb\nCLIENT_RANDOM cc dd\nCLIENT_RANDOM not wh");
    kept->take(packet(kNoon + 4s));
    kept->take(packet(kNoon + 4500ms));
  }
  ASSERT_THAT(names(), SizeIs(3));
  EXPECT_EQ(annotations(names()[0]).secrets.at(0).data, "CLIENT_RANDOM aa bb\n");
  std::string last;
  for (const auto& secrets : annotations(names()[2]).secrets) {
    EXPECT_EQ(secrets.type, 0x544c534bU);
    last += secrets.data;
  }
  EXPECT_EQ(last, "CLIENT_RANDOM aa bb\nCLIENT_RANDOM cc dd\n");
  for (const std::string& name : names()) {
    const Annotations said = annotations(name);
    ASSERT_THAT(said.interfaces, SizeIs(1));
    EXPECT_EQ(said.interfaces[0].name, "eth0");
    EXPECT_EQ(said.interfaces[0].snaplen, 262'144U);
    ASSERT_THAT(said.names, SizeIs(1));
    EXPECT_EQ(said.names[0].name, "orders");
    EXPECT_EQ(said.names[0].address, std::string("\x0a\0\0\x02", 4));
  }
}

TEST_F(Kept, SecretsThatComeMeanwhileStandBeforeTheNextPackets) {
  {
    const auto kept = open({100s, 0}, (folder_ / "keys.log").string());
    kept->take(packet(kNoon));
    kept->take(packet(kNoon + 2s));
    while (kept->counts().packets < 1) std::this_thread::yield();
    write("keys.log", "CLIENT_RANDOM aa bb\n");
    kept->take(packet(kNoon + 4s));
  }
  ASSERT_THAT(names(), SizeIs(1));
  EXPECT_THAT(annotations(names()[0]).secrets, SizeIs(1));
}

TEST_F(Kept, DropsAreToldInTheFileThatWasOpenMeanwhile) {
  {
    const auto kept = open({10s, 0});
    kept->take(packet(kNoon));
    kept->describe({interface(0, "eth0", {3, 10})});
    kept->take(packet(kNoon + 2s));
    kept->describe({interface(0, "eth0", {3, 15})});
    kept->take(packet(kNoon + 4s));
    kept->describe({interface(0, "eth0", {0, 1}, 7)});  // it went away and came again
    kept->take(packet(kNoon + 6s));
  }
  const auto all = files();
  ASSERT_THAT(all, SizeIs(4));
  EXPECT_EQ(all[0].ledger.kernel_drops, 10U);
  EXPECT_EQ(all[0].ledger.interface_drops, 3U);
  EXPECT_EQ(all[1].ledger.kernel_drops, 5U);
  EXPECT_EQ(all[1].ledger.interface_drops, 0U);
  EXPECT_EQ(all[2].ledger.kernel_drops, 1U);
  EXPECT_EQ(all[3].ledger.kernel_drops, 0U);
}

TEST_F(Kept, AnInterfaceThatComesLaterIsDescribedThenAndOneInPlaceOfAnotherInANewFile) {
  {
    const auto kept = open({100s, 0});
    kept->take(packet(kNoon, "a"));
    kept->describe({interface(0, "eth0"), interface(4, "veth1")});
    kept->take(packet(kNoon + 1ms, "b", 4));
    kept->take(packet(kNoon + 2ms, "c"));
    kept->describe({interface(0, "eth0"), interface(4, "veth2", {}, 9)});
    kept->take(packet(kNoon + 3ms, "d", 4));
  }
  const auto all = files();
  ASSERT_THAT(all, SizeIs(2));
  const auto numbers = [](const ReadCapture& file) {
    std::string text;
    for (const OwnedPacket& one : file.packets) {
      text += one.data + std::to_string(one.packet.interface);
    }
    return text;
  };
  EXPECT_EQ(numbers(all[0]), "a0b1c0");
  EXPECT_EQ(numbers(all[1]), "d1");
  EXPECT_EQ(annotations(names()[0]).interfaces.at(1).name, "veth1");
  EXPECT_EQ(annotations(names()[1]).interfaces.at(1).name, "veth2");
}

TEST_F(Kept, ASecondAgentIsRefusedTheFolder) {
  const auto first = open({10s, 0});
  const auto second = KeptPackets::open({kept_folder(), {10s, 0}, {}, {}});
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().line(), kept_folder() +
                                       ": another goldwire-agent keeps its packets there; name "
                                       "another folder");
}

TEST_F(Kept, AFolderThatCannotBeIsRefused) {
  write("file", "");
  const auto kept = KeptPackets::open({(folder_ / "file/kept").string(), {10s, 0}, {}, {}});
  ASSERT_FALSE(kept);
  EXPECT_THAT(kept.error().line(), HasSubstr("packets cannot be kept there: "));
}

/// Files may not grow beyond a size: every write that would fails, as on a full disk.
class FullDisk {
 public:
  explicit FullDisk(rlim_t most) {
    std::signal(SIGXFSZ, SIG_IGN);
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit{most, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FullDisk() { ::setrlimit(RLIMIT_FSIZE, &before_); }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;

 private:
  rlimit before_{};
};

TEST_F(Kept, AFullDiskIsToldOnceAndCountedAndFilesStayWhole) {
  const auto kept = open({1000s, 0});
  const std::string data(10'000, 'x');
  const auto take_second = [&](int second) {
    const std::uint64_t before = kept->counts().packets + kept->counts().lost;
    for (int i = 0; i < 10; ++i) kept->take(packet(kNoon + second * 2s + i * 1ms, data));
    kept->advance(kNoon + second * 2s + 1500ms);
    while (kept->counts().packets + kept->counts().lost < before + 10) std::this_thread::yield();
  };
  take_second(0);
  {
    const FullDisk full(50'000);  // less than a second's packets
    for (int second = 1; second < 5; ++second) take_second(second);
  }
  EXPECT_GT(kept->counts().lost, 0U);
  EXPECT_EQ(kept->counts().lost + kept->counts().packets, 50U);
  EXPECT_THAT(kept->take_news(), ElementsAre(MatchesRegex(".*: packets cannot be kept: .*")));
  take_second(5);
  EXPECT_THAT(kept->take_news(), ElementsAre("packets are kept again"));
  {
    const FullDisk full(1'000);
    take_second(6);
  }
  EXPECT_THAT(kept->take_news(), IsEmpty()) << "told once";
  kept->finish();
  std::uint64_t packets = 0;
  for (const ReadCapture& file : files()) packets += file.packets.size();
  EXPECT_EQ(packets, kept->counts().packets);
  EXPECT_EQ(packets + kept->counts().lost, 70U);
}

TEST_F(Kept, AWriterThatIsTooSlowCostsPacketsAndTheyAreCounted) {
  const auto kept = open({1000s, 0});
  const std::string data(100'000, 'x');
  // Far more than there are blocks for, faster than any disk.
  for (int i = 0; i < 20'000; ++i) kept->take(packet(kNoon + i * 1us, data));
  kept->finish();
  std::uint64_t packets = 0;
  for (const ReadCapture& file : files()) packets += file.packets.size();
  EXPECT_EQ(packets, kept->counts().packets);
  EXPECT_EQ(packets + kept->counts().lost, 20'000U);
}

}  // namespace
}  // namespace goldwire::testing
