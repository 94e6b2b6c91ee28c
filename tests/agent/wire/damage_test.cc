// Damage: whatever octets a packet holds, dissection counts it once and never reads past its end.
#include <gtest/gtest.h>
#include <random>

#include "agent/wire/dissect.h"
#include "tests/agent/wire/packet_octets.h"

namespace goldwire::testing {
namespace {

struct Framed {
  std::uint32_t link_type;
  std::string octets;
};

std::vector<Framed> samples() {
  const std::string four = ipv4(tcp("some payload", {.options = 8}), {.options = 4});
  const std::string six = ipv6(std::string("\6\0\0\1\0\0\0\7", 8) + tcp("some payload"), 44);
  const std::string tag("\0\7\x08\0", 4);
  return {{1, ethernet(four)},
          {1, ethernet(six, 0x86dd)},
          {1, ethernet(tag + four, 0x8100)},
          {113, std::string("\0\0\0\1\0\6\1\2\3\4\5\6\0\0\x08\0", 16) + four},
          {276, std::string("\x86\xdd\0\0\0\0\0\1\0\1\0\6\1\2\3\4\5\6\0\0", 20) + six},
          {0, std::string("\x1e\0\0\0", 4) + six},
          {101, four}};
}

TEST(Damage, OfAnyOctetsIsCountedOnceAndNeverOverread) {
  std::mt19937_64 random(7);
  Ledger ledger;
  Dissector dissector(ledger);
  std::uint64_t counted = 0;
  std::uint64_t segments = 0;
  for (int round = 0; round < 20'000; ++round) {
    for (const Framed& sample : samples()) {
      // An exact allocation, so that a sanitizer sees any octet read beyond.
      std::vector<std::uint8_t> octets(sample.octets.begin(), sample.octets.end());
      octets.resize(octets.size() - random() % octets.size());
      octets.shrink_to_fit();
      for (std::uint64_t flips = random() % 4; flips > 0; --flips) {
        octets[random() % octets.size()] = static_cast<std::uint8_t>(random());
      }
      Packet packet;
      packet.time = from_unix_nano(round);
      packet.link_type = sample.link_type;
      packet.bytes = octets;
      packet.wire_length = static_cast<std::uint32_t>(sample.octets.size());
      const std::uint64_t fragments = ledger.fragments;
      const auto segment = dissector.dissect(packet);
      ++counted;
      if (!segment) continue;
      ++segments;
      counted -= fragments - ledger.fragments;
      EXPECT_LE(segment->payload.size(), std::size_t{65'535});
    }
  }
  EXPECT_EQ(counted, ledger.tcp_segments + ledger.other_packets + ledger.undecodable +
                         ledger.fragments + ledger.duplicates);
  EXPECT_GT(segments, 1000U);
}

}  // namespace
}  // namespace goldwire::testing
