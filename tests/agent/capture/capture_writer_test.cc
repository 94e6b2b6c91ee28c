// Writers: what they write is read back the same.
#include "agent/capture/capture_writer.h"

#include <gtest/gtest.h>

#include "tests/agent/capture/capture_octets.h"

namespace goldwire::testing {
namespace {

Packet packet_of(std::string_view data, std::int64_t time, std::uint32_t wire_length = 0) {
  Packet packet;
  packet.time = from_unix_nano(time);
  packet.bytes = as_bytes(data);
  packet.wire_length = wire_length != 0 ? wire_length : static_cast<std::uint32_t>(data.size());
  return packet;
}

TEST(PcapWriter, KeepsNanosecondsLengthsAndLinkType) {
  const TemporaryFile file;
  auto writer = PcapWriter::create(file.path(), 276);
  ASSERT_TRUE(writer);
  writer->write(packet_of("abc", 1'700'000'000'123'456'789));
  writer->write(packet_of("", 1'700'000'001'000'000'000, 60));
  ASSERT_TRUE(writer->close());
  const ReadCapture read = read_all(file.path());
  ASSERT_FALSE(read.error);
  ASSERT_EQ(read.packets.size(), 2U);
  EXPECT_EQ(unix_nano(read.packets[0].packet.time), 1'700'000'000'123'456'789);
  EXPECT_EQ(read.packets[0].packet.link_type, 276U);
  EXPECT_EQ(read.packets[0].data, "abc");
  EXPECT_EQ(read.packets[1].packet.wire_length, 60U);
}

TEST(PcapngWriter, KeepsInterfacesAndDrops) {
  const TemporaryFile file;
  auto writer = PcapngWriter::create(file.path());
  ASSERT_TRUE(writer);
  const std::uint32_t first = writer->add_interface({1, 96, "eth0"});
  const std::uint32_t second = writer->add_interface({276, 0, "any"});
  for (std::string_view data : {"", "a", "ab", "abc", "abcd"}) {
    writer->write(packet_of(data, 1'700'000'000'123'456'789, 99), second);
  }
  writer->write(packet_of("last", 5), first);
  writer->add_statistics(second, from_unix_nano(9), {3, 4});
  ASSERT_TRUE(writer->close());

  auto capture = open_capture(file.path(), 0);
  ASSERT_TRUE(capture);
  const ReadCapture read = read_all(**capture);
  ASSERT_FALSE(read.error) << read.error->line();
  ASSERT_EQ(read.packets.size(), 6U);
  EXPECT_EQ(read.packets[3].data, "abc");
  EXPECT_EQ(unix_nano(read.packets[3].packet.time), 1'700'000'000'123'456'789);
  EXPECT_EQ(read.packets[3].packet.link_type, 276U);
  EXPECT_EQ(read.packets[3].packet.interface, 1U);
  EXPECT_EQ(read.packets[3].packet.wire_length, 99U);
  EXPECT_EQ(read.packets[5].packet.interface, 0U);
  EXPECT_EQ(read.ledger.interface_drops, 3U);
  EXPECT_EQ(read.ledger.kernel_drops, 4U);
  EXPECT_EQ((*capture)->annotations().interfaces.at(0).name, "eth0");
  EXPECT_EQ((*capture)->annotations().interfaces.at(0).snaplen, 96U);
}

TEST(PcapngWriter, KeepsSecretsAndNamesAsTheyWereRead) {
  const std::string v6 = std::string("\x20\x01\x0d\xb8", 4) + std::string(11, '\0') + '\7';
  Octets from;
  from.section().interface(1, 0, Octets().option(2, "eth0").get());
  from.block(10, Octets().u32(0x544c534b).u32(13).text("CLIENT_RANDOM"));
  from.block(4, Octets()
                    .option(1, std::string("\x0a\0\0\x01orders\0orders.local\0", 24))
                    .option(2, v6 + "payments" + '\0')
                    .u32(0));
  from.enhanced(0, 7, "abc");
  const TemporaryFile original(from.get());
  const TemporaryFile copy;
  {
    auto source = open_capture(original.path(), 0);
    ASSERT_TRUE(source);
    auto writer = PcapngWriter::create(copy.path());
    ASSERT_TRUE(writer);
    const ReadCapture read = read_all(**source);
    ASSERT_FALSE(read.error);
    Annotations said;
    (*source)->annotate(said);
    for (const auto& interface : said.interfaces) writer->add_interface(interface);
    for (const auto& secrets : said.secrets) writer->add_secrets(secrets);
    writer->add_names(said.names);
    Packet packet = read.packets.at(0).packet;
    packet.bytes = as_bytes(read.packets[0].data);
    writer->write(packet, packet.interface);
    ASSERT_TRUE(writer->close());
  }
  auto again = open_capture(copy.path(), 0);
  ASSERT_TRUE(again);
  const ReadCapture read = read_all(**again);
  ASSERT_FALSE(read.error) << read.error->line();
  EXPECT_EQ(read.packets.at(0).data, "abc");
  const Annotations& said = (*again)->annotations();
  ASSERT_EQ(said.secrets.size(), 1U);
  EXPECT_EQ(said.secrets[0].type, 0x544c534bU);
  EXPECT_EQ(said.secrets[0].data, "CLIENT_RANDOM");
  ASSERT_EQ(said.names.size(), 3U);
  EXPECT_EQ(said.names[0].name, "orders");
  EXPECT_EQ(said.names[1].name, "orders.local");
  EXPECT_EQ(said.names[2].name, "payments");
  EXPECT_EQ(said.names[2].address, v6);
  ASSERT_EQ(said.interfaces.size(), 1U);
  EXPECT_EQ(said.interfaces[0].name, "eth0");
}

TEST(PcapWriter, SaysWhereItCannotWrite) {
  const auto nowhere = PcapWriter::create("/nonexistent/x.pcap", 1);
  ASSERT_FALSE(nowhere);
  EXPECT_EQ(nowhere.error().where, "/nonexistent/x.pcap");
  auto full = PcapWriter::create("/dev/full", 1);
  ASSERT_TRUE(full);
  full->write(packet_of("abc", 1));
  const auto closed = full->close();
  ASSERT_FALSE(closed);
  EXPECT_NE(closed.error().line().find("look at the disk's free space"), std::string::npos);
}

}  // namespace
}  // namespace goldwire::testing
