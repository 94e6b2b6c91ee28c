// HTTP/2 conversations: what becomes of streams, and what losses may take.
#include "protocols/http2/conversation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "protocols/base/semconv.h"
#include "tests/protocols/http2/frames.h"

namespace goldwire::http2 {
namespace {

using testing::ElementsAre;

TEST(Http2, InterleavedStreamsGetTheirOwnAnswers) {
  Talk talk;
  talk.client(begin() + get(1, "/a") + post(3, "/b"))
      .server(write_settings() + ok(3) + ok(1) + data(3, "b1", false))
      .client(data(3, "body"))
      .server(data(1, "a") + data(3, "b2"));
  EXPECT_THAT(talk.said(), ElementsAre("GET /a -> 200 a", "POST /b body -> 200 b1b2"));
  EXPECT_EQ(talk.opened.size(), 2U);
  const Account account = talk.conversation->account(Side::client);
  EXPECT_EQ(account.skipped + account.lost, 0U);
}

TEST(Http2, HeadTrailersAndInterimAnswersBelongToTheirStream) {
  Talk talk;
  const std::string early = frame(FrameType::headers, flag::kEndHeaders, 1,
                                  field(":status", "103") + field("link", "</a>"));
  talk.client(begin() + get(1, "/a"))
      .server(write_settings() + early + ok(1) + data(1, "x", false) +
              trailers(1, field("x-sum", "7")));
  ASSERT_EQ(talk.exchanges.size(), 1U);
  const Messages& messages = messages_of(talk.exchanges[0]);
  ASSERT_EQ(messages.interims.size(), 1U);
  EXPECT_EQ(messages.interims[0].response.status, 103);
  EXPECT_EQ(messages.response.trailers.find("x-sum"), "7");
  EXPECT_TRUE(talk.exchanges[0].incomplete.empty());
  EXPECT_EQ(messages.response.body.wire_size, 10U);
}

TEST(Http2, PaddingPriorityAndContinuationAreTakenOff) {
  Talk talk;
  using namespace std::string_literals;
  const std::string block = "\x82\x86"s + field(":path", "/padded");
  const std::string padded = frame(FrameType::headers, flag::kPadded | flag::kPriority, 1,
                                   "\2"s + std::string(5, '\0') + block.substr(0, 4) + "\0\0"s);
  const std::string rest = frame(FrameType::continuation, flag::kEndHeaders, 1, block.substr(4));
  const std::string body =
      frame(FrameType::data, flag::kPadded | flag::kEndStream, 1, "\3hey\0\0\0"s);
  talk.client(begin() + padded + rest + body).server(write_settings() + ok(1, true));
  EXPECT_THAT(talk.said(), ElementsAre("GET /padded hey -> 200"));
}

TEST(Http2, PromisedRequestIsAnExchangeOfItsOwn) {
  Talk talk;
  const std::string promise = frame(FrameType::push_promise, flag::kEndHeaders, 1,
                                    number(2) + "\x82\x86" + field(":path", "/style.css"));
  talk.client(begin() + get(1, "/"))
      .server(write_settings() + promise + ok(1, true) + ok(2) + data(2, "css"));
  EXPECT_THAT(talk.said(), ElementsAre("GET / -> 200", "GET /style.css -> 200 css"));
  EXPECT_EQ(describe(talk.exchanges[1])[0].attributes.find(semconv::kHttp2Pushed) != nullptr, true);
}

TEST(Http2, ResetStreamIsSettledWithWhoAndWhyAndLateFramesChangeNothing) {
  Talk talk;
  talk.client(begin() + get(1, "/slow") + get(3, "/a"))
      .server(write_settings() + ok(1))
      .client(reset(1, 8))
      .server(data(1, "late") + ok(3, true));
  EXPECT_THAT(talk.said(), ElementsAre("GET /slow -> 200 [truncated]", "GET /a -> 200"));
  const Interaction broken = describe(talk.exchanges[0])[0];
  EXPECT_EQ(broken.status.code, StatusCode::error);
  EXPECT_EQ(broken.attributes.text(semconv::kErrorType), "CANCEL");
  EXPECT_EQ(broken.attributes.text(semconv::kHttp2ResetBy), "client");
  talk.end();
  EXPECT_EQ(talk.exchanges.size(), 2U);
}

TEST(Http2, AnswerBeforeTheRequestsEndIsNoError) {
  Talk talk;
  talk.client(begin() + post(1, "/large") + data(1, "some", false))
      .server(write_settings() + ok(1, true) + reset(1, 0));
  EXPECT_THAT(talk.said(), ElementsAre("POST /large some -> 200"));
  EXPECT_EQ(describe(talk.exchanges[0])[0].status.code, StatusCode::unset);
}

TEST(Http2, StreamsThatTheServerWillNotLookAtAreSettledAtGoaway) {
  Talk talk;
  talk.client(begin() + get(1, "/a") + get(3, "/b"))
      .server(write_settings() + goaway(1, 0) + ok(1, true));
  EXPECT_THAT(talk.said(), ElementsAre("GET /b -> - [no-response]", "GET /a -> 200"));
  EXPECT_EQ(describe(talk.exchanges[0])[0].status.code, StatusCode::error);
}

TEST(Http2, EndOfTheConnectionSaysWhatLacks) {
  Talk talk;
  talk.client(begin() + get(1, "/a") + get(3, "/b") + post(5, "/c"))
      .server(write_settings() + ok(3) + data(3, "half", false))
      .end(Ending::end_of_capture);
  EXPECT_THAT(talk.said(),
              ElementsAre("GET /a -> - [no-response open]", "GET /b -> 200 half [open]",
                          "POST /c -> - [no-response open]"));
}

TEST(Http2, HoleInsideABodyTouchesItsStreamAlone) {
  Talk talk;
  const std::string body = data(1, "0123456789");
  talk.client(begin() + get(1, "/a") + get(3, "/b")).server(write_settings() + ok(1) + ok(3));
  talk.server(body.substr(0, 12)).lose(Side::server, 4).server(body.substr(16) + data(3, "b"));
  EXPECT_THAT(talk.said(), ElementsAre("GET /a -> 200 012 [gap]", "GET /b -> 200 b"));
  EXPECT_EQ(messages_of(talk.exchanges[0]).response.body.size, 10U);
}

TEST(Http2, HoleOverFrameHeadersTouchesWhatWasOpenAndIsReadOnBehindIt) {
  Talk talk;
  talk.client(begin() + get(1, "/a") + get(3, "/b"))
      .server(write_settings() + ok(1))
      .lose(Side::server, data(1, "gone").size() + ok(3).size())
      .client(get(5, "/c") + get(7, "/d"))
      .server(data(3, "b") + ok(5, true) + ok(7, true));
  // Stream 3 lacks its head, stream 1 its end.
  EXPECT_THAT(talk.said(), ElementsAre("GET /b -> - [gap]", "GET /c -> 200", "GET /d -> 200"));
  talk.wait(std::chrono::seconds(40));
  EXPECT_EQ(talk.said().back(), "GET /a -> 200 [gap]");
}

TEST(Http2, FieldsThatReferToALostBlockAreUnknownAndSaySo) {
  Talk talk;
  const auto with = [](std::uint32_t stream, const std::string& fields) {
    return frame(FrameType::headers, flag::kEndStream | flag::kEndHeaders, stream,
                 "\x82\x86" + field(":path", "/x") + fields);
  };
  const std::string first = with(1, field("x-token", "secret", true));
  talk.client(begin() + first.substr(0, 12)).lose(Side::client, first.size() - 12);
  talk.client(with(3, "\xbe") + with(5, field("x-new", "1", true)) + with(7, "\xbe"));
  talk.server(write_settings() + ok(1, true) + ok(3, true) + ok(5, true) + ok(7, true));
  EXPECT_THAT(talk.said(), ElementsAre("- -> 200 [gap]", "GET /x -> 200 [gap]", "GET /x -> 200",
                                       "GET /x -> 200"));
  EXPECT_EQ(messages_of(talk.exchanges[1]).request.unknown_fields, 1U);
  EXPECT_EQ(messages_of(talk.exchanges[3]).request.fields.find("x-new"), "1");
}

TEST(Http2, JoinedLateItPairsByStreamAndMarksWhatBeganBefore) {
  Talk talk(true);
  talk.server(data(9, "rest of an answer") + ok(11, true))
      .client(get(13, "/a"))
      .server(ok(13, true))
      .client(get(15, "/b") + get(17, "/c"))
      .server(ok(15, true) + ok(17, true));
  EXPECT_THAT(talk.said(),
              ElementsAre("GET /a -> 200", "- -> - rest of an answer [no-request midstream]",
                          "- -> 200 [no-request midstream]", "GET /b -> 200", "GET /c -> 200"));
}

TEST(Http2, JoinedLateTheFirstChunkIsReadAsAnyOther) {
  const std::string server =
      data(11, "a") + data(13, "b") + data(15, "c") + std::string(20, '\xFF') + ok(17, true);
  const std::string client = get(19, "/a") + get(21, "/b") + get(23, "/c");
  Talk at_once(true);
  at_once.server(server).client(client).end();
  Talk bytewise(true);
  for (const char octet : server) bytewise.server(std::string(1, octet));
  bytewise.client(client).end();
  EXPECT_EQ(at_once.said(), bytewise.said());
}

TEST(Http2, HoleBeforeFramesAreFoundMayHaveHeldWhatCameBeforeTheAnswer) {
  Talk talk(true);
  talk.server(write_settings()).client(begin() + get(1, "/a")).lose(Side::server, 100);
  talk.server(ok(1, true) + ok(3, true) + ok(5, true));
  ASSERT_FALSE(talk.said().empty());
  EXPECT_EQ(talk.said()[0], "GET /a -> 200 [gap]");
}

TEST(Http2, JoinedAtItsBeginningWithoutAHandshakeItKnowsAll) {
  Talk talk(true);
  talk.client(begin() + get(1, "/a"))
      .server(write_settings() + frame(FrameType::settings, flag::kAck, 0, "") + ok(1, true))
      .end();
  EXPECT_THAT(talk.said(), ElementsAre("GET /a -> 200"));
}

TEST(Http2, NonsenseIsSkippedAndFramesBehindItAreRead) {
  Talk talk;
  talk.client(begin() + get(1, "/a") + std::string(40, '\xee') + get(3, "/b") + get(5, "/c") +
              get(7, "/d"))
      .server(write_settings() + ok(1, true) + ok(3, true) + ok(5, true) + ok(7, true));
  EXPECT_THAT(talk.said(),
              ElementsAre("GET /a -> 200", "GET /b -> 200", "GET /c -> 200", "GET /d -> 200"));
  EXPECT_EQ(talk.conversation->account(Side::client).skipped, 40U);
}

TEST(Http2, FramesMayBeAsLongAsThePeerTakes) {
  const std::string large(20000, 'x');
  const auto told = [&](const std::string& settings) {
    Talk talk;
    talk.client(std::string(kPreface) + frame(FrameType::settings, 0, 0, settings) + get(1, "/a"))
        .server(write_settings() + ok(1) + data(1, large) + ok(3, true))
        .end();
    return messages_of(talk.exchanges[0]).response.body.size;
  };
  using namespace std::string_literals;
  EXPECT_EQ(told("\0\5"s + number(1U << 20)), large.size());
  EXPECT_EQ(told(""), 0U);
}

TEST(Http2, FrameThatIsTooLongToKeepIsToldTheSameHoweverItIsCut) {
  using namespace std::string_literals;
  const std::string asked = frame(FrameType::settings, 0, 0, "\0\5"s + number(1U << 20));
  const std::string long_block =
      frame(FrameType::headers, flag::kEndHeaders, 1, std::string(300'000, '\x82')) + ok(3, true);
  for (const std::size_t cut : {9U, 10U, 1000U}) {
    Talk talk;
    talk.client(std::string(kPreface) + asked + get(1, "/a") + get(3, "/b"));
    talk.server(write_settings() + long_block.substr(0, cut)).server(long_block.substr(cut)).end();
    ASSERT_EQ(talk.exchanges.size(), 2U);
    EXPECT_EQ(talk.exchanges[1].response.end - talk.exchanges[1].response.begin, 9U) << cut;
    EXPECT_EQ(talk.said()[0], "GET /b -> 200") << cut;
  }
}

TEST(Http2, FrameSizeThatNobodyMayAskForChangesNothing) {
  using namespace std::string_literals;
  for (const std::uint32_t size : {0U, 1U, 16383U, 1U << 24, 0xFFFFFFFFU}) {
    Talk talk;
    talk.server(frame(FrameType::settings, 0, 0, "\0\5"s + number(size)))
        .client(begin() + get(1, "/a") + get(3, "/b") + get(5, "/c"))
        .server(ok(1, true) + ok(3, true) + ok(5, true))
        .end();
    EXPECT_THAT(talk.said(), ElementsAre("GET /a -> 200", "GET /b -> 200", "GET /c -> 200"));
  }
}

TEST(Http2, CallIsGrpcByItsContentTypeAndCountsItsMessages) {
  Talk talk;
  using namespace std::string_literals;
  const std::string head = "\x83\x86"s + field(":path", "/bank.Ledger/Post") +
                           field("content-type", "application/grpc+proto");
  talk.client(begin() + frame(FrameType::headers, flag::kEndHeaders, 1, head) +
              data(1, "\0\0\0\0\2ab\0\0\0\0\0"s))
      .server(write_settings() + ok(1) + data(1, "\0\0\0\0\1"s, false) + data(1, "x\0\0"s, false))
      .server(data(1, "\0\0\1y"s, false) + trailers(1, field("grpc-status", "0")));
  ASSERT_EQ(talk.exchanges.size(), 1U);
  EXPECT_EQ(talk.exchanges[0].application, "grpc");
  EXPECT_EQ(messages_of(talk.exchanges[0]).request.body.messages, 2U);
  EXPECT_EQ(messages_of(talk.exchanges[0]).response.body.messages, 2U);
  ASSERT_EQ(talk.opened.size(), 2U);
  EXPECT_FALSE(talk.opened[0].waits);
  EXPECT_TRUE(talk.opened[1].waits) << "its second message shows that it is a stream";
}

TEST(Http2, SilentCallWithAMessageIsAStream) {
  Talk talk;
  using namespace std::string_literals;
  const std::string head =
      "\x83\x86"s + field(":path", "/a.B/Watch") + field("content-type", "application/grpc");
  talk.client(begin() + frame(FrameType::headers, flag::kEndHeaders, 1, head) +
              data(1, "\0\0\0\0\0"s))
      .server(write_settings() + ok(1) + data(1, "\0\0\0\0\0"s, false));
  EXPECT_TRUE(talk.conversation->awaits_time());
  EXPECT_EQ(talk.opened.size(), 1U);
  talk.wait(std::chrono::seconds(2));
  ASSERT_EQ(talk.opened.size(), 2U);
  EXPECT_TRUE(talk.opened[1].waits);
}

/// A call on a connection that was joined late: its content-type, and what it ends with, refer to
/// entries from before.
struct LateCall {
  Talk talk{true};

  explicit LateCall(const std::string& end, const std::string& message = {"\0\0\0\0\0", 5}) {
    const std::string head = "\x83\x86" + field(":path", "/bank.Ledger/Post") + "\xc5";
    talk.client(frame(FrameType::headers, flag::kEndHeaders, 9, head) + data(9, message))
        .server(ok(9) + data(9, message, false) + trailers(9, end))
        .end();
  }
  const Exchange& exchange() const { return talk.exchanges.at(0); }
  std::string status() const {
    return std::string(messages_of(exchange()).response.trailers.find("grpc-status").value_or("?"));
  }
};

TEST(Http2, JoinedLateACallIsKnownByItsMessages) {
  const LateCall call("\xc6");
  EXPECT_EQ(call.exchange().application, "grpc");
  EXPECT_THAT(call.talk.said(), ElementsAre(testing::EndsWith("[unknown-fields]")));
  EXPECT_EQ(LateCall("\xc6", "no message").exchange().application, "");
}

TEST(Http2, OnlyFieldWithoutANameThatACallEndsWithIsItsStatus) {
  const std::string name_from_before = "\x7f\x08";  // entry 71
  EXPECT_EQ(LateCall(name_from_before + "\x01" + "9").status(), "9");
  EXPECT_EQ(LateCall(name_from_before + "\x01" + "9" + field("grpc-message", "no")).status(), "9");
  // The same again is an entry whose name is not known, either.
  EXPECT_EQ(LateCall(name_from_before + "\x01" + "9" + "\xbe").status(), "?") << "two of them";
  EXPECT_EQ(LateCall(name_from_before + "\x01" + "9" + "\xc6").status(), "?");
  EXPECT_EQ(LateCall(name_from_before + "\x03" + "abc").status(), "?") << "no number";
  EXPECT_EQ(LateCall("\xc6").status(), "?") << "its value is not known";
}

TEST(Http2, PendingStreamsAreBounded) {
  Limits limits;
  limits.pending = 10;
  Talk talk(false, limits);
  talk.client(begin());
  for (std::uint32_t stream = 1; stream < 100; stream += 2) talk.client(get(stream, "/a"));
  EXPECT_EQ(talk.exchanges.size(), 40U);
  for (const Exchange& exchange : talk.exchanges) {
    EXPECT_TRUE(exchange.incomplete.has(Reason::limit));
  }
}

TEST(Http2, BlockThatAnotherFrameInterruptsIsMarked) {
  Talk talk;
  const std::string cut = frame(FrameType::headers, flag::kEndStream, 1, "\x82\x86");
  talk.client(begin() + cut + get(3, "/b")).server(write_settings() + ok(1, true) + ok(3, true));
  EXPECT_THAT(talk.said(), ElementsAre("- -> 200 [undecodable]", "GET /b -> 200"));
}

/// A request and its answer, each of `content` behind a content-length of 3.
std::vector<std::string> counted(std::string_view content, std::string_view method = "\x83",
                                 std::string_view status = "\x88") {
  Talk talk;
  const std::string length = field("content-length", "3");
  const std::string asked = frame(FrameType::headers, flag::kEndHeaders, 1,
                                  std::string(method) + "\x86" + field(":path", "/") + length);
  const std::string told =
      frame(FrameType::headers, flag::kEndHeaders, 1, std::string(status) + length);
  talk.client(begin() + asked + data(1, method == "\x83" ? content : "abc"))
      .server(write_settings() + told + data(1, content));
  return talk.said();
}

TEST(Http2, AContentOfAnotherLengthThanItSaysIsMarked) {
  EXPECT_THAT(counted("abc"), ElementsAre("POST / abc -> 200 abc"));
  EXPECT_THAT(counted("abcd"), ElementsAre("POST / abcd -> 200 abcd [undecodable]"));
  EXPECT_THAT(counted("ab"), ElementsAre("POST / ab -> 200 ab [undecodable]"));
  EXPECT_THAT(counted(""), ElementsAre("POST / -> 200 [undecodable]"));
  // An answer without content says the length that it would have.
  EXPECT_THAT(counted("", field(":method", "HEAD")), ElementsAre("HEAD / abc -> 200"));
  EXPECT_THAT(counted("", "\x82", "\x8b"), ElementsAre("GET / abc -> 304"));
  EXPECT_THAT(counted("", "\x82", "\x89"), ElementsAre("GET / abc -> 204"));
}

TEST(Http2, AHugeCodedBodyIsToldByWhatItHolds) {
  Limits limits;
  limits.body = 1000;
  const auto told = [&](const std::string& fields, const std::string& octets) {
    Talk talk(false, limits);
    const std::string head = frame(FrameType::headers, flag::kEndHeaders, 1, "\x88" + fields);
    talk.client(begin() + get(1, "/a")).server(write_settings() + head + data(1, octets));
    EXPECT_EQ(talk.exchanges.size(), 1U);
    return describe(talk.exchanges.at(0))[0];
  };
  const std::string content(5000, 'x');
  const Interaction plain = told("", content);
  const Interaction coded =
      told(field("content-encoding", "aws-chunked"), "1388\r\n" + content + "\r\n0\r\n\r\n");
  EXPECT_TRUE(coded.incomplete.empty());
  EXPECT_EQ(coded.response_payload.body, plain.response_payload.body);
  EXPECT_EQ(coded.attributes.text(semconv::kHttpResponseBodyDigest),
            plain.attributes.text(semconv::kHttpResponseBodyDigest));
}

TEST(Http2, AnAnswerThatOpensATunnelHasNoLength) {
  Talk talk;
  const std::string asked = frame(FrameType::headers, flag::kEndHeaders, 1,
                                  field(":method", "CONNECT") + field(":authority", "db:5432"));
  const std::string told =
      frame(FrameType::headers, flag::kEndHeaders, 1, "\x88" + field("content-length", "3"));
  talk.client(begin() + asked + data(1, "query")).server(write_settings() + told + data(1, "rows"));
  EXPECT_THAT(talk.said(), ElementsAre("CONNECT db:5432 query -> 200 rows"));
}

TEST(Http2, AnExtendedConnectSaysItsPathAuthorityAndProtocol) {
  Talk talk;
  const std::string asked = frame(FrameType::headers, flag::kEndHeaders, 1,
                                  field(":method", "CONNECT") + field(":protocol", "websocket") +
                                      field(":scheme", "https") + field(":path", "/chat?room=1") +
                                      field(":authority", "shop.example:8443"));
  talk.client(begin() + asked + data(1, "in")).server(write_settings() + ok(1) + data(1, "out"));
  ASSERT_EQ(talk.exchanges.size(), 1U);
  const Interaction out = describe(talk.exchanges[0])[0];
  EXPECT_EQ(out.name, "CONNECT /chat");
  EXPECT_EQ(out.attributes.text(semconv::kUrlPath), "/chat");
  EXPECT_EQ(out.attributes.text(semconv::kUrlQuery), "room=1");
  EXPECT_EQ(out.attributes.text(semconv::kServerAddress), "shop.example");
  EXPECT_EQ(out.attributes.integer(semconv::kServerPort), 8443);
  const AttributeValue* const spoken = out.attributes.find("http.request.header.:protocol");
  ASSERT_NE(spoken, nullptr);
  EXPECT_EQ(std::get<std::vector<std::string>>(*spoken), std::vector<std::string>{"websocket"});
}

TEST(Http2, ARequestAfterTheServerSaidGoodbyeWasRefused) {
  Talk talk;
  const std::string goodbye = frame(FrameType::goaway, 0, 0, number(1) + number(0));
  talk.client(begin() + get(1, "/a"))
      .server(write_settings() + ok(1, true) + goodbye)
      .client(get(3, "/b"))
      .end();
  ASSERT_EQ(talk.exchanges.size(), 2U);
  const Interaction refused = describe(talk.exchanges[1])[0];
  EXPECT_EQ(refused.status.message, "not looked at: GOAWAY NO_ERROR");
  EXPECT_EQ(refused.attributes.text(semconv::kHttp2ResetBy), "server");
}

TEST(Http2, EndlessInterimAnswersAreKeptUpToALimit) {
  Talk talk;
  const std::string one = frame(FrameType::headers, flag::kEndHeaders, 1, field(":status", "102"));
  std::string many;
  for (std::size_t i = 0; i <= http::kMostInterims * 80; ++i) many += one;
  talk.client(begin() + get(1, "/a")).server(write_settings() + many + ok(1, true));
  EXPECT_THAT(talk.said(), ElementsAre("GET /a -> 200 [limit]"));
  EXPECT_EQ(messages_of(talk.exchanges[0]).interims.size(), http::kMostInterims);
}

TEST(Http2, APromiseLongerThanAFrameIsWrittenInSeveral) {
  http::Request request;
  request.method = "GET";
  request.target = "/";
  request.scheme = "http";
  request.fields.add("x-long", std::string(40000, '~'));
  Talk talk;
  talk.client(begin() + get(1, "/a"))
      .server(write_settings() + write_promise(request, 1, 2) + ok(1, true) + ok(2, true));
  ASSERT_EQ(talk.exchanges.size(), 2U);
  EXPECT_EQ(messages_of(talk.exchanges[1]).request.fields.find("x-long")->size(), 40000U);
}

}  // namespace
}  // namespace goldwire::http2
