// Content codings: each one and stacks of them, cut, damaged and inflated without end.
#include "protocols/http/content_coding.h"

#include <brotli/encode.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <zlib.h>
#include <zstd.h>

#include "protocols/base/semconv.h"
#include "protocols/http/body.h"
#include "tests/protocols/http/described.h"

namespace goldwire::http {
namespace {

/// zlib's deflate for one window setting: 15 + 16 gzip, 15 zlib, -15 raw.
std::string deflated(std::string_view text, int window) {
  z_stream stream{};
  deflateInit2(&stream, 9, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&stream, text.size()) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}
std::string gzip(std::string_view text) { return deflated(text, 15 + 16); }

std::string brotli(std::string_view text) {
  std::size_t size = BrotliEncoderMaxCompressedSize(text.size());
  std::string out(size, '\0');
  BrotliEncoderCompress(5, 22, BROTLI_MODE_TEXT, text.size(),
                        reinterpret_cast<const std::uint8_t*>(text.data()), &size,
                        reinterpret_cast<std::uint8_t*>(out.data()));
  out.resize(size);
  return out;
}

std::string zstd(std::string_view text) {
  std::string out(ZSTD_compressBound(text.size()), '\0');
  out.resize(ZSTD_compress(out.data(), out.size(), text.data(), text.size(), 3));
  return out;
}

std::string sample() {
  std::string out;
  for (int i = 0; i < 5000; ++i) out += "line " + std::to_string(i * i) + "\n";
  return out;
}

void expect_whole(std::string_view codings, const std::string& coded, const std::string& text) {
  const Content content = decode_content(codings, coded);
  EXPECT_EQ(content.decoding, Decoding::whole) << codings;
  EXPECT_EQ(content.octets, text) << codings;
  EXPECT_EQ(content.size, text.size()) << codings;
}

TEST(ContentCoding, EachCodingIsTakenOff) {
  const std::string text = sample();
  expect_whole("", text, text);
  expect_whole("identity", text, text);
  expect_whole("gzip", gzip(text), text);
  expect_whole("X-GZIP", gzip(text), text);
  expect_whole("deflate", deflated(text, 15), text);
  expect_whole("deflate", deflated(text, -15), text);
  expect_whole("br", brotli(text), text);
  expect_whole("zstd", zstd(text), text);
}

TEST(ContentCoding, AStackIsTakenOffFromTheLast) {
  const std::string text = sample();
  expect_whole("gzip, identity, br", brotli(gzip(text)), text);
  expect_whole("zstd,deflate,gzip", gzip(deflated(zstd(text), 15)), text);
}

TEST(ContentCoding, MembersAndFramesMayFollowOneAnother) {
  expect_whole("gzip", gzip("one ") + gzip("two"), "one two");
  expect_whole("zstd", zstd("one ") + zstd("two"), "one two");
}

TEST(ContentCoding, WhatStandsBeforeACutIsGiven) {
  const std::string text = sample();
  for (const auto& [coding, coded] : {std::pair<std::string, std::string>{"gzip", gzip(text)},
                                      {"deflate", deflated(text, 15)},
                                      {"br", brotli(text)},
                                      {"zstd", zstd(text + text + text + text + text + text)}}) {
    for (const std::size_t size : {coded.size() - 1, coded.size() * 3 / 4, std::size_t{1}}) {
      const Content content = decode_content(coding, coded.substr(0, size));
      EXPECT_EQ(content.decoding, Decoding::cut) << coding << " " << size;
      EXPECT_TRUE((text + text + text + text + text + text).starts_with(content.octets)) << coding;
    }
  }
}

TEST(ContentCoding, DamageIsSaid) {
  for (const std::string_view coding : {"gzip", "deflate", "br", "zstd"}) {
    const Content content = decode_content(coding, "\x78\x9c this is none of them, at all");
    EXPECT_EQ(content.decoding, Decoding::damaged) << coding;
  }
  std::string coded = gzip(sample());
  coded[coded.size() - 6] ^= 1;  // in the checksum
  EXPECT_EQ(decode_content("gzip", coded).decoding, Decoding::damaged);
}

TEST(ContentCoding, AnUnknownCodingLeavesTheOctets) {
  const Content content = decode_content("compress", "octets");
  EXPECT_EQ(content.decoding, Decoding::unknown);
  EXPECT_EQ(content.octets, "octets");
  EXPECT_EQ(decode_content("compress, gzip", gzip("octets")).octets, "octets");
}

TEST(ContentCoding, ExpansionIsLimited) {
  const std::string zeros(8U << 20, '\0');
  const ContentLimits limits{1000, 1U << 20};
  for (const auto& [coding, coded] : {std::pair<std::string, std::string>{"gzip", gzip(zeros)},
                                      {"br", brotli(zeros)},
                                      {"zstd", zstd(zeros)}}) {
    const Content content = decode_content(coding, coded, limits);
    EXPECT_EQ(content.decoding, Decoding::limit) << coding;
    EXPECT_EQ(content.octets.size(), 1000U) << coding;
    EXPECT_LT(content.size, 2U << 20) << coding;
  }
  const Content counted = decode_content("gzip", gzip(zeros), {1000, 16U << 20});
  EXPECT_EQ(counted.decoding, Decoding::whole);
  EXPECT_EQ(counted.size, zeros.size());
  EXPECT_EQ(counted.octets.size(), 1000U);
  EXPECT_EQ(decode_content("gzip,gzip,gzip,gzip,gzip,gzip", "x").decoding, Decoding::limit);
}

TEST(ContentCoding, AContentKeptInPartHasTheDigestOfItself) {
  const std::string text = sample();
  const ContentLimits limits{.kept = 100};
  const Content content = decode_content("gzip", gzip(text), limits);
  EXPECT_EQ(content.octets.size(), 100U);
  EXPECT_EQ(content.size, text.size());
  EXPECT_NE(content.digest, 0U);
  EXPECT_EQ(content.digest, decode_content("br", brotli(text), limits).digest);
  EXPECT_NE(content.digest, decode_content("br", brotli(text + "!"), limits).digest);
  const std::string coded = gzip(text);
  EXPECT_EQ(decode_content("gzip", coded.substr(0, coded.size() - 9), limits).digest, 0U);
}

/// What a span says of an answer of which 1000 octets are kept, coded or not.
Interaction told(const std::string& coding, std::string_view coded) {
  Response answer = response(200, {{"Content-Type", "text/plain"}});
  if (!coding.empty()) answer.fields.add("Content-Encoding", coding);
  BodyKeeper keeper;
  keeper.begin(answer.body, 1000, 0, &answer.fields);
  for (; !coded.empty(); coded.remove_prefix(std::min<std::size_t>(777, coded.size()))) {
    keeper.add(coded.substr(0, 777));
  }
  EXPECT_LT(keeper.held(), 1U << 20);
  keeper.finish();
  EXPECT_EQ(keeper.held(), 0U);
  return described(request("GET", "/"), answer);
}

TEST(ContentCoding, ABodyTooLongToKeepIsToldByWhatItHoldsHoweverItIsCoded) {
  const std::string text = sample();
  const Interaction plain = told("", text);
  const std::string chunks = fmt::format("{:x}\r\n", text.size()) + text + "\r\n0\r\n\r\n";
  for (const auto& [coding, coded] : {std::pair<std::string, std::string>{"gzip", gzip(text)},
                                      {"gzip", gzip(text.substr(0, 7)) + gzip(text.substr(7))},
                                      {"deflate", deflated(text, 15)},
                                      {"br", brotli(text)},
                                      {"zstd", zstd(text)},
                                      {"aws-chunked", chunks},
                                      {"br, gzip", gzip(brotli(text))}}) {
    const Interaction out = told(coding, coded);
    EXPECT_EQ(out.response_payload.body, plain.response_payload.body) << coding;
    EXPECT_EQ(out.response_payload.size, text.size()) << coding;
    EXPECT_EQ(out.response_payload.captured, 1000U) << coding;
    EXPECT_EQ(out.attributes.text(semconv::kHttpResponseBodyDigest),
              plain.attributes.text(semconv::kHttpResponseBodyDigest))
        << coding;
    EXPECT_TRUE(out.incomplete.empty()) << coding;
  }
  EXPECT_NE(told("gzip", gzip(text + "!")).attributes.text(semconv::kHttpResponseBodyDigest),
            plain.attributes.text(semconv::kHttpResponseBodyDigest));
}

TEST(ContentCoding, ABodyTooLongToKeepThatCannotBeDecodedSaysSo) {
  const std::string coded = gzip(sample());
  std::string bad = coded;
  bad[bad.size() - 6] ^= 1;  // in the checksum
  for (const auto& [coding, octets] : {std::pair<std::string, std::string>{"gzip", bad},
                                       {"gzip", coded.substr(0, coded.size() - 1)},
                                       {"mystery", coded},
                                       {"mystery, gzip", coded}}) {
    const Interaction out = told(coding, octets);
    EXPECT_FALSE(out.incomplete.empty()) << coding;
    EXPECT_EQ(out.attributes.text(semconv::kHttpResponseBodyDigest),
              told("", octets).attributes.text(semconv::kHttpResponseBodyDigest))
        << coding;
  }
}

TEST(ContentCoding, PiecesGiveWhatAllAtOnceGives) {
  const std::string text = sample().substr(0, 3000);
  const std::string chunks = "3;s=1\r\nabc\r\n2\r\nde\r\n0\r\nsum:1\r\n\r\n";
  for (const auto& [coding, coded] : {std::pair<std::string, std::string>{"gzip", gzip(text)},
                                      {"gzip", gzip("one ") + gzip("two")},
                                      {"deflate", deflated(text, -15)},
                                      {"br", brotli(text)},
                                      {"zstd", zstd("one ") + zstd(text)},
                                      {"aws-chunked", chunks},
                                      {"zstd, gzip", gzip(zstd(text))}}) {
    const Content whole = decode_content(coding, coded);
    ContentDecoder decoder(coding, {});
    for (const char octet : coded) decoder.add({&octet, 1});
    const Content content = std::move(decoder).finish();
    EXPECT_EQ(content.decoding, Decoding::whole) << coding;
    EXPECT_EQ(content.octets, whole.octets) << coding;
    EXPECT_EQ(content.digest, whole.digest) << coding;
  }
}

TEST(ContentCoding, ChunksThatAreSignedAreTakenOff) {
  const std::string signature = ";chunk-signature=" + std::string(64, 'a') + "\r\n";
  const std::string signed_chunks = "3" + signature + "abc\r\n0A" + signature + "0123456789\r\n0" +
                                    signature + "x-amz-checksum-crc32:AAAAAA==\r\n\r\n";
  expect_whole("aws-chunked", signed_chunks, "abc0123456789");
  expect_whole("aws-chunked", "3\r\nabc\r\n0\r\n\r\n", "abc");
  expect_whole("aws-chunked", "0\r\n\r\n", "");
  const std::string coded = gzip("abc");
  const std::string around = fmt::format("{:x}\r\n", coded.size()) + coded + "\r\n0\r\n\r\n";
  expect_whole("aws-chunked, gzip", around, "abc");
  expect_whole("gzip, aws-chunked", around, "abc");
  const auto ends = [](std::string_view octets) {
    return decode_content("aws-chunked", octets).decoding;
  };
  for (const char* const cut : {"3", "3\r\nab", "3\r\nabc", "3\r\nabc\r\n"}) {
    EXPECT_EQ(ends(cut), Decoding::cut) << cut;
  }
  for (const std::string& bad : {std::string("x\r\nabc\r\n0\r\n\r\n"), std::string("\r\n"),
                                 std::string("2\r\nabc\r\n0\r\n"), std::string(300, '1')}) {
    EXPECT_EQ(ends(bad), Decoding::damaged) << bad;
  }
  EXPECT_EQ(decode_content("aws-chunked", "3\r\nab").octets, "ab");
}

}  // namespace
}  // namespace goldwire::http
