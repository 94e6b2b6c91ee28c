// permessage-deflate (RFC 7692): windows that live on, windows that do not, and what is known of
// one after a loss.
#include <gmock/gmock.h>

#include "protocols/base/semconv.h"
#include "tests/protocols/websocket/talk.h"

namespace goldwire::websocket {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
constexpr Side kServer = Side::server;
constexpr Side kClient = Side::client;

std::string compressed(std::string_view octets) { return frame(kServer, 0xC1, octets); }

/// The words of one message, unlike those of another.
std::string words(int seed) {
  std::string out;
  for (int i = 0; i < 40; ++i) out += std::to_string(seed * 7919 + i * i * 31 * seed) + " ";
  return out;
}

TEST(WebSocketDeflate, AWindowIsTakenOverFromMessageToMessage) {
  Deflater deflater;
  Talk talk(kDeflate);
  const std::string first = deflater(words(1));
  const std::string second = deflater(words(1));
  ASSERT_LT(second.size(), first.size() / 4) << "the second refers to the first";
  talk.server(compressed(first)).server(compressed(second)).goodbye();
  EXPECT_THAT(talk.incomplete(), IsEmpty());
  EXPECT_THAT(talk.said(kServer), ElementsAre(words(1), words(1)));
  EXPECT_EQ(talk.interaction().response_payload.size, 2 * words(1).size());
}

TEST(WebSocketDeflate, ReadsTheExamplesOfRfc7692) {
  Talk talk(kDeflateAlone);
  const std::string hello("\xF2\x48\xCD\xC9\xC9\x07\x00", 7);
  talk.server(compressed(hello));
  // In two fragments, in a stored block, with BFINAL, in two blocks.
  talk.server(frame(kServer, 0x41, hello.substr(0, 3)))
      .server(frame(kServer, 0x80, hello.substr(3)));
  talk.server(compressed(std::string("\x00\x05\x00\xFA\xFF\x48\x65\x6C\x6C\x6F\x00", 11)));
  talk.server(compressed(std::string("\xF3\x48\xCD\xC9\xC9\x07\x00\x00", 8)));
  talk.server(compressed(std::string("\xF2\x48\x05\x00\x00\x00\xFF\xFF\xCA\xC9\xC9\x07\x00", 13)));
  talk.goodbye();
  EXPECT_THAT(talk.incomplete(), IsEmpty());
  EXPECT_THAT(talk.said(kServer), testing::Each("Hello"));
  EXPECT_EQ(talk.said(kServer).size(), 5U);
}

TEST(WebSocketDeflate, AWindowLivesOnBehindAFinalBlock) {
  Talk talk(kDeflate);
  talk.server(compressed(std::string("\xF3\x48\xCD\xC9\xC9\x07\x00\x00", 8)));
  talk.server(compressed(std::string("\xF2\x00\x11\x00\x00", 5))).goodbye();
  EXPECT_THAT(talk.said(kServer), ElementsAre("Hello", "Hello"));
  EXPECT_THAT(talk.incomplete(), IsEmpty());
}

TEST(WebSocketDeflate, CompressionIsUpToEachMessage) {
  Deflater deflater;
  Talk talk(kDeflate);
  talk.server(compressed(deflater("one"))).text(kServer, "two").server(compressed(deflater("one")));
  talk.client(frame(kClient, 0xC2, Deflater()("three"))).goodbye();
  EXPECT_THAT(talk.said(kServer), ElementsAre("one", "two", "one"));
  EXPECT_THAT(talk.said(kClient), ElementsAre("three"));
  EXPECT_THAT(talk.incomplete(), IsEmpty());
}

TEST(WebSocketDeflate, WhatRefersToLostContentIsNotInvented) {
  Deflater deflater;
  Talk talk(kDeflate);
  const std::string lost = compressed(deflater(words(1)));
  const std::string refers = deflater(words(1));
  const std::string alone = deflater(words(2));
  const std::string refers_to_known = deflater(words(2));
  talk.server(lost.substr(0, 20)).lose(kServer, lost.size() - 20);
  talk.server(compressed(refers)).server(compressed(alone)).server(compressed(refers_to_known));
  talk.goodbye();
  EXPECT_THAT(talk.incomplete(), ElementsAre("gap", "undecodable"));
  const std::vector<Message>& messages = talk.voice(kServer).messages;
  EXPECT_FALSE(messages[0].whole);
  EXPECT_TRUE(words(1).starts_with(messages[0].content));
  EXPECT_FALSE(messages[1].decoded);
  EXPECT_EQ(messages[1].content, refers) << "as it was sent";
  for (const std::size_t i : {2U, 3U}) {
    // Either read right, or said not to be read at all.
    if (messages[i].decoded) {
      EXPECT_EQ(messages[i].content, words(2));
    }
  }
}

TEST(WebSocketDeflate, WithoutTakeOverALossHurtsNothingElse) {
  Talk talk(kDeflateAlone);
  const std::string lost = compressed(Deflater()(words(1)));
  talk.server(lost.substr(0, 20)).lose(kServer, lost.size() - 20);
  talk.server(compressed(Deflater()(words(1)))).server(compressed(Deflater()(words(2)))).goodbye();
  EXPECT_THAT(talk.incomplete(), ElementsAre("gap"));
  EXPECT_EQ(talk.said(kServer)[1], words(1));
  EXPECT_EQ(talk.said(kServer)[2], words(2));
}

TEST(WebSocketDeflate, WithoutTakeOverNoMessageMayReferToAnother) {
  Deflater deflater;
  Talk talk(kDeflateAlone);
  talk.server(compressed(deflater(words(1)))).server(compressed(deflater(words(1)))).goodbye();
  EXPECT_THAT(talk.incomplete(), ElementsAre("undecodable"));
}

TEST(WebSocketDeflate, ABombIsStoppedAndItsConnectionGoesOn) {
  Talk talk(kDeflate);
  std::string zeros(1U << 20, '\0');
  Deflater deflater;
  const std::string once = deflater(zeros);
  std::string bomb;
  for (int i = 0; i < 80; ++i) bomb += i == 0 ? once : std::string("\0\0\xFF\xFF", 4) + once;
  talk.server(compressed(bomb));
  EXPECT_LT(talk.conversation().held(), 3U << 20);
  talk.text(kServer, "after").goodbye();
  EXPECT_THAT(talk.incomplete(), ElementsAre("undecodable"));
  EXPECT_EQ(talk.said(kServer).back(), "after");
}

TEST(WebSocketDeflate, NonsenseIsKeptAsItWasSent) {
  Talk talk(kDeflate);
  talk.server(compressed("\xFF\xFF\xFF\xFF")).server(compressed(Deflater()("fine"))).goodbye();
  EXPECT_THAT(talk.incomplete(), ElementsAre("undecodable"));
  EXPECT_THAT(talk.said(kServer), ElementsAre("\xFF\xFF\xFF\xFF", "fine"));
}

TEST(WebSocketDeflate, AMessageCutInsideABlockIsDamaged) {
  Talk talk(kDeflate);
  const std::string whole = Deflater()(words(1));
  talk.server(compressed(whole.substr(0, whole.size() - 9))).goodbye();
  EXPECT_THAT(talk.incomplete(), ElementsAre("undecodable"));
}

TEST(WebSocketDeflate, AJoinedConnectionIsReadAsFarAsItsMessagesAllow) {
  Deflater deflater;
  deflater(words(1));
  Talk talk({}, true);
  talk.client(frame(kClient, 0xC1, Deflater()("alone"))).client(frame(kClient, 0x81, "plain"));
  talk.server(compressed(deflater(words(1)))).server(frame(kServer, 0x81, "plain")).goodbye();
  EXPECT_THAT(talk.incomplete(), ElementsAre("midstream", "undecodable"));
  EXPECT_THAT(talk.said(kClient), ElementsAre("alone", "plain"));
  EXPECT_FALSE(talk.voice(kServer).messages.front().decoded);
}

}  // namespace
}  // namespace goldwire::websocket
