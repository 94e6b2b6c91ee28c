// Frame headers, the mask, Close bodies and the handshake.
#include "protocols/websocket/codec.h"

#include <gmock/gmock.h>

namespace goldwire::websocket {
namespace {

TEST(WebSocketCodec, ReadsTheExamplesOfRfc6455) {
  // Section 5.7: a masked "Hello".
  const std::string masked("\x81\x85\x37\xFA\x21\x3D\x7F\x9F\x4D\x51\x58", 11);
  ASSERT_EQ(header_size(as_bytes(masked)), 6U);
  const FrameHeader header = read_header(as_bytes(masked).first(6)).value();
  EXPECT_TRUE(header.fin && header.masked && header.shortest);
  EXPECT_EQ(header.opcode, Opcode::text);
  EXPECT_EQ(header.length, 5U);
  char out[5];
  EXPECT_EQ(unmask(out, as_bytes(masked).subspan(6), header.key, 0), "Hello");
  EXPECT_EQ(unmask(out, as_bytes(masked).subspan(8), header.key, 2), "llo");
  // 64 KB, unmasked.
  const std::string large("\x82\x7F\x00\x00\x00\x00\x00\x01\x00\x00", 10);
  ASSERT_EQ(header_size(as_bytes(large)), 10U);
  EXPECT_EQ(read_header(as_bytes(large))->length, 65536U);
}

TEST(WebSocketCodec, RefusesEveryTruncationOfAHeader) {
  const std::string header("\x82\xFF\x00\x00\x00\x00\x00\x01\x00\x00KEY!", 14);
  for (std::size_t size = 0; size < header.size(); ++size) {
    const Bytes cut = as_bytes(header).first(size);
    EXPECT_GT(header_size(cut), size);
    EXPECT_FALSE(read_header(cut)) << size;
  }
  EXPECT_TRUE(read_header(as_bytes(header)));
}

TEST(WebSocketCodec, RefusesALengthOf63BitsAndMore) {
  const std::string header("\x82\x7F\x80\x00\x00\x00\x00\x00\x00\x00", 10);
  EXPECT_FALSE(read_header(as_bytes(header)));
}

TEST(WebSocketCodec, WhatItWritesReadsAsTheSame) {
  for (const std::size_t size : {0U, 1U, 125U, 126U, 65535U, 65536U}) {
    for (const Side side : {Side::client, Side::server}) {
      std::string out;
      write_frame(out, side, Opcode::binary, std::string(size, 'x'));
      const std::size_t head = header_size(as_bytes(out));
      const FrameHeader header = read_header(as_bytes(out).first(head)).value();
      EXPECT_EQ(header.length, size);
      EXPECT_TRUE(header.shortest);
      EXPECT_EQ(header.masked, side == Side::client);
      EXPECT_EQ(out.size(), head + size);
    }
  }
}

TEST(WebSocketCodec, ReadsCloseBodies) {
  EXPECT_EQ(read_close("")->code, 1005);
  EXPECT_EQ(read_close("\x03\xE8 bye")->code, 1000);
  EXPECT_EQ(read_close("\x03\xE8 bye")->reason, " bye");
  EXPECT_FALSE(read_close("\x03"));
  EXPECT_FALSE(read_close("\x03\xE8\xFF"));
}

TEST(WebSocketCodec, TheResponseDecidesTheExtensions) {
  const Handshake asked = read_handshake(
      "GET http://h/a?b HTTP/1.1\r\nHost: x\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n"
      "Upgrade: websocket\r\n\r\n");
  EXPECT_TRUE(asked.seen);
  EXPECT_EQ(asked.target, "http://h/a?b");
  EXPECT_EQ(asked.host, "x");
  EXPECT_FALSE(asked.may_compress());
  const Handshake agreed = read_handshake(
      "GET / HTTP/1.1\r\n\r\nsec-websocket-extensions: x-other; a=1, PerMessage-Deflate ; "
      "server_no_context_takeover;client_max_window_bits=10\r\nSec-WebSocket-Protocol: v2\r\n\r\n");
  ASSERT_TRUE(agreed.deflate);
  EXPECT_TRUE(agreed.deflate->server_no_context_takeover);
  EXPECT_FALSE(agreed.deflate->client_no_context_takeover);
  EXPECT_EQ(agreed.subprotocol, "v2");
  EXPECT_TRUE(read_handshake("").may_compress()) << "nothing is known";
}

}  // namespace
}  // namespace goldwire::websocket
