// Holes and late joins: what is absorbed, where frames are found again, and that every octet is
// accounted for.
#include <gmock/gmock.h>

#include "tests/protocols/websocket/talk.h"

namespace goldwire::websocket {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsSubsetOf;
constexpr Side kServer = Side::server;
constexpr Side kClient = Side::client;

TEST(WebSocketLoss, AHoleInsideAPayloadTakesNothingElse) {
  Talk talk;
  const std::string hit = frame(kClient, 0x81, "0123456789");
  talk.client(hit.substr(0, 9)).lose(kClient, 4).client(hit.substr(13));
  talk.text(kClient, "after").goodbye();
  EXPECT_THAT(talk.incomplete(), ElementsAre("gap"));
  EXPECT_THAT(talk.said(kClient), ElementsAre("012", "after"));
  EXPECT_EQ(talk.voice(kClient).messages.front().size, 10U);
  EXPECT_FALSE(talk.voice(kClient).messages.front().whole);
}

TEST(WebSocketLoss, AHoleToTheEndOfAFrameKeepsTheNextOne) {
  Talk talk;
  const std::string hit = frame(kServer, 0x81, "0123456789");
  talk.server(hit.substr(0, 5)).lose(kServer, 7).text(kServer, "after").goodbye();
  EXPECT_THAT(talk.said(kServer), ElementsAre("012", "after"));
}

TEST(WebSocketLoss, AfterALostHeaderFramesAreFoundAgainAtTheHolesEnd) {
  for (const Side side : {kClient, kServer}) {
    Talk talk;
    const std::string hit = frame(side, 0x81, "0123456789");
    talk.text(side, "before").say(side, hit.substr(0, 1)).lose(side, hit.size() - 1);
    talk.text(side, "after").text(side, "and after").goodbye();
    EXPECT_THAT(talk.incomplete(), ElementsAre("gap"));
    EXPECT_THAT(talk.said(side), ElementsAre("before", "after", "and after"));
    EXPECT_EQ(talk.unaccounted(side), 0U);
    EXPECT_EQ(talk.conversation().account(side).skipped, 1U);
  }
}

TEST(WebSocketLoss, FramesAreFoundAgainInTheMiddleOfASegmentToo) {
  Talk talk;
  const std::string hit = frame(kServer, 0x81, std::string(300, 'x'));
  talk.lose(kServer, 100).server(hit.substr(100));
  for (const char* said : {"one", "two", "three", "four", "five"}) talk.text(kServer, said);
  talk.goodbye();
  EXPECT_THAT(talk.said(kServer), ElementsAre("one", "two", "three", "four", "five"));
  EXPECT_EQ(talk.unaccounted(kServer), 0U);
}

TEST(WebSocketLoss, ALengthNobodyBelievesLosesTheFramesButNotTheRest) {
  Talk talk;
  talk.server(std::string("\x82\x7F\x7F\xFF\xFF\xFF\xFF\xFF\xFF\xFF", 10));
  for (const char* said : {"one", "two", "three", "four", "five"}) talk.text(kServer, said);
  talk.goodbye();
  EXPECT_THAT(talk.incomplete(), ElementsAre("undecodable"));
  EXPECT_EQ(talk.said(kServer).back(), "five");
}

TEST(WebSocketLoss, TheRestOfAFragmentedMessageIsNoMessageOfItsOwn) {
  Talk talk;
  const std::string first = frame(kServer, 0x01, "first ");
  talk.lose(kServer, first.size()).server(frame(kServer, 0x00, "second "));
  talk.server(frame(kServer, 0x80, "third")).text(kServer, "next").goodbye();
  EXPECT_THAT(talk.incomplete(), ElementsAre("gap"));
  EXPECT_THAT(talk.said(kServer), ElementsAre("second third", "next"));
  EXPECT_EQ(talk.voice(kServer).messages.front().type, Opcode::continuation);
  EXPECT_FALSE(talk.voice(kServer).messages.front().whole);
}

TEST(WebSocketLoss, AHoleOverAMessagesEndEndsIt) {
  Talk talk;
  const std::string hit = frame(kServer, 0x81, "0123456789");
  talk.server(hit.substr(0, 5)).lose(kServer, 100).text(kServer, "a").text(kServer, "b").goodbye();
  EXPECT_THAT(talk.said(kServer), ElementsAre("012", "a", "b"));
  EXPECT_EQ(talk.voice(kServer).messages.front().size, 10U);
}

TEST(WebSocketLoss, ALostControlFrameIsToldAllTheSame) {
  Talk talk;
  const std::string hit = frame(kServer, 0x89, "0123456789");
  talk.server(hit.substr(0, 5)).lose(kServer, 100).text(kServer, "a").text(kServer, "b").goodbye();
  EXPECT_EQ(talk.voice(kServer).messages.front().type, Opcode::ping);
  EXPECT_FALSE(talk.voice(kServer).messages.front().whole);
}

/// All that the server says in a talk of many messages.
std::vector<std::string> many() {
  std::vector<std::string> out;
  for (int i = 0; i < 12; ++i) out.push_back("message " + std::to_string(i * i * 1000));
  return out;
}

TEST(WebSocketLoss, JoinedAtAnyOctetOnlyRealMessagesAreTold) {
  std::string stream;
  for (const std::string& text : many()) stream += frame(kClient, 0x81, text);
  for (std::size_t from = 0; from < stream.size(); ++from) {
    Talk talk({}, true);
    talk.client(std::string_view(stream).substr(from)).text(kServer, "hi").goodbye().end();
    ASSERT_TRUE(talk.settled());
    EXPECT_THAT(talk.incomplete(), Contains("midstream"));
    EXPECT_THAT(talk.said(kClient), IsSubsetOf(many())) << "joined at " << from;
    EXPECT_EQ(talk.unaccounted(kClient), 0U);
    // A join in the last messages leaves too little to prove.
    if (from < stream.size() / 2) {
      EXPECT_THAT(talk.said(kClient), Contains(many().back())) << "joined at " << from;
    }
  }
}

TEST(WebSocketLoss, AHoleAnywhereTellsOnlyRealMessages) {
  std::string stream;
  for (const std::string& text : many()) stream += frame(kServer, 0x81, text);
  for (std::size_t from = 0; from + 30 < stream.size(); ++from) {
    for (const std::size_t count : {1U, 7U, 30U}) {
      Talk talk;
      talk.server(std::string_view(stream).substr(0, from)).lose(kServer, count);
      talk.server(std::string_view(stream).substr(from + count)).goodbye().end();
      EXPECT_THAT(talk.incomplete(), Contains("gap"));
      EXPECT_EQ(talk.unaccounted(kServer), 0U);
      for (const Message& message : talk.voice(kServer).messages) {
        if (!is_data(message.type) || !message.whole) continue;
        EXPECT_THAT(many(), Contains(message.content)) << count << " lost at " << from;
      }
    }
  }
}

TEST(WebSocketLoss, ARequestThatWasNotSeenIsMarked) {
  Talk talk("  \r\n\r\nUpgrade: websocket\r\n\r\n");
  talk.text(kServer, "hi").goodbye();
  EXPECT_THAT(talk.incomplete(), ElementsAre("midstream"));
  EXPECT_EQ(talk.interaction().name, "WebSocket");
}

}  // namespace
}  // namespace goldwire::websocket
