// Checksums: known vectors, what is refused when they are verified, and what cannot be.
#include "agent/wire/checksum.h"

#include <gtest/gtest.h>
#include <vector>

#include "agent/wire/dissect.h"
#include "tests/agent/wire/checksums.h"
#include "tests/agent/wire/packet_octets.h"

namespace goldwire::testing {
namespace {

constexpr std::uint32_t kEthernet = 1;
constexpr std::uint32_t kRaw = 101;

std::string octets(std::string_view hexadecimal) {
  std::string out;
  for (std::size_t i = 0; i + 1 < hexadecimal.size(); i += 2) {
    out += static_cast<char>(std::stoi(std::string(hexadecimal.substr(i, 2)), nullptr, 16));
  }
  return out;
}

/// A dissector that verifies.
class Verified : public ::testing::Test {
 protected:
  /// The payload of the packet's segment, or what the ledger says of it.
  std::string payload_of(const std::string& packet, std::uint32_t link_type = kRaw,
                         std::uint32_t wire_length = 0) {
    const Ledger before = ledger_;
    const auto segment = dissector_.dissect(packet_of(packet, link_type, wire_length));
    if (segment) return std::string(as_text(segment->payload));
    if (ledger_.bad_checksum > before.bad_checksum) return "(bad checksum)";
    if (ledger_.undecodable > before.undecodable) return "(undecodable)";
    return ledger_.fragments > before.fragments ? "(fragment)" : "(other)";
  }

  Ledger ledger_;
  Dissector dissector_{ledger_, Checksums::verified};
};

/// `octets` with one bit of the octet at `at` turned.
std::string damaged(std::string octets, std::size_t at) {
  octets[at] = static_cast<char>(octets[at] ^ 0x10);
  return octets;
}

TEST(Checksum, OfAKnownIpv4Header) {
  const std::string header = octets("45000073000040004011b861c0a80001c0a800c7");
  EXPECT_TRUE(is_right_ipv4_header(as_bytes(header)));
  EXPECT_TRUE(is_right_ipv4_header(as_bytes(header + "what follows")));
  for (std::size_t at = 1; at < header.size(); ++at) {
    EXPECT_FALSE(is_right_ipv4_header(as_bytes(damaged(header, at)))) << at;
  }
}

/// Of Zeek's ssh-on-port-80.pcap: odd in length, with options.
TEST(Checksum, OfAKnownSegment) {
  const std::string packet = octets(
      "4500005b26af40004006df47ac10ee83ac10ee010050c1f83395be76eb32a25f801800e35a9b0000"
      "0101080a001c98dc2af721a55353482d322e302d4f70656e5353485f352e3870312044656269616e"
      "2d317562756e7475330d0a");
  IpPacket ip;
  ASSERT_TRUE(read_ip(as_bytes(packet), 0, ip));
  EXPECT_TRUE(is_right_segment(ip));
  EXPECT_TRUE(is_right_ipv4_header(as_bytes(packet)));
}

/// Of Suricata's bug-814.
TEST(Checksum, OfAKnownSegmentOverIpv6) {
  const std::string packet = octets(
      "6000000000140640fe80000000000000020c29fffef3cf38fe80000000000000020c29fffaf2ab42"
      "e3c30050e851498b0000000050022000b0770000");
  IpPacket ip;
  ASSERT_TRUE(read_ip(as_bytes(packet), 0, ip));
  EXPECT_TRUE(is_right_segment(ip));
}

TEST(Checksum, OfNothingIsZeroInBothSpellings) {
  // RFC 1071: all words sum up to ffff, so the checksum is 0; ffff is the other zero.
  std::string packet = sealed(ipv4(tcp("ab")));
  const auto at = [&](std::size_t i) -> unsigned { return static_cast<unsigned char>(packet[i]); };
  const unsigned sum = (at(36) << 8 | at(37)) + (at(40) << 8 | at(41));  // checksum and payload
  const unsigned folded = (sum & 0xffff) + (sum >> 16);
  packet[40] = static_cast<char>(folded >> 8);
  packet[41] = static_cast<char>(folded & 0xff);
  for (const char zero : {'\0', '\xff'}) {
    packet[36] = packet[37] = zero;
    IpPacket ip;
    ASSERT_TRUE(read_ip(as_bytes(packet), 0, ip));
    EXPECT_TRUE(is_right_segment(ip));
  }
}

TEST_F(Verified, ADamagedOctetAnywhereBehindTheAddressesIsFound) {
  for (const std::string payload : {"", "a", "ab", "abc", "abcd", "abcde"}) {
    for (const std::string& packet :
         {sealed(ipv4(tcp(payload))), sealed(ipv6(tcp(payload))),
          sealed(ipv4(tcp(payload, {.options = 12}), {.options = 8}))}) {
      EXPECT_EQ(payload_of(packet), payload);
      for (std::size_t at = 20; at < packet.size(); ++at) {
        EXPECT_EQ(payload_of(damaged(packet, at)), "(bad checksum)") << at;
      }
    }
  }
}

TEST_F(Verified, OtherwiseItIsTolerated) {
  Dissector tolerant(ledger_);
  const std::string packet = damaged(sealed(ipv4(tcp("abc"))), 42);
  EXPECT_TRUE(tolerant.dissect(packet_of(packet, kRaw)));
  EXPECT_EQ(ledger_.bad_checksum, 0U);
  EXPECT_EQ(payload_of(packet), "(bad checksum)");
  EXPECT_EQ(ledger_.bad_checksum, 1U);
  EXPECT_EQ(ledger_.tcp_segments, 1U);
}

TEST_F(Verified, TheSumOfThePseudoHeaderAloneIsNone) {
  std::string packet = sealed(ipv4(tcp("abc")));
  std::string partial = packet;
  bench::put_checksum(partial, 36, bench::sum_of_words(as_bytes(packet).subspan(12, 8)) + 6 + 23);
  partial[36] = static_cast<char>(~partial[36]);
  partial[37] = static_cast<char>(~partial[37]);
  EXPECT_EQ(payload_of(partial), "(bad checksum)");
}

TEST_F(Verified, TheIpv4HeaderIsToo) {
  const std::string packet = sealed(ipv4(tcp("abc")));
  EXPECT_EQ(payload_of(damaged(packet, 8)), "(bad checksum)") << "the TTL, which TCP does not sum";
  EXPECT_EQ(payload_of(damaged(packet, 10)), "(bad checksum)");
  EXPECT_EQ(payload_of(damaged(sealed(ipv6(tcp("abc"))), 7)), "abc") << "IPv6 has none";
}

TEST_F(Verified, PaddingBehindThePacketDoesNotCount) {
  std::string frame = ethernet(sealed(ipv4(tcp("abc"))));
  frame.resize(60, '\x55');
  EXPECT_EQ(payload_of(frame, kEthernet), "abc");
}

TEST_F(Verified, WhatTheCaptureCutIsTaken) {
  const std::string packet = damaged(sealed(ipv4(tcp("abcdef"))), 40);
  EXPECT_EQ(payload_of(packet.substr(0, 43), kRaw, 46), packet.substr(40, 3));
}

TEST_F(Verified, AWayOverOthersHidesTheLastDestination) {
  const std::string segment = sealed(ipv6(tcp("abc"))).substr(40);
  const auto by_way = [&](char left) {
    return ipv6(std::string("\6\0\4", 3) + left + std::string(4, '\0') + segment, 43);
  };
  EXPECT_EQ(payload_of(by_way('\0')), "abc");
  EXPECT_EQ(payload_of(damaged(by_way('\0'), 70)), "(bad checksum)");
  EXPECT_NE(payload_of(damaged(by_way('\1'), 70)), "(bad checksum)");
}

TEST_F(Verified, FragmentsAreWhenTheyAreWhole) {
  const auto in_fragments = [&](const std::string& segment, std::uint16_t identification) {
    std::string first =
        ipv4(segment.substr(0, 24), {.identification = identification, .fragment = 0x2000});
    std::string last = ipv4(segment.substr(24), {.identification = identification, .fragment = 3});
    bench::make_checksums_right(first, 0);
    bench::make_checksums_right(last, 0);
    EXPECT_EQ(payload_of(first), "(fragment)");
    return payload_of(last);
  };
  const std::string segment = sealed(ipv4(tcp("abcdefgh"))).substr(20);
  EXPECT_EQ(in_fragments(segment, 1), "abcdefgh");
  EXPECT_EQ(ledger_.fragments, 0U);
  EXPECT_EQ(in_fragments(damaged(segment, 26), 2), "(bad checksum)");
  EXPECT_EQ(ledger_.fragments, 0U);
  EXPECT_EQ(ledger_.bad_checksum, 2U) << "both its packets";
  EXPECT_EQ(ledger_.tcp_segments, 1U);
  EXPECT_EQ(payload_of(ipv4(segment.substr(0, 24), {.fragment = 0x2000})), "(bad checksum)")
      << "the header of a fragment";
}

TEST_F(Verified, InsideTunnelsTheInnerOnesCount) {
  const auto tunnelled = [](const std::string& inner, bool good = true) {
    std::string packet = ipv4(octets("00006558") + ethernet(inner), {.protocol = 47});
    if (good) bench::make_checksums_right(packet, 0);
    return packet;
  };
  const std::string inner = sealed(ipv4(tcp("abc")));
  EXPECT_EQ(payload_of(tunnelled(inner)), "abc");
  EXPECT_EQ(payload_of(tunnelled(damaged(inner, 41))), "(bad checksum)");
  EXPECT_EQ(payload_of(tunnelled(damaged(inner, 8))), "(bad checksum)");
  EXPECT_EQ(payload_of(tunnelled(inner, false)), "(bad checksum)") << "the outer header";
}

TEST_F(Verified, OfWhatIsNoTcpOnlyTheHeaderIs) {
  std::string packet = ipv4("a question", {.protocol = 17});
  EXPECT_EQ(payload_of(packet), "(bad checksum)");
  bench::make_checksums_right(packet, 0);
  EXPECT_EQ(payload_of(packet), "(other)");
  EXPECT_EQ(payload_of(damaged(packet, 25)), "(other)");
}

}  // namespace
}  // namespace goldwire::testing
