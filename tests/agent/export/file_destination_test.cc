// FileDestination: whole lines or none, rotation, and files and pipes that refuse.
#include "agent/export/file_destination.h"

#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

#include "agent/trace/jsonl.h"
#include "tests/agent/trace/span_maker.h"

namespace goldwire {
namespace {

namespace fs = std::filesystem;

SharedSpan numbered(std::uint64_t id, std::size_t body = 0) {
  return std::make_shared<const Span>(testing::with_request(
      testing::span(id, SpanKind::server, "web", "bff", "GET /x", 0, 5), std::string(body, 'x')));
}

class FileDestinationTest : public ::testing::Test {
 protected:
  FileDestinationTest() {
    std::string name = (fs::temp_directory_path() / "goldwire-XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
  }
  ~FileDestinationTest() override { fs::remove_all(folder_); }

  fs::path file(const std::string& name) const { return folder_ / name; }
  static std::unique_ptr<FileDestination> open(const fs::path& file) {
    auto opened = FileDestination::open(file.string());
    EXPECT_TRUE(opened) << opened.error().line();
    return std::move(*opened);
  }
  /// The ids in a file; every line must be a span.
  static std::vector<std::uint64_t> ids_in(const fs::path& file) {
    std::vector<std::uint64_t> ids;
    std::ifstream in(file);
    for (std::string line; std::getline(in, line);) {
      const auto span = read_span(line);
      EXPECT_TRUE(span) << line;
      if (span) ids.push_back(span->span_id);
    }
    return ids;
  }
  static Delivery deliver(FileDestination& to, std::vector<SharedSpan> spans) {
    return to.deliver(spans, {});
  }

  fs::path folder_;
};

using Ids = std::vector<std::uint64_t>;

TEST_F(FileDestinationTest, AppendsOneLineForEachSpanForTheOwnerOnly) {
  for (const std::uint64_t id : {1U, 2U}) {
    const auto to = open(file("spans"));
    EXPECT_EQ(deliver(*to, {numbered(id), numbered(id + 10)}).written, 2U);
  }
  EXPECT_EQ(ids_in(file("spans")), (Ids{1, 11, 2, 12}));
  struct stat status {};
  ASSERT_EQ(::stat(file("spans").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST_F(FileDestinationTest, AFolderThatIsNotThereIsAnErrorWithARemedy) {
  const auto opened = FileDestination::open(file("none/spans").string());
  ASSERT_FALSE(opened);
  EXPECT_EQ(
      opened.error().line(),
      file("none/spans").string() +
          ": cannot be opened for writing: No such file or directory; name a file in a folder "
          "that may be written");
}

TEST_F(FileDestinationTest, ReopenGoesOnInTheNewFile) {
  const auto to = open(file("spans"));
  deliver(*to, {numbered(1)});
  fs::rename(file("spans"), file("spans.1"));
  deliver(*to, {numbered(2)});
  ASSERT_TRUE(to->reopen());
  deliver(*to, {numbered(3)});
  EXPECT_EQ(ids_in(file("spans.1")), (Ids{1, 2}));
  EXPECT_EQ(ids_in(file("spans")), Ids{3});
}

TEST_F(FileDestinationTest, ReopenThatFailsGoesOnInTheOldFile) {
  fs::create_directory(file("folder"));
  const auto to = open(file("folder/spans"));
  fs::rename(file("folder"), file("moved"));
  EXPECT_FALSE(to->reopen());
  EXPECT_EQ(deliver(*to, {numbered(1)}).written, 1U);
  EXPECT_EQ(ids_in(file("moved/spans")), Ids{1});
}

TEST_F(FileDestinationTest, AFullDiskFailsWithItsReason) {
  const auto to = open("/dev/full");
  const Delivery delivery = deliver(*to, {numbered(1), numbered(2)});
  EXPECT_EQ(delivery.written, 0U);
  EXPECT_EQ(delivery.trouble, "No space left on device");
}

TEST_F(FileDestinationTest, ALineThatDoesNotFitIsTakenBack) {
  const auto to = open(file("spans"));
  ASSERT_EQ(deliver(*to, {numbered(1)}).written, 1U);
  const auto before = ::signal(SIGXFSZ, SIG_IGN);
  rlimit whole{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &whole), 0);
  const rlimit little{fs::file_size(file("spans")) + 100, whole.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &little), 0);
  const Delivery delivery = deliver(*to, {numbered(2), numbered(3)});
  ::setrlimit(RLIMIT_FSIZE, &whole);
  ::signal(SIGXFSZ, before);
  EXPECT_EQ(delivery.written, 0U);
  EXPECT_EQ(delivery.trouble, "File too large");
  EXPECT_EQ(deliver(*to, {numbered(4)}).written, 1U);
  EXPECT_EQ(ids_in(file("spans")), (Ids{1, 4}));
}

TEST_F(FileDestinationTest, APipeThatNobodyEmptiesHoldsUpUntilStopOnly) {
  ASSERT_EQ(::mkfifo(file("pipe").c_str(), 0600), 0);
  const int reader = ::open(file("pipe").c_str(), O_RDONLY | O_NONBLOCK);
  const auto to = open(file("pipe"));
  std::stop_source stop;
  Delivery delivery;
  std::jthread other([&] {
    const std::vector<SharedSpan> spans = {numbered(1), numbered(2, 1U << 20)};
    delivery = to->deliver(spans, stop.get_token());
  });
  stop.request_stop();
  other.join();
  EXPECT_LE(delivery.written, 1U);
  EXPECT_EQ(delivery.trouble, "nobody reads");
  EXPECT_FALSE(to->abandoned());
  ::close(reader);
}

TEST_F(FileDestinationTest, APipeWhoseReaderWentAwayIsAbandoned) {
  const auto before = ::signal(SIGPIPE, SIG_IGN);
  ASSERT_EQ(::mkfifo(file("pipe").c_str(), 0600), 0);
  const int reader = ::open(file("pipe").c_str(), O_RDONLY | O_NONBLOCK);
  const auto to = open(file("pipe"));
  EXPECT_EQ(deliver(*to, {numbered(1)}).written, 1U);
  ::close(reader);
  const Delivery delivery = deliver(*to, {numbered(2)});
  ::signal(SIGPIPE, before);
  EXPECT_EQ(delivery.written, 0U);
  EXPECT_EQ(delivery.trouble, "Broken pipe");
  EXPECT_TRUE(to->abandoned());
}

}  // namespace
}  // namespace goldwire
