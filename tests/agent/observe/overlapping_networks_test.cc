// Networks that use the same addresses and ports at once (VLANs, overlays, hosts whose containers
// have the same private addresses): a limit of the flow key, and what tells of it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "agent/observe/shard.h"
#include "tests/agent/observe/tcp_flow.h"

namespace goldwire::testing {
namespace {

using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class OverlappingNetworks : public ::testing::Test {
 protected:
  void hear(const Segment& segment) {
    given_ += segment.payload.size();
    shard_.take(segment, FlowKey::of(segment));
  }
  void hear(const std::vector<Segment>& segments) {
    for (const Segment& segment : segments) hear(segment);
  }
  /// Three exchanges in each of two networks, in turns.
  void hear_both(std::uint32_t client_start, std::uint32_t server_start) {
    const Endpoint client = endpoint("10.0.0.1", 40'000);
    const Endpoint server = endpoint("10.0.0.2", 80);
    TcpFlow five(client, server, 1000, 5000);
    TcpFlow six(client, server, client_start, server_start);
    hear(five.handshake());
    hear(six.handshake());
    for (int i = 0; i < 3; ++i) {
      hear(five.say(Side::client, get("/five")));
      hear(six.say(Side::client, get("/six")));
      hear(five.say(Side::server, ok("five")));
      hear(six.say(Side::server, ok("six")));
    }
    hear(five.fins());
    hear(six.fins());
    shard_.finish(Ending::end_of_capture);
  }

  const ShardLimits limits_;
  Notes notes_;
  Shard shard_{limits_, notes_};
  std::uint64_t given_ = 0;
};

TEST_F(OverlappingNetworks, OfTheSameTupleAtOnceAreNotMixedAndWhatIsTornIsTold) {
  hear_both(1'700'000'000, 3'900'000'000);
  EXPECT_THAT(notes_.exchanges(), Each(Not(AnyOf(AllOf(HasSubstr("/five"), HasSubstr(" six")),
                                                 AllOf(HasSubstr("/six"), HasSubstr(" five"))))));
  EXPECT_THAT(notes_.exchanges(), Contains(HasSubstr("[no-response]")));
  EXPECT_EQ(shard_.ledger().delivered, given_);
}

TEST_F(OverlappingNetworks, WhoseSequenceNumbersAreNearLoseOneAndCountItsOctets) {
  hear_both(77'000, 99'000);
  EXPECT_THAT(notes_.exchanges(),
              ElementsAre(HasSubstr("/six -> 200 six"), HasSubstr("/six -> 200 six"),
                          HasSubstr("/six -> 200 six")));
  const std::uint64_t of_five = 3 * (get("/five").size() + ok("five").size());
  EXPECT_EQ(shard_.ledger().out_of_window, of_five);
  EXPECT_EQ(shard_.ledger().delivered, given_ - of_five);
  std::uint64_t refused = 0;
  for (const Observed& one : notes_.all) {
    if (const auto* here = std::get_if<Refused>(&one.what)) refused += here->octets;
  }
  EXPECT_EQ(refused, of_five);
}

}  // namespace
}  // namespace goldwire::testing
