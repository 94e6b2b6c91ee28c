// What writing a file does to what was there.
#include "harness/files/files.h"

#include <algorithm>
#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

namespace goldwire {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class Files : public testing::Test {
 protected:
  Files()
      : folder_(fs::path(testing::TempDir()) /
                (std::string("goldwire-files-") +
                 testing::UnitTest::GetInstance()->current_test_info()->name())) {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  ~Files() override { fs::remove_all(folder_); }

  std::string content(const std::string& name) const {
    return read_file(folder_ / name).value_or("cannot be read");
  }

  fs::path folder_;
};

TEST_F(Files, ALinkStaysAndWhatItLeadsToIsWritten) {
  ASSERT_TRUE(keep_file(folder_ / "real/golden.yaml", "old"));
  fs::create_symlink("real/golden.yaml", folder_ / "near");
  fs::create_symlink("near", folder_ / "far");
  ASSERT_TRUE(write_file(folder_ / "far", "new"));
  EXPECT_TRUE(fs::is_symlink(folder_ / "far"));
  EXPECT_TRUE(fs::is_symlink(folder_ / "near"));
  EXPECT_EQ(content("real/golden.yaml"), "new");
}

TEST_F(Files, OnlyGoldwiresOwnFoldersAreMade) {
  const auto refused = write_file(folder_ / "mistyped/report.xml", "x");
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().line(), HasSubstr("mistyped/report.xml: cannot be written: No such"));
  EXPECT_FALSE(fs::exists(folder_ / "mistyped"));
  ASSERT_TRUE(keep_file(folder_ / "goldwire/deposit/golden.yaml", "new"));
  EXPECT_EQ(content("goldwire/deposit/golden.yaml"), "new");
}

TEST_F(Files, ALinkToNothingYetMakesWhatItLeadsTo) {
  fs::create_symlink("later/report.xml", folder_ / "link");
  EXPECT_FALSE(write_file(folder_ / "link", "new"));
  ASSERT_TRUE(keep_file(folder_ / "link", "new"));
  EXPECT_TRUE(fs::is_symlink(folder_ / "link"));
  EXPECT_EQ(content("later/report.xml"), "new");
}

TEST_F(Files, LinksThatLeadRoundAreRefused) {
  fs::create_symlink("b", folder_ / "a");
  fs::create_symlink("a", folder_ / "b");
  const auto refused = write_file(folder_ / "a", "x");
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().line(), HasSubstr("/a: cannot be written: "));
}

TEST_F(Files, APipeIsWrittenToAndStays) {
  const fs::path pipe = folder_ / "pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  const int end = ::open(pipe.c_str(), O_RDWR | O_NONBLOCK);
  EXPECT_TRUE(write_file(pipe, "through the pipe"));
  std::string got(100, '\0');
  got.resize(static_cast<std::size_t>(std::max<ssize_t>(::read(end, got.data(), got.size()), 0)));
  ::close(end);
  EXPECT_EQ(got, "through the pipe");
  EXPECT_TRUE(fs::is_fifo(pipe));
}

/// By a link of our own, so that a wrong turn would replace the link and not the device.
TEST_F(Files, ADeviceThatIsFullIsAnErrorAndStays) {
  fs::create_symlink("/dev/full", folder_ / "full");
  const auto refused = write_file(folder_ / "full", "x");
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().line(), HasSubstr("No space left on device"));
  EXPECT_TRUE(fs::is_symlink(folder_ / "full"));
}

TEST_F(Files, WhatStdoutIsAlreadyIsWrittenBehindWhatIsInIt) {
  const fs::path file = folder_ / "stdout";
  fs::create_symlink("/proc/self/fd/1", folder_ / "link");
  std::fflush(stdout);
  const int kept = ::dup(STDOUT_FILENO);
  const int ours = ::open(file.c_str(), O_WRONLY | O_CREAT, 0600);
  ::dup2(ours, STDOUT_FILENO);
  std::printf("before, ");
  const bool by_link = write_file(folder_ / "link", "report, ").has_value();
  const bool by_name = write_file(file, "once more, ").has_value();
  std::printf("after");
  std::fflush(stdout);
  ::dup2(kept, STDOUT_FILENO);
  ::close(kept);
  ::close(ours);
  EXPECT_TRUE(by_link && by_name);
  EXPECT_EQ(content("stdout"), "before, report, once more, after");
}

TEST_F(Files, AFileThatIsReplacedKeepsItsRights) {
  ASSERT_TRUE(write_file(folder_ / "secret", "old"));
  fs::permissions(folder_ / "secret", fs::perms::owner_read | fs::perms::owner_write);
  ASSERT_TRUE(write_file(folder_ / "secret", "new"));
  EXPECT_EQ(fs::status(folder_ / "secret").permissions(),
            fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_EQ(content("secret"), "new");
}

}  // namespace
}  // namespace goldwire
