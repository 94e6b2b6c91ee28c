// CaptureFile: every spelling of pcap and pcapng, compressed or not, whole, cut or no capture at
// all.
#include "agent/capture/capture_file.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <zlib.h>
#include <zstd.h>

#include "tests/agent/capture/capture_octets.h"

namespace goldwire::testing {
namespace {

std::string gzipped(std::string_view content) {
  z_stream stream{};
  deflateInit2(&stream, 6, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&stream, content.size()) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(content.data()));
  stream.avail_in = static_cast<uInt>(content.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

std::string zstded(std::string_view content) {
  const std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)> context(ZSTD_createCCtx(),
                                                                     &ZSTD_freeCCtx);
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_checksumFlag, 1);
  std::string out(ZSTD_compressBound(content.size()), '\0');
  out.resize(ZSTD_compress2(context.get(), out.data(), out.size(), content.data(), content.size()));
  return out;
}

TEST(Pcap, IsReadInBothByteOrdersWithMicroAndNanoseconds) {
  for (const bool big : {false, true}) {
    for (const auto& [magic, unit] : {std::pair{0xa1b2c3d4U, 1000}, std::pair{0xa1b23c4dU, 1}}) {
      Octets octets(big);
      octets.pcap_header(magic, 101).record(7, 42, "abc").record(8, 0, "defg", 9);
      const TemporaryFile file(octets.get());
      const ReadCapture read = read_all(file.path(), 3);
      ASSERT_FALSE(read.error);
      ASSERT_EQ(read.packets.size(), 2U);
      EXPECT_EQ(nanoseconds(read, 0), 7'000'000'000 + 42 * unit);
      EXPECT_EQ(read.packets[0].data, "abc");
      EXPECT_EQ(read.packets[0].packet.link_type, 101U);
      EXPECT_EQ(read.packets[0].packet.vantage, 3U);
      EXPECT_EQ(read.packets[1].packet.wire_length, 9U);
      EXPECT_EQ(read.packets[1].packet.bytes.size(), 4U);
    }
  }
}

TEST(Pcap, IsReadWithTheLongerRecordsOfThePatchedMagic) {
  Octets octets;
  octets.pcap_header(0xa1b2cd34, 1);
  octets.u32(1).u32(2).u32(3).u32(3).u64(0).text("abc");
  octets.u32(2).u32(2).u32(2).u32(2).u64(0).text("de");
  const ReadCapture read = read_octets(octets.get());
  ASSERT_FALSE(read.error);
  ASSERT_EQ(read.packets.size(), 2U);
  EXPECT_EQ(read.packets[1].data, "de");
}

TEST(Pcap, IsReadWhereOldVersionsSwapTheLengths) {
  Octets octets;
  octets.pcap_header(0xa1b2c3d4, 1, 65535, 2).u32(1).u32(2).u32(9).u32(3).text("abc");
  const ReadCapture read = read_octets(octets.get());
  ASSERT_EQ(read.packets.size(), 1U);
  EXPECT_EQ(read.packets[0].data, "abc");
  EXPECT_EQ(read.packets[0].packet.wire_length, 9U);
}

TEST(Pcap, LeavesTheFrameCheckSequenceBitsOutOfTheLinkType) {
  Octets octets;
  octets.pcap_header(0xa1b2c3d4, 0x50000001).record(1, 2, "abc");
  EXPECT_EQ(read_octets(octets.get()).packets.at(0).packet.link_type, 1U);
}

TEST(Pcap, OfALinkTypeThatNobodyReadsIsRefused) {
  const TemporaryFile file(Octets().pcap_header(0xa1b2c3d4, 105).record(1, 2, "abc").get());
  const ReadCapture read = read_all(file.path());
  ASSERT_TRUE(read.error);
  EXPECT_EQ(read.error->line(),
            file.path() +
                ", octet 20: its link type 105 (IEEE802_11) is not read; capture on an "
                "interface that gives Ethernet, Linux cooked (any), loopback, PPP or raw IP");
}

TEST(Pcap, WithoutPacketsIsNoError) {
  const ReadCapture read = read_octets(Octets().pcap_header(0xa1b2c3d4, 1).get());
  EXPECT_FALSE(read.error);
  EXPECT_TRUE(read.packets.empty());
}

TEST(Pcap, RefusesARecordLongerThanAnyPacket) {
  Octets octets;
  octets.pcap_header(0xa1b2c3d4, 1).record(1, 2, "abc");
  octets.u32(1).u32(2).u32(0x7fffffff).u32(0x7fffffff).text("abc");
  const ReadCapture read = read_octets(octets.get());
  EXPECT_EQ(read.packets.size(), 1U);
  ASSERT_TRUE(read.error);
  EXPECT_NE(read.error->what.find("packet 2 claims 2147483647 octets"), std::string::npos);
  EXPECT_TRUE(read.error->where.ends_with(", octet 43"));
}

/// A capture of three packets in either format, and where each packet's record or block ends.
struct Example {
  std::string octets;
  std::vector<std::size_t> ends;
};

Example pcap_example() {
  Example example;
  Octets octets;
  octets.pcap_header(0xa1b23c4d, 1);
  for (const char* data : {"first", "second packet", "x"}) {
    octets.record(1, 2, data);
    example.ends.push_back(octets.get().size());
  }
  example.octets = octets.get();
  return example;
}

Example pcapng_example() {
  Example example;
  Octets octets;
  octets.section().interface(1);
  for (const char* data : {"first", "second packet", "x"}) {
    octets.enhanced(0, 1000, data);
    example.ends.push_back(octets.get().size());
  }
  example.octets = octets.get();
  return example;
}

class Cut : public ::testing::TestWithParam<Example> {};
INSTANTIATE_TEST_SUITE_P(Formats, Cut, ::testing::Values(pcap_example(), pcapng_example()));

TEST_P(Cut, AnywhereGivesThePacketsBeforeAndThenOneErrorUnlessBetweenPackets) {
  const Example& example = GetParam();
  for (std::size_t size = 1; size < example.octets.size(); ++size) {
    SCOPED_TRACE(size);
    const ReadCapture read = read_octets(std::string_view(example.octets).substr(0, size));
    const auto before = static_cast<std::size_t>(
        std::ranges::count_if(example.ends, [&](std::size_t end) { return end <= size; }));
    EXPECT_EQ(read.packets.size(), before);
    const bool between = std::ranges::find(example.ends, size) != example.ends.end() ||
                         size == 24 || size == 28 || size == 28 + 20;
    if (!between) {
      ASSERT_TRUE(read.error);
      EXPECT_EQ(read.error->line().find('\n'), std::string::npos);
      EXPECT_FALSE(read.error->remedy.empty());
    }
    if (before > 0 && !between) {
      EXPECT_NE(read.error->where.find("octet"), std::string::npos);
    }
  }
}

TEST_P(Cut, InsideACompressionIsToldToo) {
  const Example& example = GetParam();
  for (const std::string& compressed : {gzipped(example.octets), zstded(example.octets)}) {
    EXPECT_EQ(read_octets(compressed).packets.size(), 3U);
    EXPECT_FALSE(read_octets(compressed).error);
    for (std::size_t size = 8; size < compressed.size(); ++size) {
      const ReadCapture read = read_octets(std::string_view(compressed).substr(0, size));
      ASSERT_TRUE(read.error) << size << " of " << compressed.size();
      EXPECT_NE(read.error->what.find("compression is cut"), std::string::npos)
          << read.error->line();
      EXPECT_NE(read.error->where.find("after decompression"), std::string::npos);
    }
  }
}

TEST_P(Cut, AndDamagedAnywhereItStillEndsWithPacketsOrOneError) {
  std::uint32_t noise = 1;
  const auto random = [&] { return (noise = noise * 1664525 + 1013904223) >> 8; };
  for (int round = 0; round < 2000; ++round) {
    std::string octets = GetParam().octets;
    for (std::uint32_t flips = 1 + random() % 3; flips > 0; --flips) {
      octets[random() % octets.size()] = static_cast<char>(random());
    }
    octets.resize(octets.size() - random() % 8);
    const ReadCapture read = read_octets(octets);
    EXPECT_LE(read.packets.size(), 40U);
    if (read.error) {
      EXPECT_EQ(read.error->line().find('\n'), std::string::npos);
    }
  }
}

TEST(Compression, OfSeveralMembersIsOneFile) {
  const std::string octets = pcap_example().octets;
  for (const std::size_t at : {std::size_t{10}, std::size_t{50}}) {
    const std::string_view first = std::string_view(octets).substr(0, at);
    const std::string_view second = std::string_view(octets).substr(at);
    EXPECT_EQ(read_octets(gzipped(first) + gzipped(second)).packets.size(), 3U);
    EXPECT_EQ(read_octets(zstded(first) + zstded(second)).packets.size(), 3U);
    EXPECT_FALSE(read_octets(zstded(first) + zstded(second)).error);
  }
}

TEST(Compression, ThatIsDamagedGivesWhatStoodBeforeAndTheError) {
  Octets octets;
  octets.pcap_header(0xa1b2c3d4, 1);
  std::uint32_t noise = 1;
  for (int i = 0; i < 5000; ++i) {
    std::string data(200, ' ');
    for (char& octet : data)
      octet = static_cast<char>((noise = noise * 1664525 + 1013904223) >> 24);
    octets.record(1, 2, data);
  }
  for (std::string compressed : {gzipped(octets.get()), zstded(octets.get())}) {
    for (std::size_t i = 0; i < 64; ++i) compressed[compressed.size() / 2 + i] ^= 0x55;
    const ReadCapture read = read_octets(compressed);
    ASSERT_TRUE(read.error);
    EXPECT_GT(read.packets.size(), 2000U);
    EXPECT_LE(read.packets.size(), 5000U);  // a checksum tells only at the end
  }
}

TEST(Compression, OfAKindNotReadIsNamed) {
  const ReadCapture read =
      read_octets(std::string_view("\xfd"
                                   "7zXZ\0rest",
                                   10));
  ASSERT_TRUE(read.error);
  EXPECT_NE(read.error->line().find("is compressed with xz; decompress it first"),
            std::string::npos);
}

TEST(Compression, WithAWindowTooLargeForMemoryNamesTheRemedy) {
  // RFC 8878 section 3.1.1: magic, no content size, a window of 2^31, an empty last block.
  const ReadCapture read = read_octets(std::string_view("\x28\xb5\x2f\xfd\x00\xa8\x01\x00\x00", 9));
  ASSERT_TRUE(read.error);
  EXPECT_EQ(read.error->what, "its zstd window is larger than the 128 MB that are kept in memory");
  EXPECT_FALSE(read.error->where.empty());
  EXPECT_NE(read.error->remedy.find("zstd -d --long=31"), std::string::npos);
}

TEST(Pcap, GivesOfALongRecordItsBeginningAndGoesOnBehindIt) {
  const std::string jumbo((3U << 20) + 5, 'j');
  Octets octets;
  octets.pcap_header(0xa1b2c3d4, 1, 128U << 20).record(1, 0, jumbo).record(2, 0, "next");
  const ReadCapture read = read_octets(octets.get());
  ASSERT_FALSE(read.error) << read.error->line();
  ASSERT_EQ(read.packets.size(), 2U);
  EXPECT_EQ(read.packets[0].data, jumbo.substr(0, kLargestPacket));
  EXPECT_EQ(read.packets[0].packet.wire_length, jumbo.size());
  EXPECT_EQ(read.packets[1].data, "next");
  const ReadCapture cut = read_octets(octets.get().substr(0, 2U << 20));
  EXPECT_EQ(cut.packets.size(), 1U) << "its beginning is there";
  ASSERT_TRUE(cut.error);
  EXPECT_EQ(cut.error->what, "is cut inside packet 1");
}

TEST(CaptureFile, LongerThanItsBufferIsReadWhole) {
  Octets octets;
  octets.pcap_header(0xa1b2c3d4, 1);
  const std::string data(1000, 'd');
  for (std::size_t i = 0; i < 3000; ++i) {
    octets.record(1, 2, std::string_view(data).substr(0, 500 + i % 500));
  }
  const ReadCapture read = read_octets(octets.get());
  EXPECT_FALSE(read.error);
  ASSERT_EQ(read.packets.size(), 3000U);
  for (std::size_t i = 0; i < 3000; ++i) ASSERT_EQ(read.packets[i].data.size(), 500 + i % 500);
}

TEST(CaptureFile, ThatIsMissingEmptyADirectoryOrTextIsOneClearLine) {
  const auto line = [](const std::string& path) {
    const auto file = open_capture(path, 0);
    return file ? std::string("opened") : file.error().line();
  };
  EXPECT_EQ(line("/nonexistent/x.pcap"), "/nonexistent/x.pcap: no such file; check the path");
  const TemporaryFile empty;
  EXPECT_EQ(line(empty.path()),
            empty.path() + ": is empty; no capture was written to it; record it again");
  const TemporaryFile text("No. Time Source\n");
  EXPECT_EQ(line(text.path()),
            text.path() + ": is no capture; pcap and pcapng are read, also with gzip or zstd");
  const TemporaryFile short_text("x");
  EXPECT_NE(line(short_text.path()).find("is no capture"), std::string::npos);
  const std::string directory = std::filesystem::temp_directory_path().string();
  EXPECT_EQ(line(directory), directory + ": is a directory; name the capture file inside it");
}

// ---- pcapng
// ---------------------------------------------------------------------------------------

}  // namespace
}  // namespace goldwire::testing
