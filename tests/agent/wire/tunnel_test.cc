// Tunnels and encapsulations: one sentence per form, and what keeps them within bounds.
#include "agent/wire/tunnel.h"

#include <functional>
#include <gtest/gtest.h>
#include <random>

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

/// The payload of the packet's segment, or what the ledger says of it.
std::string payload_of(const std::string& packet, std::uint32_t link_type = kEthernet,
                       std::uint32_t wire_length = 0) {
  Ledger ledger;
  Dissector dissector(ledger);
  const auto segment = dissector.dissect(packet_of(packet, link_type, wire_length));
  if (segment) return std::string(as_text(segment->payload));
  EXPECT_EQ(ledger.other_packets + ledger.undecodable + ledger.fragments, 1U);
  return ledger.other_packets > 0 ? "(other)" : ledger.fragments > 0 ? "(fragment)" : "(broken)";
}

std::string in_gre(std::string_view header, const std::string& inner) {
  return ethernet(ipv4(octets(header) + inner, {.protocol = 47}));
}

std::string in_udp(std::uint16_t port, const std::string& inner) {
  WireWriter udp;
  udp.u16(50000);
  udp.u16(port);
  udp.u16(static_cast<std::uint16_t>(8 + inner.size()));
  udp.u16(0);
  udp.text(inner);
  return ethernet(ipv4(udp.take(), {.protocol = 17}));
}

const std::string kPacket = ipv4(tcp("abc"));
const std::string kPacket6 = ipv6(tcp("abc"));
const std::string kFrame = ethernet(kPacket);

TEST(Encapsulation, ReadsThroughMplsLabelsToIp) {
  EXPECT_EQ(payload_of(ethernet(octets("000641ff") + kPacket, 0x8847)), "abc");
  EXPECT_EQ(payload_of(ethernet(octets("000640ff"
                                       "000651ff") +
                                    kPacket6,
                                0x8848)),
            "abc");
  EXPECT_EQ(payload_of(ethernet(octets("000640ff"), 0x8847)), "(broken)") << "no last label";
}

TEST(Encapsulation, ReadsThroughMplsToThePseudowiresEthernet) {
  EXPECT_EQ(payload_of(ethernet(octets("000641ff"
                                       "00000000") +
                                    kFrame,
                                0x8847)),
            "abc");
}

TEST(Encapsulation, ReadsPseudowiresWithoutAControlWordWhateverTheirAddressesLookLike) {
  const std::string four = sealed(kPacket);
  for (const std::string_view address :
       {"02", "00", "4c", "45", "60", "64", "10", "fe"}) {  // control word, IPv4, IPv6, neither
    const std::string addresses = octets(address) + octets("1111111111022222222222");
    const std::string tag = octets("810000050800");
    for (const std::string& frame : {addresses + octets("0800") + four, addresses + tag + four,
                                     addresses + octets("86dd") + kPacket6}) {
      EXPECT_EQ(payload_of(ethernet(octets("000641ff") + frame, 0x8847)), "abc") << address;
      EXPECT_EQ(payload_of(ethernet(octets("000641ff00000000") + frame, 0x8847)), "abc") << address;
    }
    const std::string arp = octets("0806000108000604") + std::string(20, '\0');
    EXPECT_EQ(payload_of(ethernet(octets("000641ff00000000") + addresses + arp, 0x8847)),
              "(other)");
    EXPECT_EQ(payload_of(ethernet(octets("000641ff") + addresses + arp, 0x8847)), "(other)")
        << address;
  }
}

TEST(Encapsulation, IpBelowMplsStaysIpWhereItsAddressReadsLikeAnEthernetType) {
  std::string packet = kPacket6;
  packet.replace(12, 3, octets("86dd60"));
  EXPECT_EQ(payload_of(ethernet(octets("000641ff") + packet, 0x8847)), "abc");
  EXPECT_EQ(payload_of(ethernet(octets("000641ff") + packet.substr(0, 61), 0x8847), kEthernet, 81),
            "a")
      << "cut";
}

TEST(Encapsulation, ReadsPppoeSessions) {
  EXPECT_EQ(payload_of(ethernet(octets("1100002a0030"
                                       "0021") +
                                    kPacket,
                                0x8864)),
            "abc");
  EXPECT_EQ(payload_of(ethernet(octets("1100002a0030"
                                       "0057") +
                                    kPacket6,
                                0x8864)),
            "abc");
  EXPECT_EQ(payload_of(ethernet(octets("1100002a0006"
                                       "c021"
                                       "01000004"),
                                0x8864)),
            "(other)");
  EXPECT_EQ(payload_of(ethernet(octets("1109000000000000"), 0x8863)), "(other)");
}

TEST(Encapsulation, ReadsPppoeWithoutItsEthernet) {
  constexpr std::uint32_t kPppEthernet = 51;
  EXPECT_EQ(payload_of(octets("1100002a00300021") + kPacket, kPppEthernet), "abc");
  EXPECT_EQ(payload_of(octets("1109000000000000"), kPppEthernet), "(other)") << "discovery";
  EXPECT_EQ(payload_of(octets("1100002a00"), kPppEthernet), "(broken)");
}

TEST(Encapsulation, ReadsPppWithItsHeaderCompressedOrNot) {
  for (const std::string_view header : {"ff030021", "0021", "21", "ff0321", "0f000800"}) {
    EXPECT_EQ(payload_of(octets(header) + kPacket, 9), "abc") << header;
    EXPECT_EQ(payload_of(octets(header) + kPacket, 50), "abc") << header;
  }
}

TEST(Encapsulation, ReadsNetworkServiceHeaders) {
  EXPECT_EQ(payload_of(ethernet(octets("0fc20101"
                                       "00000101") +
                                    kPacket,
                                0x894f)),
            "abc");
  EXPECT_EQ(payload_of(ethernet(octets("0fc20203"
                                       "00000101") +
                                    kFrame,
                                0x894f)),
            "abc");
}

TEST(Tunnel, IpInIpOfEachVersionInEach) {
  EXPECT_EQ(payload_of(ipv4(kPacket, {.protocol = 4}), kRaw), "abc");
  EXPECT_EQ(payload_of(ipv4(kPacket6, {.protocol = 41}), kRaw), "abc");
  EXPECT_EQ(payload_of(ipv6(kPacket, 4), kRaw), "abc");
  EXPECT_EQ(payload_of(ipv6(kPacket6, 41), kRaw), "abc");
}

TEST(Tunnel, GreWithEachOfItsFields) {
  EXPECT_EQ(payload_of(in_gre("00000800", kPacket)), "abc");
  EXPECT_EQ(payload_of(in_gre("80000800"
                              "12340000",
                              kPacket)),
            "abc");
  EXPECT_EQ(payload_of(in_gre("b00086dd"
                              "12340000"
                              "00000001"
                              "00000002",
                              kPacket6)),
            "abc");
  EXPECT_EQ(payload_of(in_gre("00008847"
                              "000641ff",
                              kPacket)),
            "abc");
  EXPECT_EQ(payload_of(in_gre("3081880b"
                              "00240001"
                              "00000001"
                              "00000000"
                              "ff030021",
                              kPacket)),
            "abc")
      << "PPTP";
  EXPECT_EQ(payload_of(in_gre("2081880b"
                              "00000001"
                              "00000000",
                              "")),
            "(other)")
      << "an acknowledgement alone";
  EXPECT_EQ(payload_of(in_gre("40000800"
                              "00000000",
                              kPacket)),
            "(other)")
      << "source routing";
}

TEST(Tunnel, GreWithEthernetAndErspanOfEachType) {
  EXPECT_EQ(payload_of(in_gre("00006558", kFrame)), "abc");
  EXPECT_EQ(payload_of(in_gre("000088be", kFrame)), "abc") << "type I";
  EXPECT_EQ(payload_of(in_gre("100088be"
                              "00000001"
                              "1000000100000000",
                              kFrame)),
            "abc");
  EXPECT_EQ(payload_of(in_gre("100022eb"
                              "00000001"
                              "200000010000000000000000",
                              kFrame)),
            "abc");
  EXPECT_EQ(payload_of(in_gre("100022eb"
                              "00000001"
                              "200000010000000000000001"
                              "0000000000000000",
                              kFrame)),
            "abc")
      << "with a platform's part";
  EXPECT_EQ(payload_of(in_gre("100022eb"
                              "00000001"
                              "200000010000000000000800",
                              kPacket)),
            "abc")
      << "IP without Ethernet";
}

TEST(Tunnel, VxlanAndItsGenericExtension) {
  EXPECT_EQ(payload_of(in_udp(4789, octets("0800000000000100") + kFrame)), "abc");
  EXPECT_EQ(payload_of(in_udp(8472, octets("8800ffff000001ff") + kFrame)), "abc")
      << "reserved bits are ignored";
  EXPECT_EQ(payload_of(in_udp(4789, octets("0000000000000100") + kFrame)), "(other)");
  EXPECT_EQ(payload_of(in_udp(4790, octets("0c00000100000100") + kPacket)), "abc");
  EXPECT_EQ(payload_of(in_udp(4790, octets("0c00000300000100") + kFrame)), "abc");
  EXPECT_EQ(payload_of(in_udp(4790, octets("0c000004000001000fc2010100000101") + kPacket)), "abc")
      << "a service header in it";
}

TEST(Tunnel, GeneveWithAndWithoutOptions) {
  EXPECT_EQ(payload_of(in_udp(6081, octets("0000655800000100") + kFrame)), "abc");
  EXPECT_EQ(payload_of(in_udp(6081, octets("0100080000000100"
                                           "01020304") +
                                        kPacket)),
            "abc");
}

TEST(Tunnel, OtherDatagramsAreNone) {
  EXPECT_EQ(payload_of(in_udp(53, "a question")), "(other)");
  EXPECT_EQ(payload_of(in_gre("00000806", "arp")), "(other)");
}

TEST(Tunnel, TellsWhatTheSnaplenCutOffInside) {
  const std::string packet = in_udp(4789, octets("0800000000000100") + kFrame);
  Ledger ledger;
  Dissector dissector(ledger);
  const std::string cut = packet.substr(0, packet.size() - 2);
  const auto segment =
      dissector.dissect(packet_of(cut, kEthernet, static_cast<std::uint32_t>(packet.size())));
  ASSERT_TRUE(segment);
  EXPECT_EQ(as_text(segment->payload), "a");
  EXPECT_EQ(segment->missing, 2U);
}

TEST(Tunnel, OfFragmentsOpensWhenItIsWhole) {
  const std::string whole = octets("00006558") + kFrame;
  Ledger ledger;
  Dissector dissector(ledger);
  const std::string first =
      ipv4(whole.substr(0, 24), {.protocol = 47, .identification = 9, .fragment = 0x2000});
  const std::string last =
      ipv4(whole.substr(24), {.protocol = 47, .identification = 9, .fragment = 3});
  EXPECT_FALSE(dissector.dissect(packet_of(first, kRaw)));
  EXPECT_EQ(ledger.fragments, 1U);
  const auto segment = dissector.dissect(packet_of(last, kRaw));
  ASSERT_TRUE(segment);
  EXPECT_EQ(as_text(segment->payload), "abc");
  EXPECT_EQ(ledger.fragments, 0U);
}

TEST(Tunnel, NestsOnlySoDeep) {
  std::string packet = kPacket;
  for (int i = 0; i < 4; ++i) packet = ipv4(packet, {.protocol = 4});
  EXPECT_EQ(payload_of(packet, kRaw), "abc");
  EXPECT_EQ(payload_of(ipv4(packet, {.protocol = 4}), kRaw), "(broken)");
  const std::string wire = octets("000641ff00000000");
  std::string frame = kFrame;
  for (int i = 0; i < 4; ++i) frame = ethernet(wire + frame, 0x8847);
  EXPECT_EQ(payload_of(frame), "abc");
  for (int i = 0; i < 4; ++i) frame = ethernet(wire + frame, 0x8847);
  EXPECT_EQ(payload_of(frame), "(broken)");
}

TEST(Tunnel, CutAnywhereIsCountedOnceAndNothingIsRead) {
  const std::vector<std::string> packets = {
      in_gre("b00088be"
             "12340000"
             "00000001"
             "00000002"
             "1000000100000000",
             kFrame),
      in_gre("100022eb"
             "00000001"
             "200000010000000000000001"
             "0000000000000000",
             kFrame),
      in_udp(4789, octets("0800000000000100") + kFrame),
      in_udp(6081, octets("0100080000000100"
                          "01020304") +
                       kPacket),
      in_udp(4790, octets("0c000004000001000fc2010100000101") + kPacket),
      ethernet(octets("000640ff"
                      "000641ff"
                      "00000000") +
                   kFrame,
               0x8847),
      ethernet(octets("1100002a0030"
                      "0021") +
                   kPacket,
               0x8864)};
  for (const std::string& packet : packets) {
    EXPECT_EQ(payload_of(packet), "abc");
    for (std::size_t size = 0; size + 23 < packet.size(); ++size) {
      const std::string seen = payload_of(packet.substr(0, size));
      EXPECT_TRUE(seen == "(broken)" || seen == "(other)") << size << ' ' << seen;
    }
  }
}

TEST(Tunnel, RandomOctetsInEveryHeaderAreReadWithinBounds) {
  std::mt19937 random(7);
  const std::string packets[] = {in_gre("b00088be"
                                        "12340000"
                                        "00000001"
                                        "00000002"
                                        "1000000100000000",
                                        kFrame),
                                 in_udp(4790, octets("0c000004000001000fc2010100000101") + kPacket),
                                 in_udp(6081, octets("0100080000000100"
                                                     "01020304") +
                                                  kPacket)};
  for (int i = 0; i < 20'000; ++i) {
    std::string packet = packets[random() % 3];
    for (int k = 0; k < 4; ++k) packet[random() % packet.size()] = static_cast<char>(random());
    payload_of(packet.substr(0, 1 + random() % packet.size()));
  }
}

}  // namespace
}  // namespace goldwire::testing
