// Bodies and their messages, both ways, whole and cut.
#include "protocols/grpc/codec.h"

#include <gtest/gtest.h>
#include <snappy.h>
#include <zlib.h>

#include "protocols/grpc/compression.h"
#include "protocols/grpc/status.h"

namespace goldwire::grpc {
namespace {

using namespace std::string_literals;

TEST(GrpcCodec, ReadsTheMessagesThatItWrote) {
  const std::string body =
      write_message("one") + write_message("") + write_message("three", kCompressed);
  EXPECT_EQ(body.substr(0, 8), "\0\0\0\0\3one"s);
  const Reading reading = read_messages(body, Dialect::http2);
  ASSERT_EQ(reading.messages.size(), 3U);
  EXPECT_EQ(reading.messages[0], (Message{0, 3, "one"}));
  EXPECT_EQ(reading.messages[1], (Message{0, 0, ""}));
  EXPECT_EQ(reading.messages[2], (Message{kCompressed, 5, "three"}));
  EXPECT_TRUE(reading.whole());
}

TEST(GrpcCodec, GivesWhatIsThereOfEveryTruncation) {
  const std::string body = write_message("first") + write_message("second");
  for (std::size_t cut = 0; cut < body.size(); ++cut) {
    const Reading reading = read_messages(std::string_view(body).substr(0, cut), Dialect::http2);
    EXPECT_FALSE(reading.fault) << cut;
    EXPECT_EQ(reading.whole(), cut == 0 || cut == 10) << cut;
    std::size_t octets = reading.rest.size();
    for (const Message& message : reading.messages) octets += kPrefixSize + message.octets.size();
    EXPECT_EQ(octets, cut);
    EXPECT_EQ(!reading.messages.empty() && reading.messages[0].whole(), cut >= 10) << cut;
  }
}

TEST(GrpcCodec, StopsWhereFlagsAreNone) {
  const std::string body = write_message("good") + "\x7f\0\0\0\1x"s + write_message("lost");
  const Reading reading = read_messages(body, Dialect::http2);
  EXPECT_EQ(reading.messages.size(), 1U);
  ASSERT_TRUE(reading.fault);
  EXPECT_EQ(reading.fault->offset, 9U);
  EXPECT_TRUE(read_messages(write_message("", kTrailers), Dialect::http2).fault);
  EXPECT_FALSE(read_messages(write_message("", kTrailers), Dialect::web).fault);
}

TEST(GrpcCodec, ReadsTheTrailersThatItWrote) {
  http::Fields fields;
  fields.add("grpc-status", "5");
  fields.add("grpc-message", "a: b");
  const std::string frame = write_trailers(fields);
  const Reading reading = read_messages(frame, Dialect::web);
  ASSERT_EQ(reading.messages.size(), 1U);
  EXPECT_TRUE(reading.messages[0].is_trailers());
  EXPECT_EQ(*read_trailers(reading.messages[0].octets), fields);
  EXPECT_EQ(read_trailers("grpc-status:0\ngrpc-message:")->find("grpc-status"), "0");
  EXPECT_FALSE(read_trailers("no colon\r\n"));
}

TEST(GrpcCodec, ReadsBase64OfPiecesOneBehindTheOther) {
  const std::string octets = write_message("hello");
  EXPECT_EQ(read_web_text(write_web_text(octets)).octets, octets);
  const std::string pieces =
      write_web_text(octets) + write_web_text("x") + write_web_text("yz") + write_web_text("abc");
  const WebText read = read_web_text(pieces);
  EXPECT_EQ(read.octets, octets + "xyzabc");
  EXPECT_TRUE(read.whole);
  const WebText cut = read_web_text(pieces.substr(0, pieces.size() - 1));
  EXPECT_EQ(cut.octets, octets + "xyz");
  EXPECT_FALSE(cut.whole);
  const WebText bad = read_web_text("YWJjZGVm!GhpYWJj");
  EXPECT_EQ(bad.octets, "abcdef");
  EXPECT_FALSE(bad.whole);
}

TEST(GrpcCodec, PaddingThatPadsNothingEndsText) {
  for (const char* text : {"=", "====", "YWJj=", "YWJj=AAAAAA="}) {
    const WebText read = read_web_text(text);
    EXPECT_EQ(read.octets, text[0] == 'Y' ? "abc" : "") << text;
    EXPECT_FALSE(read.whole) << text;
  }
}

TEST(GrpcCodec, ReadsBinaryValuesWithAndWithoutPadding) {
  EXPECT_EQ(read_binary_value("AP8="), "\0\xff"s);
  EXPECT_EQ(read_binary_value("AP8"), "\0\xff"s);
  EXPECT_EQ(read_binary_value("\0\0\xff"s), "\0\xff"s);
  EXPECT_EQ(read_binary_value(""), "");
  EXPECT_FALSE(read_binary_value("A"));
  EXPECT_FALSE(read_binary_value("A*8="));
}

TEST(GrpcCodec, DecompressesWithinLimits) {
  const std::string plain(100'000, 'a');
  std::string zipped(compressBound(plain.size()), '\0');
  uLongf size = zipped.size();
  ASSERT_EQ(compress(reinterpret_cast<Bytef*>(zipped.data()), &size,
                     reinterpret_cast<const Bytef*>(plain.data()), plain.size()),
            Z_OK);
  zipped.resize(size);
  EXPECT_EQ(decompress("deflate", zipped, {}).octets, plain);
  EXPECT_EQ(decompress("deflate", zipped, {1000, 1000}).decoding, http::Decoding::limit);
  EXPECT_EQ(decompress("deflate", zipped.substr(0, 50), {}).decoding, http::Decoding::cut);
  EXPECT_EQ(decompress("identity", "x", {}).decoding, http::Decoding::unknown);
  EXPECT_EQ(encoding_by_magic(zipped), "deflate");
  EXPECT_EQ(encoding_by_magic("\x1f\x8b\x08"), "gzip");
  EXPECT_EQ(encoding_by_magic(plain), "");
  EXPECT_EQ(decompress("", "x", {}).decoding, http::Decoding::unknown);
  EXPECT_EQ(decompress("lzma", "x", {}).decoding, http::Decoding::unknown);
}

TEST(GrpcCodec, DecompressesSnappyFramedAndBare) {
  const std::string plain(1000, 'b');
  std::string block;
  snappy::Compress(plain.data(), plain.size(), &block);
  EXPECT_EQ(decompress("snappy", block, {}).octets, plain);
  EXPECT_EQ(decompress("snappy", block, {4096, 999}).decoding, http::Decoding::limit);
  const auto chunk = [](char type, const std::string& octets) {
    const std::size_t size = octets.size() + 4;
    return std::string{type, static_cast<char>(size), static_cast<char>(size >> 8U), '\0'} +
           "crc!" + octets;
  };
  const std::string framed =
      "\xff\x06\0\0sNaPpY"s + chunk(0, block) + "\xfe\2\0\0ab"s + chunk(1, "tail");
  EXPECT_EQ(decompress("snappy", framed, {}).octets, plain + "tail");
  EXPECT_EQ(decompress("snappy", framed.substr(0, framed.size() - 1), {}).decoding,
            http::Decoding::cut);
  EXPECT_EQ(decompress("snappy", "\xff\xff\xff\xff\xff", {}).decoding, http::Decoding::damaged);
}

TEST(GrpcCodec, KnowsTheCodes) {
  EXPECT_EQ(status_name(0), "OK");
  EXPECT_EQ(status_name(16), "UNAUTHENTICATED");
  EXPECT_EQ(status_name(17), "");
  for (const int code : {2, 4, 12, 13, 14, 15, 17, 99}) EXPECT_TRUE(is_server_error(code)) << code;
  for (const int code : {0, 1, 3, 5, 6, 7, 8, 9, 10, 11, 16}) EXPECT_FALSE(is_server_error(code));
  EXPECT_EQ(read_status("13"), 13);
  for (const char* bad : {"", "x", "-1", "1 ", "99999999999"})
    EXPECT_FALSE(read_status(bad)) << bad;
}

}  // namespace
}  // namespace goldwire::grpc
