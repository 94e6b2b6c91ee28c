// MergedSource: by time, then by the order of the sources, failures last.
#include "agent/capture/merged_source.h"

#include <deque>
#include <gtest/gtest.h>

#include "tests/agent/capture/capture_octets.h"

namespace goldwire::testing {
namespace {

/// Gives what it was told; packets share one buffer, as those of a file do.
class Told final : public Source {
 public:
  struct Step {
    enum { packet, quiet, fail } kind = packet;
    int time = 0;
    char mark = 0;
  };
  explicit Told(std::deque<Step> steps) : steps_(std::move(steps)) {}
  Result<Arrival> next() override {
    if (steps_.empty()) return End{};
    const Step step = steps_.front();
    steps_.pop_front();
    if (step.kind == Step::quiet) return Quiet{};
    if (step.kind == Step::fail) return failure("is cut");
    buffer_.assign(1, step.mark);
    Packet packet;
    packet.time = from_unix_nano(step.time);
    packet.bytes = as_bytes(buffer_);
    return packet;
  }
  void count(Ledger& ledger) const override { ++ledger.kernel_drops; }

 private:
  std::deque<Step> steps_;
  std::string buffer_;
};

MergedSource merged(std::vector<std::deque<Told::Step>> inputs) {
  std::vector<std::unique_ptr<Source>> sources;
  for (auto& input : inputs) sources.push_back(std::make_unique<Told>(std::move(input)));
  return MergedSource(std::move(sources));
}

std::string marks(const ReadCapture& read) {
  std::string all;
  for (const OwnedPacket& one : read.packets) all += one.data;
  return all;
}

constexpr auto kPacket = Told::Step::packet;

TEST(MergedSource, OrdersByTimeThenBySource) {
  MergedSource source = merged({{{kPacket, 1, 'a'}, {kPacket, 5, 'b'}, {kPacket, 9, 'c'}},
                                {{kPacket, 1, 'd'}, {kPacket, 2, 'e'}, {kPacket, 9, 'f'}},
                                {{kPacket, 4, 'g'}}});
  const ReadCapture read = read_all(source);
  EXPECT_EQ(marks(read), "adegbcf");
  EXPECT_EQ(read.ledger.kernel_drops, 3U);
}

TEST(MergedSource, KeepsTheOrderOfASourceWhoseClockWentBack) {
  MergedSource source = merged({{{kPacket, 5, 'a'}, {kPacket, 1, 'b'}}, {{kPacket, 3, 'c'}}});
  EXPECT_EQ(marks(read_all(source)), "cab");
}

TEST(MergedSource, GivesAllPacketsBeforeTheErrorOfOne) {
  MergedSource source =
      merged({{{kPacket, 1, 'a'}, {Told::Step::fail}}, {{kPacket, 2, 'b'}, {kPacket, 3, 'c'}}});
  const ReadCapture read = read_all(source);
  EXPECT_EQ(marks(read), "abc");
  ASSERT_TRUE(read.error);
  EXPECT_EQ(read.error->what, "is cut");
}

TEST(MergedSource, IsQuietOnlyWhenNobodyHasAPacket) {
  MergedSource source =
      merged({{{Told::Step::quiet}, {Told::Step::quiet}, {kPacket, 2, 'b'}}, {{kPacket, 1, 'a'}}});
  EXPECT_TRUE(std::holds_alternative<Packet>(*source.next()));
  EXPECT_TRUE(std::holds_alternative<Quiet>(*source.next()));
  EXPECT_EQ(marks(read_all(source)), "b");
}

TEST(MergedSource, OfNothingEnds) {
  MergedSource source = merged({});
  EXPECT_TRUE(std::holds_alternative<End>(*source.next()));
}

}  // namespace
}  // namespace goldwire::testing
