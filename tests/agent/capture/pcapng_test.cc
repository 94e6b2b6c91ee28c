// What pcapng knows beyond packets: interfaces, sections, drops, names; in both byte orders.
#include <gtest/gtest.h>

#include "agent/capture/capture_file.h"
#include "tests/agent/capture/capture_octets.h"

namespace goldwire::testing {
namespace {

class Pcapng : public ::testing::TestWithParam<bool> {
 protected:
  Octets octets_{GetParam()};
};
INSTANTIATE_TEST_SUITE_P(ByteOrders, Pcapng, ::testing::Bool());

TEST_P(Pcapng, KeepsLinkTypesAndResolutionsOfItsInterfacesApart) {
  const Octets o = octets_.fresh();
  octets_.section()
      .interface(1, 0, Octets(o).option(2, "eth0").get())
      .interface(276, 0, Octets(o).option(9, "\x09").option(2, "any").get())
      .interface(101, 0, Octets(o).option(9, "\x8a").get())  // 2^-10 seconds
      .interface(101, 0, Octets(o).option(9, "\x0c").get())  // picoseconds
      .interface(
          101, 0,
          Octets(o).option(9, std::string(1, '\0')).option(14, Octets(o).u64(100).get()).get());
  octets_.enhanced(0, 5'000'001, "a")
      .enhanced(1, 5'000'000'001, "b")
      .enhanced(2, 5 * 1024 + 512, "c")
      .enhanced(3, 5'000'000'001'999, "d")
      .enhanced(4, 5, "e");
  const ReadCapture read = read_octets(octets_.get());
  ASSERT_FALSE(read.error) << read.error->line();
  ASSERT_EQ(read.packets.size(), 5U);
  EXPECT_EQ(nanoseconds(read, 0), 5'000'001'000);
  EXPECT_EQ(nanoseconds(read, 1), 5'000'000'001);
  EXPECT_EQ(nanoseconds(read, 2), 5'500'000'000);
  EXPECT_EQ(nanoseconds(read, 3), 5'000'000'001);
  EXPECT_EQ(nanoseconds(read, 4), 105'000'000'000);
  EXPECT_EQ(read.packets[1].packet.link_type, 276U);
  EXPECT_EQ(read.packets[1].packet.interface, 1U);
  EXPECT_EQ(read.packets[4].data, "e");
}

TEST_P(Pcapng, IsRefusedWhenAllOfItsPacketsAreOfLinkTypesThatNobodyReads) {
  octets_.section().interface(1).interface(189).enhanced(1, 1'000'000, "usb");
  const ReadCapture usb = read_octets(octets_.get());
  EXPECT_EQ(usb.packets.size(), 1U);
  ASSERT_TRUE(usb.error);
  EXPECT_EQ(usb.error->what, "its link type 189 (USB_LINUX) is not read");
  EXPECT_FALSE(usb.error->where.empty());
  EXPECT_FALSE(usb.error->remedy.empty());
  octets_.enhanced(0, 2'000'000, "frame");
  EXPECT_FALSE(read_octets(octets_.get()).error) << "beside others it is counted";
  Octets none(GetParam());
  none.section().interface(189);
  EXPECT_FALSE(read_octets(none.get()).error) << "nothing in it was left unread";
}

TEST_P(Pcapng, NumbersInterfacesAnewInEverySection) {
  Octets other(!GetParam());
  other.section().interface(101).enhanced(0, 2'000'000, "second");
  octets_.section().interface(1).enhanced(0, 1'000'000, "first").text(other.get());
  const ReadCapture read = read_octets(octets_.get());
  ASSERT_FALSE(read.error) << read.error->line();
  ASSERT_EQ(read.packets.size(), 2U);
  EXPECT_EQ(read.packets[0].packet.link_type, 1U);
  EXPECT_EQ(read.packets[1].packet.link_type, 101U);
  EXPECT_EQ(read.packets[1].packet.interface, 1U);
  EXPECT_EQ(nanoseconds(read, 1), 2'000'000'000);
}

TEST_P(Pcapng, ReadsSimpleAndObsoletePacketBlocks) {
  octets_.section().interface(1, 4).enhanced(0, 3'000'000, "abc");
  octets_.block(3, octets_.fresh().u32(9).text("abcd"));  // cut by the snaplen of 4
  octets_.block(3, octets_.fresh().u32(2).text("ab"));
  octets_.block(2, octets_.fresh().u16(0).u16(5).u32(0).u32(4'000'000).u32(3).u32(7).text("xyz"));
  const ReadCapture read = read_octets(octets_.get());
  ASSERT_FALSE(read.error) << read.error->line();
  ASSERT_EQ(read.packets.size(), 4U);
  EXPECT_EQ(read.packets[1].data, "abcd");
  EXPECT_EQ(read.packets[1].packet.wire_length, 9U);
  EXPECT_EQ(nanoseconds(read, 1), 3'000'000'000);
  EXPECT_EQ(read.packets[2].data, "ab");
  EXPECT_EQ(read.packets[3].data, "xyz");
  EXPECT_EQ(read.packets[3].packet.wire_length, 7U);
  EXPECT_EQ(nanoseconds(read, 3), 4'000'000'000);
  EXPECT_EQ(read.ledger.kernel_drops, 5U);
}

TEST_P(Pcapng, SkipsUnknownBlocks) {
  octets_.section().interface(1);
  octets_.block(0x0bad, octets_.fresh().text(std::string(3'000'001, 'u')));
  octets_.enhanced(0, 1, "abc");
  const ReadCapture read = read_octets(octets_.get());
  ASSERT_FALSE(read.error) << read.error->line();
  EXPECT_EQ(read.packets.size(), 1U);
}

TEST_P(Pcapng, CountsTheDropsOfInterfaceStatisticsOnce) {
  const auto statistics = [&](std::uint32_t interface, std::uint64_t dropped,
                              std::uint64_t system) {
    return octets_.fresh()
        .u32(interface)
        .u64(0)
        .option(5, octets_.fresh().u64(dropped).get())
        .option(7, octets_.fresh().u64(system).get())
        .u32(0);
  };
  const std::string noted = octets_.fresh().option(4, octets_.fresh().u64(50).get()).u32(0).get();
  octets_.section().interface(1).interface(1);
  octets_.enhanced(0, 1, "abc", 0, noted).enhanced(1, 1, "abc", 0, noted);
  octets_.block(5, statistics(0, 1, 2)).block(5, statistics(0, 3, 4));
  const ReadCapture read = read_octets(octets_.get());
  ASSERT_FALSE(read.error) << read.error->line();
  EXPECT_EQ(read.ledger.interface_drops, 3U);
  EXPECT_EQ(read.ledger.kernel_drops, 4U + 50U);  // the other interface has only its packets' notes
}

TEST_P(Pcapng, KeepsNamesAndSecretsAndInterfacesAtHand) {
  octets_.block(0x0a0d0d0a, octets_.fresh().u32(0x1a2b3c4d).u16(1).u16(0).u64(~0ULL));
  octets_.interface(1, 96, octets_.fresh().option(2, "eth7").get());
  octets_.block(
      4, octets_.fresh().option(1, std::string("\x0a\0\0\x01orders\0orders.local\0", 24)).u32(0));
  octets_.block(10, octets_.fresh().u32(0x544c534b).u32(13).text("CLIENT_RANDOM"));
  const TemporaryFile file(octets_.get());
  auto capture = open_capture(file.path(), 0);
  ASSERT_TRUE(capture);
  EXPECT_FALSE(read_all(**capture).error);
  const Annotations& annotations = (*capture)->annotations();
  ASSERT_EQ(annotations.names.size(), 2U);
  EXPECT_EQ(annotations.names[1].name, "orders.local");
  EXPECT_EQ(annotations.names[1].address, std::string("\x0a\0\0\x01", 4));
  ASSERT_EQ(annotations.secrets.size(), 1U);
  EXPECT_EQ(annotations.secrets[0].data, "CLIENT_RANDOM");
  ASSERT_EQ(annotations.interfaces.size(), 1U);
  EXPECT_EQ(annotations.interfaces[0].name, "eth7");
  EXPECT_EQ(annotations.interfaces[0].snaplen, 96U);
}

TEST_P(Pcapng, KeepsSoMuchOfWhatItIsToldAndCountsTheRest) {
  const std::string megabyte(1U << 20, 'k');
  Octets secrets(GetParam());
  secrets.section();
  for (int i = 0; i < 20; ++i) {
    secrets.block(10, secrets.fresh().u32(0x544c534b).u32(megabyte.size()).text(megabyte));
  }
  const TemporaryFile file(secrets.get());
  auto capture = open_capture(file.path(), 0);
  ASSERT_TRUE(capture);
  EXPECT_EQ(read_all(**capture).ledger.annotations_left_out, 5U);
  EXPECT_EQ((*capture)->annotations().secrets.size(), 15U) << "16 MB, with what keeping them costs";
  EXPECT_EQ((*capture)->annotations().secrets.back().data, megabyte);

  // Names and interfaces, in many sections; the drops of all count.
  const std::string name(60'000, 'n');
  Octets many(GetParam());
  for (int i = 0; i < 100; ++i) {
    many.section().interface(1, 0, many.fresh().option(2, name).get());
    many.block(4, many.fresh().option(1, std::string("\x0a\0\0\x01", 4) + name).u32(0));
    many.block(5, many.fresh().u32(0).u64(0).option(7, many.fresh().u64(3).get()));
    many.enhanced(0, 1'000'000, "x");
  }
  const TemporaryFile other(many.get());
  capture = open_capture(other.path(), 0);
  ASSERT_TRUE(capture);
  const ReadCapture read = read_all(**capture);
  EXPECT_EQ(read.packets.at(99).packet.interface, 99U);
  EXPECT_EQ(read.ledger.kernel_drops, 300U);
  const Annotations& kept = (*capture)->annotations();
  EXPECT_EQ(kept.interfaces.size(), 17U);
  EXPECT_EQ(kept.names.size(), 69U);
  EXPECT_EQ(read.ledger.annotations_left_out, 83U + 31U);
}

TEST_P(Pcapng, GivesOfALongPacketItsBeginningAndFindsTheOptionsBehind) {
  const std::string jumbo((2U << 20) + 1, 'j');
  octets_.section().interface(1);
  octets_.enhanced(0, 1'000'000, jumbo, 0,
                   octets_.fresh().option(4, octets_.fresh().u64(9).get()).u32(0).get());
  octets_.enhanced(0, 2'000'000, "next");
  const ReadCapture read = read_octets(octets_.get());
  ASSERT_FALSE(read.error) << read.error->line();
  ASSERT_EQ(read.packets.size(), 2U);
  EXPECT_EQ(read.packets[0].data.size(), kLargestPacket);
  EXPECT_EQ(read.packets[0].packet.wire_length, jumbo.size());
  EXPECT_EQ(read.ledger.kernel_drops, 9U);
  EXPECT_EQ(read.packets[1].data, "next");
}

TEST_P(Pcapng, RefusesWhatCannotBe) {
  const auto error_of = [&](const std::string& tail) {
    const ReadCapture read = read_octets(octets_.fresh().section().interface(1).get() + tail);
    return read.error ? read.error->what : std::string("read");
  };
  const Octets o = octets_.fresh();
  EXPECT_EQ(error_of(Octets(o).enhanced(1, 1, "abc").get()),
            "is damaged: a packet of an interface that was not described");
  EXPECT_EQ(error_of(Octets(o).u32(6).u32(8).u32(0).get()), "is damaged: a block of 8 octets");
  EXPECT_EQ(error_of(Octets(o).u32(6).u32(0x7f000000).u32(0).get()),
            "is damaged: a block of 2130706432 octets");
  EXPECT_EQ(error_of(Octets(o).block(6, Octets(o).u32(0).u32(0)).get()),
            "is damaged: a packet block is too short");
  EXPECT_EQ(error_of(Octets(o).block(6, Octets(o).u32(0).u64(0).u32(90).u32(90).text("abc")).get()),
            "is damaged: a packet is longer than its block");
  std::string unlike = Octets(o).enhanced(0, 1, "abc").get();
  unlike.replace(unlike.size() - 4, 4, Octets(o).u32(32).get());
  EXPECT_EQ(error_of(unlike), "is damaged: a block begins with length 36 and ends with 32");
}

}  // namespace
}  // namespace goldwire::testing
