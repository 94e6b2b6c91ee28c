// Dissect: one sentence per link type, IP form and kind of damage.
#include "agent/wire/dissect.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <vector>

#include "agent/capture/link_types.h"
#include "tests/agent/wire/packet_octets.h"

namespace goldwire::testing {
namespace {

class Dissect : public ::testing::Test {
 protected:
  /// The payload of the packet's segment, or what the ledger says of it.
  std::string payload_of(const std::string& octets, std::uint32_t link_type,
                         std::uint32_t wire_length = 0) {
    const Ledger before = ledger_;
    segment_ = dissector_.dissect(packet_of(octets, link_type, wire_length));
    if (segment_) return std::string(as_text(segment_->payload));
    if (ledger_.other_packets > before.other_packets) return "(other)";
    if (ledger_.undecodable > before.undecodable) return "(undecodable)";
    if (ledger_.duplicates > before.duplicates) return "(copy)";
    return ledger_.fragments > before.fragments ? "(fragment)" : "(uncounted)";
  }

  Ledger ledger_;
  Dissector dissector_{ledger_};
  std::optional<Segment> segment_;
};

TEST_F(Dissect, ReadsEveryFieldOfASegment) {
  const TcpFields fields{.source_port = 1234,
                         .destination_port = 443,
                         .sequence = 0xfffffff0,
                         .acknowledgement = 77,
                         .flags = 0x13};
  EXPECT_EQ(payload_of(ethernet(ipv4(tcp("abc", fields))), 1), "abc");
  EXPECT_EQ(segment_->source.text(), "10.0.0.1:1234");
  EXPECT_EQ(segment_->destination.text(), "10.0.0.2:443");
  EXPECT_EQ(segment_->sequence, 0xfffffff0U);
  EXPECT_EQ(segment_->acknowledgement, 77U);
  EXPECT_TRUE(segment_->syn && segment_->fin && segment_->ack);
  EXPECT_FALSE(segment_->rst);
  EXPECT_EQ(unix_nano(segment_->time), 1'000'000'000);
  EXPECT_EQ(segment_->missing, 0U);
  EXPECT_EQ(ledger_.tcp_segments, 1U);
}

TEST_F(Dissect, LeavesEthernetPaddingOut) {
  std::string padded = ethernet(ipv4(tcp("ab")));
  padded.resize(60, '\0');
  EXPECT_EQ(payload_of(padded, 1), "ab");
  std::string empty = ethernet(ipv4(tcp("")));
  empty.resize(60, '\0');
  EXPECT_EQ(payload_of(empty, 1), "");
  EXPECT_TRUE(segment_);
}

TEST_F(Dissect, ReadsThroughVlanTagsOneInAnother) {
  const std::string tag("\0\7\x08\0", 4);
  EXPECT_EQ(payload_of(ethernet(tag + ipv4(tcp("abc")), 0x8100), 1), "abc");
  const std::string two("\0\7\x81\0\0\7\x08\0", 8);
  EXPECT_EQ(payload_of(ethernet(two + ipv4(tcp("abc")), 0x88a8), 1), "abc");
}

TEST_F(Dissect, StopsAtTooManyTags) {
  std::string tags;
  for (int i = 0; i < 100; ++i) tags += std::string("\0\7\x81\0", 4);
  EXPECT_EQ(payload_of(ethernet(tags, 0x8100), 1), "(undecodable)");
}

TEST_F(Dissect, ReadsSnapInsideEthernet) {
  const std::string snap("\xaa\xaa\x03\0\0\0\x08\0", 8);
  EXPECT_EQ(payload_of(ethernet(snap + ipv4(tcp("abc")), 100), 1), "abc");
}

TEST_F(Dissect, ReadsLinuxCookedOfBothVersions) {
  const std::string ip = ipv4(tcp("abc"));
  EXPECT_EQ(payload_of(std::string("\0\0\0\1\0\6\1\2\3\4\5\6\0\0\x08\0", 16) + ip, 113), "abc");
  const std::string sll2("\x08\0\0\0\0\0\0\x2a\0\1\0\6\1\2\3\4\5\6\0\0", 20);
  EXPECT_EQ(payload_of(sll2 + ip, 276), "abc");
  EXPECT_EQ(segment_->interface, 42U);
}

TEST_F(Dissect, ReadsLoopbackInBothByteOrdersWithEverySystemsFamily) {
  EXPECT_EQ(payload_of(std::string("\2\0\0\0", 4) + ipv4(tcp("abc")), 0), "abc");
  EXPECT_EQ(payload_of(std::string("\0\0\0\2", 4) + ipv4(tcp("abc")), 108), "abc");
  for (const char family : {'\x0a', '\x18', '\x1c', '\x1e'}) {
    const std::string header{family, '\0', '\0', '\0'};
    EXPECT_EQ(payload_of(header + ipv6(tcp("abc")), 0), "abc");
  }
  EXPECT_EQ(payload_of(std::string("\7\0\0\0", 4) + ipv4(tcp("abc")), 0), "(other)");
}

TEST_F(Dissect, ReadsRawIpOfBothVersions) {
  for (const std::uint32_t link_type : {101U, 12U, 14U, 228U}) {
    EXPECT_EQ(payload_of(ipv4(tcp("abc")), link_type), "abc");
  }
  EXPECT_EQ(payload_of(ipv6(tcp("abc")), 101), "abc");
  EXPECT_EQ(payload_of(ipv6(tcp("abc")), 229), "abc");
  EXPECT_EQ(segment_->source.text(), "[2001:db8::1]:40000");
}

TEST_F(Dissect, CountsALinkTypeItCannotRead) {
  EXPECT_EQ(payload_of(ipv4(tcp("abc")), 105), "(undecodable)");
}

TEST_F(Dissect, ReadsJustTheLinkTypesThatAreListed) {
  const std::string ip4 = ipv4(tcp("abc"));
  const std::vector<std::string> wrapped = {ethernet(ip4),
                                            std::string(14, '\0') + "\x08" + '\0' + ip4,
                                            "\x08" + std::string(19, '\0') + ip4,
                                            std::string("\2\0\0\0", 4) + ip4,
                                            std::string("\xff\x03\0\x21", 4) + ip4,
                                            std::string("\x11\0\0\1\0\0\0\x21", 8) + ip4,
                                            ip4,
                                            ipv6(tcp("abc"))};
  for (std::uint32_t link_type = 0; link_type < 400; ++link_type) {
    const bool read = std::ranges::any_of(
        wrapped, [&](const std::string& octets) { return payload_of(octets, link_type) == "abc"; });
    EXPECT_EQ(read, reads_link_type(link_type)) << link_type;
  }
}

TEST_F(Dissect, SkipsIpAndTcpOptions) {
  EXPECT_EQ(payload_of(ipv4(tcp("abc", {.options = 12}), {.options = 8}), 101), "abc");
}

TEST_F(Dissect, TakesAnOffloadedLengthOfZeroForTheWholePacket) {
  const std::string payload(60'000, 'p');
  EXPECT_EQ(payload_of(ipv4(tcp(payload), {.total_length = 0}), 101), payload);
  EXPECT_EQ(payload_of(ipv6(tcp(payload), 6, 0), 101), payload);
}

TEST_F(Dissect, TellsWhatTheSnaplenCutOff) {
  const std::string whole = ethernet(ipv4(tcp("0123456789")));
  const auto wire_length = static_cast<std::uint32_t>(whole.size());
  EXPECT_EQ(payload_of(whole.substr(0, whole.size() - 4), 1, wire_length), "012345");
  EXPECT_EQ(segment_->missing, 4U);
  EXPECT_EQ(payload_of(whole.substr(0, whole.size() - 10), 1, wire_length), "");
  EXPECT_EQ(segment_->missing, 10U);
}

TEST_F(Dissect, TellsTheWholePayloadMissingWhenTheCutIsInsideTheOptions) {
  const std::string whole = ethernet(ipv4(tcp("0123456789", {.options = 12})));
  EXPECT_EQ(payload_of(whole.substr(0, 14 + 20 + 24), 1, static_cast<std::uint32_t>(whole.size())),
            "");
  ASSERT_TRUE(segment_);
  EXPECT_EQ(segment_->missing, 10U);
}

TEST_F(Dissect, TellsWhatAnOffloadedPacketLostToTheSnaplen) {
  const std::string whole = ipv4(tcp("0123456789"), {.total_length = 0});
  EXPECT_EQ(
      payload_of(whole.substr(0, whole.size() - 4), 101, static_cast<std::uint32_t>(whole.size())),
      "012345");
  EXPECT_EQ(segment_->missing, 4U);
}

TEST_F(Dissect, WalksIpv6ExtensionHeaders) {
  const std::string options("\x3c\0\1\4\0\0\0\0", 8);  // hop-by-hop, next: destination
  const std::string destination("\x33\1\1\4\0\0\0\0\0\0\0\0\0\0\0\0", 16);  // next: AH
  const std::string authentication("\6\4\0\0\0\0\0\1\0\0\0\1\1\2\3\4\5\6\7\x08\1\2\3\4", 24);
  EXPECT_EQ(payload_of(ipv6(options + destination + authentication + tcp("abc"), 0), 101), "abc");
}

TEST_F(Dissect, TellsAnAtomicIpv6FragmentFromAPiece) {
  const std::string atomic("\6\0\0\0\0\0\0\7", 8);
  EXPECT_EQ(payload_of(ipv6(atomic + tcp("abc"), 44), 101), "abc");
  const std::string first("\6\0\0\1\0\0\0\7", 8);
  EXPECT_EQ(payload_of(ipv6(first + tcp("abcd"), 44), 101), "(fragment)");
}

TEST_F(Dissect, CountsOtherProtocolsApartFromDamage) {
  EXPECT_EQ(payload_of(ipv4("udp", {.protocol = 17}), 101), "(other)");
  EXPECT_EQ(payload_of(ethernet("arp", 0x0806), 1), "(other)");
  EXPECT_EQ(payload_of(ipv4("sctp", {.protocol = 132, .fragment = 0x2000}), 101), "(other)");
  EXPECT_EQ(payload_of(ethernet(std::string(60, '\x50')), 1), "(undecodable)");
}

TEST_F(Dissect, CountsEveryPacketCutShortOfItsHeadersOnce) {
  const std::string whole = ethernet(ipv4(tcp("")));
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_EQ(payload_of(whole.substr(0, size), 1, static_cast<std::uint32_t>(whole.size())),
              "(undecodable)")
        << size;
  }
  EXPECT_EQ(ledger_.undecodable, whole.size());
}

TEST_F(Dissect, RefusesHeadersThatClaimTooMuchOrTooLittle) {
  std::string ip = ipv4(tcp("abc"));
  ip[0] = 0x44;  // a header of 16 octets
  EXPECT_EQ(payload_of(ip, 101), "(undecodable)");
  ip[0] = 0x4f;
  EXPECT_EQ(payload_of(ip.substr(0, 40), 101), "(undecodable)");
  std::string segment = tcp("abc");
  segment[12] = 0x40;  // a header of 16 octets
  EXPECT_EQ(payload_of(ipv4(segment), 101), "(undecodable)");
  segment[12] = static_cast<char>(0xf0);  // one longer than the packet
  EXPECT_EQ(payload_of(ipv4(segment), 101), "(undecodable)");
  EXPECT_EQ(payload_of(ipv4(tcp("abc"), {.total_length = 19}), 101), "(undecodable)");
}

// ---- fragments
// ------------------------------------------------------------------------------------

class Fragment : public Dissect {
 protected:
  std::string datagram_ = tcp("The quick brown fox jumps over the lazy dog.");
  std::string piece(std::size_t from, std::size_t size, std::uint16_t identification = 7) const {
    const bool more = from + size < datagram_.size();
    const auto place = static_cast<std::uint16_t>(from / 8 | (more ? 0x2000 : 0));
    return ipv4(datagram_.substr(from, size),
                {.identification = identification, .fragment = place});
  }
};

TEST_F(Fragment, IsPutTogetherInAnyOrder) {
  EXPECT_EQ(payload_of(piece(40, 99), 101), "(fragment)");
  EXPECT_EQ(payload_of(piece(0, 16), 101), "(fragment)");
  EXPECT_EQ(ledger_.fragments, 2U);
  EXPECT_EQ(payload_of(piece(16, 24), 101), "The quick brown fox jumps over the lazy dog.");
  EXPECT_EQ(ledger_.fragments, 0U);
  EXPECT_EQ(ledger_.tcp_segments, 1U);
}

TEST_F(Fragment, OfIpv6IsPutTogetherToo) {
  const std::string first("\6\0\0\1\0\0\0\7", 8);
  const std::string second("\6\0\0\x18\0\0\0\7", 8);
  EXPECT_EQ(payload_of(ipv6(first + datagram_.substr(0, 24), 44), 101), "(fragment)");
  EXPECT_EQ(payload_of(ipv6(second + datagram_.substr(24), 44), 101),
            "The quick brown fox jumps over the lazy dog.");
}

TEST_F(Fragment, OfIpv6IsPutTogetherBeforeTheHeadersBehindItsOwnAreRead) {
  const std::string headers("\x2b\0\1\4\0\0\0\0\6\0\0\0\0\0\0\0", 16);  // options, routing
  const std::string whole = headers + datagram_;
  const std::string first("\x3c\0\0\1\0\0\0\7", 8);
  const std::string second("\x3c\0\0\x08\0\0\0\7", 8);  // cuts the second header off the first
  EXPECT_EQ(payload_of(ipv6(first + whole.substr(0, 8), 44), 101), "(fragment)");
  EXPECT_EQ(payload_of(ipv6(second + whole.substr(8), 44), 101),
            "The quick brown fox jumps over the lazy dog.");
  EXPECT_EQ(ledger_.fragments, 0U);
  EXPECT_EQ(ledger_.other_packets, 0U);
}

TEST_F(Fragment, OfIpv6GoesByWhatItsFirstPieceSays) {
  const std::string first("\6\0\0\1\0\0\0\7", 8);
  const std::string second("\x11\0\0\x18\0\0\0\7", 8);
  EXPECT_EQ(payload_of(ipv6(second + datagram_.substr(24), 44), 101), "(fragment)");
  EXPECT_EQ(payload_of(ipv6(first + datagram_.substr(0, 24), 44), 101),
            "The quick brown fox jumps over the lazy dog.");
}

TEST_F(Fragment, OfIpv6ThatHoldsFragmentsAgainIsBroken) {
  const std::string whole = std::string("\6\0\0\1\0\0\0\x08", 8) + datagram_;
  const std::string first("\x2c\0\0\1\0\0\0\7", 8);
  const std::string second("\x2c\0\0\x18\0\0\0\7", 8);
  EXPECT_EQ(payload_of(ipv6(first + whole.substr(0, 24), 44), 101), "(fragment)");
  EXPECT_EQ(payload_of(ipv6(second + whole.substr(24), 44), 101), "(undecodable)");
  EXPECT_EQ(ledger_.undecodable, 2U);
  EXPECT_EQ(ledger_.fragments, 0U);
}

TEST_F(Fragment, KeepsTheIdentificationOfItsDatagram) {
  payload_of(piece(0, 24, 4711), 101);
  payload_of(piece(24, 99, 4711), 101);
  ASSERT_TRUE(segment_);
  EXPECT_EQ(segment_->identification, 4711U);
  EXPECT_FALSE(segment_->timestamped);
}

TEST_F(Fragment, SeenTwiceCountsAsItself) {
  payload_of(piece(0, 24), 101);
  EXPECT_EQ(payload_of(piece(0, 24), 101), "(copy)");
  EXPECT_EQ(ledger_.fragments, 1U);
  EXPECT_EQ(payload_of(piece(24, 99), 101), "The quick brown fox jumps over the lazy dog.");
}

TEST_F(Fragment, LeavesNothingCountedWhenItsCopiesComeTogether) {
  for (const std::size_t from : {0U, 24U}) {
    for (int i = 0; i < 3; ++i) payload_of(piece(from, from == 0 ? 24 : 99), 101);
  }
  EXPECT_EQ(ledger_.fragments, 0U);
  EXPECT_EQ(ledger_.tcp_segments, 1U);
  EXPECT_EQ(ledger_.duplicates, 4U);
}

TEST_F(Fragment, OfADatagramThatIsCompleteIsACopyInAnyOrder) {
  payload_of(piece(0, 24), 101);
  payload_of(piece(24, 99), 101);
  EXPECT_EQ(payload_of(piece(24, 99), 101), "(copy)");
  EXPECT_EQ(payload_of(piece(0, 24), 101), "(copy)");
  EXPECT_EQ(ledger_.fragments, 0U);
}

TEST_F(Fragment, OfALaterDatagramWithTheSameIdentificationIsNoCopy) {
  payload_of(piece(0, 24), 101);
  payload_of(piece(24, 99), 101);
  datagram_[7] = 99;  // the next octets of the stream, which are the same in its last piece
  EXPECT_EQ(payload_of(piece(0, 24), 101), "(fragment)");
  EXPECT_EQ(payload_of(piece(24, 99), 101), "The quick brown fox jumps over the lazy dog.");
  EXPECT_EQ(ledger_.tcp_segments, 2U);
  EXPECT_EQ(ledger_.fragments, 0U);
}

TEST_F(Fragment, InFragmentsAgainLeavesNothingCounted) {
  const auto outer = [](const std::string& inner, std::size_t from, std::size_t size,
                        std::uint16_t identification) {
    const bool more = from + size < inner.size();
    const auto place = static_cast<std::uint16_t>(from / 8 | (more ? 0x2000 : 0));
    return ipv4(inner.substr(from, size),
                {.protocol = 4, .identification = identification, .fragment = place});
  };
  const std::string first = piece(0, 24);
  const std::string last = piece(24, 99);
  payload_of(outer(first, 0, 16, 1), 101);
  payload_of(outer(first, 16, 99, 1), 101);
  payload_of(outer(last, 0, 16, 2), 101);
  EXPECT_EQ(ledger_.fragments, 3U);
  EXPECT_EQ(payload_of(outer(last, 16, 99, 2), 101),
            "The quick brown fox jumps over the lazy dog.");
  EXPECT_EQ(ledger_.fragments, 0U);
  EXPECT_EQ(ledger_.tcp_segments, 1U);
}

TEST_F(Fragment, ThatOverlapsWithOtherContentSpoilsItsDatagram) {
  payload_of(piece(0, 24), 101);
  datagram_[17] = '!';
  payload_of(piece(16, 16), 101);
  EXPECT_EQ(payload_of(piece(24, 99), 101), "(fragment)");
  EXPECT_EQ(ledger_.tcp_segments, 0U);
  EXPECT_EQ(ledger_.fragments, 3U);
}

TEST_F(Fragment, ThatReachesIntoALaterOneIsNotMistakenForOctetsThatLack) {
  ASSERT_EQ(datagram_.size(), 64U);
  payload_of(piece(16, 24), 101);
  payload_of(piece(0, 24), 101);
  EXPECT_EQ(payload_of(piece(48, 16), 101), "(fragment)");
}

TEST_F(Fragment, BehindTheEndIsNotMistakenForOctetsThatLack) {
  const std::string last = piece(40, 24);
  datagram_ += std::string(99, '+');
  payload_of(piece(64, 16), 101);
  payload_of(last, 101);
  EXPECT_EQ(payload_of(piece(0, 24), 101), "(fragment)");
}

TEST(Fragments, StayBoundedHoweverManyDatagramsBegin) {
  Fragments fragments;
  const std::string content(1480, 'c');
  IpPacket packet;
  packet.payload = as_bytes(content);
  for (std::uint32_t i = 0; i < 100'000; ++i) {
    packet.fragment = {i / 40, i % 40 * 1480, true};
    fragments.take(packet, 0, from_unix_nano(i));
    ASSERT_LE(fragments.held(), std::size_t{64} * 65'535);
  }
  EXPECT_GT(fragments.held(), 0U);
}

TEST(Fragments, WaitNoLongerThanTheirTimeout) {
  Fragments fragments;
  IpPacket packet;
  const std::string content(16, 'c');
  packet.payload = as_bytes(content);
  packet.fragment = {1, 0, true};
  fragments.take(packet, 0, from_unix_nano(0));
  packet.fragment = {1, 16, false};
  EXPECT_EQ(fragments.take(packet, 0, from_unix_nano(31'000'000'000)).fate, Fragments::Fate::lacks);
  EXPECT_EQ(fragments.held(), 16U);
}

TEST(Fragments, AreCopiesNoLongerThanAnIdentificationNamesOneDatagram) {
  const auto fate = [](Fragments& fragments, std::uint32_t offset, std::int64_t second) {
    const std::string content(16, 'c');
    IpPacket packet;
    packet.payload = as_bytes(content);
    packet.fragment = {1, offset, offset == 0};
    return fragments.take(packet, 0, from_unix_nano(second * 1'000'000'000)).fate;
  };
  Fragments fragments;
  fate(fragments, 0, 0);
  EXPECT_EQ(fate(fragments, 16, 0), Fragments::Fate::completes);
  EXPECT_EQ(fate(fragments, 0, 30), Fragments::Fate::copy);
  EXPECT_EQ(fate(fragments, 0, 31), Fragments::Fate::lacks);
  EXPECT_EQ(fate(fragments, 16, 31), Fragments::Fate::completes);
  EXPECT_EQ(fate(fragments, 16, 60), Fragments::Fate::copy);
}

TEST(Fragments, AreRememberedWhileFewThousandFollow) {
  Fragments fragments;
  const std::string content(16, 'c');
  const auto fate = [&](std::uint32_t identification, std::uint32_t offset) {
    IpPacket packet;
    packet.payload = as_bytes(content);
    packet.fragment = {identification, offset, offset == 0};
    return fragments.take(packet, 0, from_unix_nano(0)).fate;
  };
  for (std::uint32_t i = 0; i < 10'000; ++i) {
    ASSERT_EQ(fate(i, 0), Fragments::Fate::lacks);
    ASSERT_EQ(fate(i, 16), Fragments::Fate::completes);
  }
  for (std::uint32_t i = 9'000; i < 10'000; ++i) ASSERT_EQ(fate(i, 16), Fragments::Fate::copy);
  EXPECT_EQ(fate(1, 0), Fragments::Fate::lacks) << "forgotten";
}

}  // namespace
}  // namespace goldwire::testing
