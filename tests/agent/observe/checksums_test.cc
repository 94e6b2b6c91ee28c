// Checksums where packets are observed: what is refused is as if it had never come.
#include "tests/agent/wire/checksums.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "agent/observe/observation.h"
#include "tests/agent/observe/packet_flow.h"

namespace goldwire::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::StartsWith;

/// Observes a request whose answer comes with a damaged octet and, when `again`, once more whole.
struct Damaged {
  Damaged(Checksums checksums, bool again) {
    Observation observation({}, notes, nullptr, 1, checksums);
    PacketFlow flow(40'000);
    PacketFlow same(40'000);
    const auto take = [&](Packet packet, std::int64_t later, std::string_view from,
                          std::string_view to) {
      std::string octets = sealed(std::string(as_text(packet.bytes)));
      const std::size_t at = octets.find(from);
      if (!from.empty()) octets.replace(at, to.size(), to);
      packet.bytes = as_bytes(octets);
      packet.time += std::chrono::milliseconds(later);
      observation.take(packet);
    };
    take(flow.say(Side::client, get("/a"), 1), 0, "", "");
    same.say(Side::client, get("/a"), 1);
    take(flow.say(Side::server, ok("hello"), 2), 0, "hello", "jello");
    if (again) take(same.say(Side::server, ok("hello"), 2), 300, "", "");
    take(flow.say(Side::client, get("/b"), 400), 0, "", "");
    take(flow.say(Side::server, ok("b"), 401), 0, "", "");
    observation.finish(Ending::end_of_capture);
    ledger = observation.ledger();
  }
  Notes notes;
  Ledger ledger;
};

TEST(Checksums, ADamagedOctetIsTakenUnlessTheyAreVerified) {
  const Damaged tolerated(Checksums::tolerated, true);
  EXPECT_THAT(tolerated.notes.exchanges(), ElementsAre("GET /a -> 200 jello", "GET /b -> 200 b"));
  EXPECT_EQ(tolerated.ledger.bad_checksum, 0U);
}

TEST(Checksums, AGoodCopyFillsTheHoleOfARefusedOne) {
  const Damaged verified(Checksums::verified, true);
  EXPECT_THAT(verified.notes.exchanges(), ElementsAre("GET /a -> 200 hello", "GET /b -> 200 b"));
  EXPECT_EQ(verified.ledger.bad_checksum, 1U);
  EXPECT_EQ(verified.ledger.tcp_segments, 4U);
  EXPECT_EQ(verified.ledger.holes, 0U);
  EXPECT_EQ(verified.ledger.retransmitted, 0U) << "the damaged one was never there";
  EXPECT_EQ(verified.ledger.overlaps, 0U);
}

TEST(Checksums, WithoutACopyTheHoleIsTold) {
  const Damaged verified(Checksums::verified, false);
  EXPECT_THAT(verified.notes.exchanges(), ElementsAre(StartsWith("GET /a -> "), "GET /b -> 200 b"));
  EXPECT_NE(verified.notes.exchanges()[0], "GET /a -> 200 hello");
  EXPECT_EQ(verified.ledger.bad_checksum, 1U);
  EXPECT_EQ(verified.ledger.holes, 1U);
  EXPECT_EQ(verified.ledger.hole_bytes, ok("hello").size());
}

}  // namespace
}  // namespace goldwire::testing
