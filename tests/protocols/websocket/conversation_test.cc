// One connection: when its exchange is settled, what the messages are, and what breaks the rules.
#include "protocols/websocket/conversation.h"

#include <gmock/gmock.h>

#include "protocols/base/semconv.h"
#include "tests/protocols/websocket/talk.h"

namespace goldwire::websocket {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
constexpr Side kClient = Side::client;
constexpr Side kServer = Side::server;

TEST(WebSocket, IsOneExchangeThatEndsWithBothCloseFrames) {
  Talk talk;
  talk.text(kClient, "hello").text(kServer, "good day");
  EXPECT_EQ(talk.opened(), 1U);
  EXPECT_FALSE(talk.settled());
  talk.client(frame(kClient, 0x88, close_body(1000, "bye")));
  EXPECT_FALSE(talk.settled());
  talk.server(frame(kServer, 0x88, close_body(1000, "bye")));
  ASSERT_TRUE(talk.settled());
  EXPECT_THAT(talk.incomplete(), IsEmpty());
  EXPECT_THAT(talk.said(kClient), ElementsAre("hello"));
  EXPECT_THAT(talk.said(kServer), ElementsAre("good day"));
  const Interaction what = talk.interaction();
  EXPECT_EQ(what.name, "WebSocket /chat/{id}");
  EXPECT_EQ(what.attributes.text(semconv::kUrlPath), "/chat/42");
  EXPECT_EQ(what.attributes.text(semconv::kUrlQuery), "room=a");
  EXPECT_EQ(what.attributes.text(semconv::kServerAddress), "chat.example");
  EXPECT_EQ(what.attributes.integer(semconv::kServerPort), 8080);
  EXPECT_EQ(what.attributes.text(semconv::kWebsocketSubprotocol), "chat.v2");
  EXPECT_EQ(what.attributes.integer(semconv::kWebsocketCloseCode), 1000);
  EXPECT_EQ(what.attributes.text(semconv::kWebsocketCloseReason), "bye");
  EXPECT_EQ(what.status.code, StatusCode::unset);
  EXPECT_EQ(talk.exchange().request.end, talk.total(kClient));
  EXPECT_EQ(talk.exchange().response.end, talk.total(kServer));
}

TEST(WebSocket, TellsMessagesOfBothSidesInOrderAsEvents) {
  Talk talk;
  talk.text(kServer, "welcome").text(kClient, "ping?").client(frame(kClient, 0x89, "p"));
  talk.server(frame(kServer, 0x8A, "p")).client(frame(kClient, 0x82, "\xFF")).goodbye();
  std::vector<std::string> told;
  for (const Event& event : talk.interaction().events) {
    const Attributes& of = event.attributes;
    told.push_back(std::string(of.text(semconv::kWebsocketMessageSender)) + " " +
                   std::string(of.text(semconv::kWebsocketMessageType)) + " " +
                   std::to_string(*of.integer(semconv::kWebsocketMessageSize)) + " " +
                   std::string(of.text(semconv::kWebsocketMessageText)) +
                   std::string(of.text(semconv::kWebsocketMessageBase64)));
  }
  EXPECT_THAT(told, ElementsAre("server text 7 welcome", "client text 5 ping?", "client ping 1 p",
                                "server pong 1 p", "client binary 1 /w==", "client close 2 ",
                                "server close 2 "));
}

TEST(WebSocket, GivesDataMessagesAsBodiesTextAsTextAndBinaryAsOctets) {
  Talk talk;
  talk.text(kClient, R"({"a":1})").client(frame(kClient, 0x82, "a")).goodbye();
  const Interaction what = talk.interaction();
  EXPECT_EQ(std::get<Value>(what.request_payload.body),
            (Value::List{R"({"a":1})", Value::Blob{"a"}}));
  EXPECT_EQ(what.request_payload.size, 8U);
  EXPECT_TRUE(std::holds_alternative<std::monostate>(what.response_payload.body));
}

TEST(WebSocket, JoinsFragmentsAroundControlFrames) {
  Talk talk;
  talk.client(frame(kClient, 0x01, "one ")).client(frame(kClient, 0x89, "still there"));
  talk.client(frame(kClient, 0x00, "two ")).client(frame(kClient, 0x80, "three")).goodbye();
  EXPECT_THAT(talk.said(kClient), ElementsAre("one two three"));
  EXPECT_EQ(talk.voice(kClient).messages.front().type, Opcode::ping);
  EXPECT_THAT(talk.incomplete(), IsEmpty());
}

TEST(WebSocket, ReadsEachFormOfLength) {
  for (const std::size_t size : {0U, 125U, 126U, 65535U, 65536U, 300'000U}) {
    Talk talk;
    talk.text(kServer, std::string(size, 'x')).text(kClient, std::string(size, 'y')).goodbye();
    EXPECT_THAT(talk.said(kServer), ElementsAre(std::string(size, 'x')));
    EXPECT_THAT(talk.said(kClient), ElementsAre(std::string(size, 'y')));
    EXPECT_THAT(talk.incomplete(), IsEmpty());
  }
}

TEST(WebSocket, AStreamThatEndsBetweenMessagesWithoutACloseWasSeenWhole) {
  Talk talk;
  talk.text(kServer, "tick").end(Ending::fin);
  EXPECT_THAT(talk.incomplete(), IsEmpty());
  const Interaction what = talk.interaction();
  EXPECT_EQ(what.status.code, StatusCode::error);
  EXPECT_EQ(what.attributes.text(semconv::kErrorType), "1006");
}

TEST(WebSocket, AnUnfinishedMessageSaysHowItsStreamEnded) {
  const auto incomplete = [](Ending kind, std::string_view octets) {
    Talk talk;
    talk.server(octets).end(kind);
    return talk.incomplete();
  };
  const std::string whole = frame(kServer, 0x81, "tick");
  EXPECT_THAT(incomplete(Ending::fin, whole.substr(0, 3)), ElementsAre("truncated"));
  EXPECT_THAT(incomplete(Ending::fin, whole.substr(0, 1)), ElementsAre("truncated"));
  EXPECT_THAT(incomplete(Ending::fin, frame(kServer, 0x01, "tick")), ElementsAre("truncated"));
  EXPECT_THAT(incomplete(Ending::reset, whole), ElementsAre("truncated"));
  EXPECT_THAT(incomplete(Ending::end_of_capture, whole), ElementsAre("open"));
  EXPECT_THAT(incomplete(Ending::evicted, whole), ElementsAre("limit"));
}

TEST(WebSocket, ACloseCodeOtherThanNormalIsAnError) {
  const auto error = [](std::uint16_t code) {
    Talk talk;
    talk.goodbye(code);
    const Interaction what = talk.interaction();
    EXPECT_EQ(what.status.code == StatusCode::error,
              what.attributes.find(semconv::kErrorType) != nullptr);
    return std::string(what.attributes.text(semconv::kErrorType));
  };
  EXPECT_EQ(error(1000), "");
  EXPECT_EQ(error(1001), "");
  EXPECT_EQ(error(1011), "1011");
  EXPECT_EQ(error(4001), "4001");
  Talk none;
  none.client(frame(kClient, 0x88, "")).server(frame(kServer, 0x88, ""));
  EXPECT_EQ(none.interaction().attributes.integer(semconv::kWebsocketCloseCode), 1005);
  EXPECT_EQ(none.interaction().status.code, StatusCode::unset);
}

TEST(WebSocket, WhatComesBehindACloseIsSkipped) {
  Talk talk;
  talk.client(frame(kClient, 0x88, close_body(1000))).client("GET / HTTP/1.1");
  talk.server(frame(kServer, 0x88, close_body(1000))).end();
  EXPECT_THAT(talk.incomplete(), IsEmpty());
  EXPECT_EQ(talk.conversation().account(kClient).skipped, 14U);
  EXPECT_EQ(talk.unaccounted(kClient), 0U);
}

TEST(WebSocket, MarksWhatBreaksTheRulesAndReadsOn) {
  const auto broken = [](Side side, const std::string& octets) {
    Talk talk;
    talk.say(side, octets).text(side, "after").goodbye();
    EXPECT_THAT(talk.incomplete(), ElementsAre("undecodable"));
    EXPECT_EQ(talk.said(side).back(), "after");
    const Interaction what = talk.interaction();
    const AttributeValue* names = what.attributes.find(semconv::kWebsocketViolations);
    return names == nullptr ? std::vector<std::string>{}
                            : std::get<std::vector<std::string>>(*names);
  };
  EXPECT_THAT(broken(kClient, frame(kServer, 0x81, "bare")), ElementsAre("masking"));
  EXPECT_THAT(broken(kServer, frame(kClient, 0x81, "veiled")), ElementsAre("masking"));
  EXPECT_THAT(broken(kServer, frame(kServer, 0xA1, "x")), ElementsAre("reserved-bits"));
  EXPECT_THAT(broken(kServer, frame(kServer, 0xC1, "x")), ElementsAre("reserved-bits"));
  EXPECT_THAT(broken(kServer, frame(kServer, 0x83, "x")), ElementsAre("reserved-opcode"));
  EXPECT_THAT(broken(kServer, frame(kServer, 0x8B, "x")), ElementsAre("reserved-opcode"));
  EXPECT_THAT(broken(kServer, frame(kServer, 0x09, "x")), ElementsAre("fragmented-control"));
  EXPECT_THAT(broken(kServer, frame(kServer, 0x89, std::string(126, 'x'))),
              ElementsAre("long-control"));
  EXPECT_THAT(broken(kServer, frame(kServer, 0x80, "x")), ElementsAre("stray-continuation"));
  EXPECT_THAT(broken(kServer, frame(kServer, 0x01, "x")), ElementsAre("interrupted"));
  EXPECT_THAT(broken(kServer, std::string("\x81\x7E\x00\x01x", 5)), ElementsAre("long-length"));
  EXPECT_THAT(broken(kServer, frame(kServer, 0x81, "\xC0\xAF")), ElementsAre("invalid-utf8"));
}

TEST(WebSocket, ABadCloseIsMarked) {
  for (const std::string& body :
       {std::string("\x03"), close_body(1006), close_body(999), close_body(1000, "\xFF")}) {
    Talk talk;
    talk.client(frame(kClient, 0x88, body)).server(frame(kServer, 0x88, ""));
    EXPECT_THAT(talk.incomplete(), ElementsAre("undecodable"));
  }
}

TEST(WebSocket, TextThatIsNotUtf8IsKeptAsOctets) {
  Talk talk;
  talk.text(kServer, "\xFF\xFE").goodbye();
  EXPECT_EQ(std::get<Value>(talk.interaction().response_payload.body),
            (Value::List{Value::Blob{"\xFF\xFE"}}));
}

TEST(WebSocket, ThousandsOfMessagesAreCountedAndOnlySomeAreKept) {
  const auto talked = [](std::string_view last) {
    Talk talk;
    for (int i = 0; i < 5000; ++i) talk.text(kServer, "tick");
    talk.text(kServer, last).goodbye();
    return talk.interaction();
  };
  const Interaction what = talked("tock");
  EXPECT_THAT(what.incomplete.names(), ElementsAre("limit"));
  EXPECT_EQ(what.attributes.integer(semconv::kWebsocketServerMessages), 5001);
  EXPECT_EQ(what.response_payload.size, 20004U);
  EXPECT_EQ(what.response_payload.captured, 4000U);
  EXPECT_NE(what.attributes.text(semconv::kWebsocketServerDigest), "");
  EXPECT_EQ(what.attributes, talked("tock").attributes);
  EXPECT_NE(what.attributes.text(semconv::kWebsocketServerDigest),
            talked("teck").attributes.text(semconv::kWebsocketServerDigest));
}

TEST(WebSocket, ALongMessageIsKeptToItsLimitAndTheRestCounted) {
  Talk talk(kPlain, false, {.body = 10});
  talk.text(kServer, "ten octets, and more").goodbye();
  EXPECT_THAT(talk.incomplete(), ElementsAre("limit"));
  EXPECT_THAT(talk.said(kServer), ElementsAre("ten octets"));
  EXPECT_EQ(talk.voice(kServer).messages.front().size, 20U);
}

TEST(WebSocket, BothSidesTogetherKeepNoMoreThanTheLimit) {
  Talk talk(kPlain, false, {.held = 20'000});
  for (int i = 0; i < 100; ++i) {
    talk.text(kServer, std::string(1000, 'x')).text(kClient, std::string(1000, 'y'));
    ASSERT_LE(talk.conversation().held(), 20'000U);
  }
  talk.goodbye();
  EXPECT_THAT(talk.incomplete(), ElementsAre("limit"));
  EXPECT_EQ(talk.voice(kServer).data_messages, 100U);
}

TEST(WebSocket, SheddingKeepsTheCount) {
  Talk talk;
  talk.text(kServer, "something").text(kServer, "more");
  talk.conversation().shed(1'000'000);
  EXPECT_EQ(talk.conversation().held(), 0U);
  talk.text(kServer, "again").goodbye();
  EXPECT_THAT(talk.incomplete(), ElementsAre("limit"));
  EXPECT_EQ(talk.voice(kServer).data_messages, 3U);
  EXPECT_EQ(talk.voice(kServer).size, 18U);
}

}  // namespace
}  // namespace goldwire::websocket
