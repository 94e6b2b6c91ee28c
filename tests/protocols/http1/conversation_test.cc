// HTTP/1.x on a connection where nothing is lost: framing, pairing, interim answers, switching.
#include "protocols/http1/conversation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "protocols/base/semconv.h"
#include "tests/protocols/http1/talk.h"

namespace goldwire::http1 {
namespace {

constexpr std::string_view kGet = "GET /a HTTP/1.1\r\nHost: bank\r\n\r\n";
constexpr std::string_view kHello = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";

std::string get(std::string_view target) {
  return "GET " + std::string(target) + " HTTP/1.1\r\nHost: bank\r\n\r\n";
}
std::string answer(std::string_view body) {
  return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
         std::string(body);
}

TEST(Http1, OneRequestAndItsAnswerAreOneExchange) {
  const Heard heard = hear(Talk().client(kGet).server(kHello).end().pieces());
  ASSERT_EQ(said(heard), Lines{"GET /a -> 200 hello"});
  const Exchange& exchange = heard.exchanges[0];
  EXPECT_EQ(exchange.protocol, "http/1.1");
  EXPECT_EQ(exchange.request.begin, 0U);
  EXPECT_EQ(exchange.request.end, kGet.size());
  EXPECT_EQ(exchange.response.end, kHello.size());
  EXPECT_EQ(unix_nano(*exchange.request.first), 2000);
  EXPECT_EQ(unix_nano(*exchange.response.last), 3000);
  ASSERT_EQ(heard.opened.size(), 1U);
  EXPECT_FALSE(heard.opened[0].waits);
  EXPECT_EQ(heard.accounts[0], (Account{kGet.size(), 0, 0}));
  EXPECT_EQ(heard.accounts[1], (Account{kHello.size(), 0, 0}));
}

TEST(Http1, PipelinedRequestsPairInOrder) {
  const std::string three = get("/1") + get("/2") + get("/3");
  const Heard heard =
      hear(Talk().client(three).server(answer("one") + answer("two") + answer("three")).pieces());
  EXPECT_EQ(said(heard), (Lines{"GET /1 -> 200 one", "GET /2 -> 200 two", "GET /3 -> 200 three"}));
  EXPECT_EQ(heard.exchanges[2].ordinal, 2U);
}

TEST(Http1, ChunksWithExtensionsAndTrailersAreDecoded) {
  const Heard heard = hear(
      Talk()
          .client("POST /up HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
                  "3;name=value\r\nabc\r\n0A\r\n0123456789\r\n0\r\nX-Sum: 7\r\nX-Sum: 8\r\n\r\n")
          .server("HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n")
          .pieces());
  ASSERT_EQ(said(heard), Lines{"POST /up abc0123456789 -> 201 ok"});
  const http::Request& request = messages_of(heard.exchanges[0]).request;
  EXPECT_EQ(request.trailers.joined("x-sum"), "7, 8");
  EXPECT_EQ(request.body.size, 13U);
  EXPECT_EQ(request.body.wire_size, 60U);
  EXPECT_NE(request.body.digest, 0U);
}

TEST(Http1, HeadAnd204And304HaveNoContent) {
  const std::string head = "HEAD /a HTTP/1.1\r\nHost: bank\r\n\r\n";
  const Heard heard = hear(Talk()
                               .client(head)
                               .server("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n")
                               .client(get("/b"))
                               .server("HTTP/1.1 304 Not Modified\r\nContent-Length: 99\r\n\r\n")
                               .client(get("/c"))
                               .server("HTTP/1.1 204 No Content\r\n\r\n")
                               .client(get("/d"))
                               .server(kHello)
                               .pieces());
  EXPECT_EQ(said(heard),
            (Lines{"HEAD /a -> 200", "GET /b -> 304", "GET /c -> 204", "GET /d -> 200 hello"}));
}

TEST(Http1, AContentWithoutLengthEndsWithTheConnection) {
  Talk talk;
  talk.client(kGet).server("HTTP/1.0 200 OK\r\n\r\npart one, ").server("part two");
  EXPECT_EQ(said(hear(talk.pieces())), Lines{});
  EXPECT_EQ(said(hear(Talk(talk).close(Side::server).pieces())),
            Lines{"GET /a -> 200 part one, part two"});
  EXPECT_EQ(said(hear(Talk(talk).close(Side::server, Ending::reset).pieces())),
            Lines{"GET /a -> 200 part one, part two [truncated]"});
  EXPECT_EQ(said(hear(Talk(talk).close(Side::server, Ending::end_of_capture).pieces())),
            Lines{"GET /a -> 200 part one, part two [open]"});
}

TEST(Http1, InterimResponsesAreEventsOfTheExchange) {
  const Heard heard =
      hear(Talk()
               .client("PUT /a HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n")
               .server("HTTP/1.1 100 Continue\r\n\r\n")
               .client("body")
               .server("HTTP/1.1 103 Early Hints\r\nLink: </s.css>\r\n\r\n" + answer("done"))
               .pieces());
  ASSERT_EQ(said(heard), Lines{"PUT /a body -> 200 done"});
  const auto interactions = describe(heard.exchanges[0]);
  ASSERT_EQ(interactions.size(), 1U);
  ASSERT_EQ(interactions[0].events.size(), 2U);
  EXPECT_EQ(interactions[0].events[0].attributes.integer(semconv::kHttpResponseStatusCode), 100);
  EXPECT_EQ(unix_nano(interactions[0].events[0].time), 3000);
  EXPECT_EQ(interactions[0].events[1].attributes.integer(semconv::kHttpResponseStatusCode), 103);
}

TEST(Http1, ABodyHeldBackAfterARefusedExpectationIsNotWaitedFor) {
  const Heard heard =
      hear(Talk()
               .client("PUT /a HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 400\r\n\r\n")
               .server("HTTP/1.1 417 Expectation Failed\r\nContent-Length: 0\r\n\r\n")
               .client(get("/b"))
               .server(kHello)
               .pieces());
  EXPECT_EQ(said(heard), (Lines{"PUT /a -> 417", "GET /b -> 200 hello"}));
}

TEST(Http1, AnAnswerBeforeTheRequestIsFinishedBelongsToIt) {
  Talk talk;
  talk.client("POST /a HTTP/1.1\r\nContent-Length: 8\r\n\r\n1234")
      .server("HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno");
  EXPECT_EQ(said(hear(Talk(talk).client("5678").client(kGet).server(kHello).pieces())),
            (Lines{"POST /a 12345678 -> 413 no", "GET /a -> 200 hello"}));
  EXPECT_EQ(said(hear(Talk(talk).end().pieces())), Lines{"POST /a 1234 -> 413 no [truncated]"});
}

TEST(Http1, AnAnswerSentBeforeTheRequestArrivedIsNotItsAnswer) {
  Talk talk;
  talk.client(kGet).server(kHello);
  const std::uint64_t before = talk.total(Side::client);
  talk.client(get("/b")).early(Side::server,
                               "HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n", before);
  talk.end();
  EXPECT_EQ(said(hear(talk.pieces())),
            (Lines{"GET /a -> 200 hello", "- -> 408 [no-request]", "GET /b -> - [no-response]"}));
}

TEST(Http1, UpgradeSwitchesAtTheExactOctet) {
  Talk talk;
  talk.client("GET /chat HTTP/1.1\r\nUpgrade: websocket\r\nSec-WebSocket-Key: k\r\n\r\n")
      .server("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n\x81\x02hi");
  const Heard heard = hear(talk.pieces());
  ASSERT_EQ(said(heard), Lines{"GET /chat -> 101"});
  ASSERT_TRUE(heard.switched);
  EXPECT_EQ(heard.switched->protocol, "websocket");
  EXPECT_EQ(heard.switched->client_offset, talk.total(Side::client));
  EXPECT_EQ(heard.switched->server_offset, talk.total(Side::server) - 4);
  EXPECT_EQ(heard.switched->server_left, "\x81\x02hi");
  EXPECT_THAT(heard.switched->carried, testing::HasSubstr("Sec-WebSocket-Key: k\r\n"));
  EXPECT_EQ(heard.accounts[1].taken, talk.total(Side::server) - 4);
}

TEST(Http1, ARefusedUpgradeStaysHttp) {
  const Heard heard = hear(Talk()
                               .client("GET /a HTTP/1.1\r\nUpgrade: h2c\r\n\r\n" + get("/b"))
                               .server(kHello)
                               .server(kHello)
                               .pieces());
  EXPECT_EQ(said(heard), (Lines{"GET /a -> 200 hello", "GET /b -> 200 hello"}));
}

TEST(Http1, ConnectHandsTheTunnelToDetection) {
  const Heard heard = hear(Talk()
                               .client("CONNECT db:5432 HTTP/1.1\r\nHost: db:5432\r\n\r\n\x16\x03")
                               .server("HTTP/1.1 200 Connection established\r\n\r\n")
                               .pieces());
  EXPECT_EQ(said(heard), Lines{"CONNECT db:5432 -> 200"});
  ASSERT_TRUE(heard.switched);
  EXPECT_EQ(heard.switched->protocol, "");
  EXPECT_EQ(heard.switched->client_left, "\x16\x03");
  const Heard refused = hear(Talk()
                                 .client("CONNECT db:5432 HTTP/1.1\r\nHost: db:5432\r\n\r\n")
                                 .server("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno")
                                 .client(kGet)
                                 .server(kHello)
                                 .pieces());
  EXPECT_EQ(said(refused), (Lines{"CONNECT db:5432 -> 403 no", "GET /a -> 200 hello"}));
}

TEST(Http1, AnEventStreamIsAnnouncedAsWaitingAndEmittedOnceAtItsEnd) {
  Talk talk;
  talk.client(kGet)
      .server("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n")
      .server("data: 1\n\n")
      .server("data: 2\n\n");
  Heard heard = hear(talk.pieces());
  EXPECT_EQ(said(heard), Lines{});
  ASSERT_EQ(heard.opened.size(), 2U);
  EXPECT_FALSE(heard.opened[0].waits);
  EXPECT_TRUE(heard.opened[1].waits);
  EXPECT_EQ(heard.opened[1].ordinal, heard.opened[0].ordinal);
  heard = hear(talk.end().pieces());
  EXPECT_EQ(said(heard), Lines{"GET /a -> 200 data: 1\n\ndata: 2\n\n"});
}

TEST(Http1, LenientFormsAreReadAsPeersReadThem) {
  const Heard heard = hear(Talk()
                               .client("\r\n\nFETCH-IT http://h:81/x?y=1 HTTP/1.1\nHost: h\n"
                                       "X-Long: one\n  two\n\tthree\nContent-Length: 2, 2\n\nok")
                               .server("HTTP/1.1 200\nContent-Length: 0\n\n")
                               .pieces());
  ASSERT_EQ(said(heard), Lines{"FETCH-IT http://h:81/x?y=1 ok -> 200"});
  EXPECT_EQ(messages_of(heard.exchanges[0]).request.fields.find("x-long"), "one two three");
  EXPECT_EQ(heard.exchanges[0].request.begin, 3U);
}

TEST(Http1, EndsSayWhatIsMissing) {
  EXPECT_EQ(said(hear(Talk().client(kGet).end().pieces())), Lines{"GET /a -> - [no-response]"});
  EXPECT_EQ(said(hear(Talk().client(kGet).end(Ending::end_of_capture).pieces())),
            Lines{"GET /a -> - [no-response open]"});
  EXPECT_EQ(said(hear(Talk().client("GET /a HTTP/1.1\r\nHost: ba").end().pieces())),
            Lines{"GET /a -> - [no-response truncated]"});
  EXPECT_EQ(said(hear(Talk().client(kGet).server(kHello.substr(0, 40)).end().pieces())),
            Lines{"GET /a -> 200 he [truncated]"});
}

TEST(Http1, MessagesThatContradictThemselvesAreMarkedAndNeverShiftAnswers) {
  // Content-Length and Transfer-Encoding: peers disagree where the next request begins.
  const Heard smuggled =
      hear(Talk()
               .client("POST /a HTTP/1.1\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n"
                       "0\r\n\r\nGET /evil HTTP/1.1\r\nHost: x\r\n\r\n")
               .server(answer("first") + answer("second"))
               .client(get("/after"))
               .server(answer("third"))
               .end()
               .pieces());
  ASSERT_EQ(smuggled.exchanges.size(), 5U);
  EXPECT_EQ(said(smuggled)[0], "POST /a -> 200 first [undecodable]");
  for (const Exchange& exchange : smuggled.exchanges) {
    EXPECT_FALSE(exchange.incomplete.empty()) << said(exchange);
  }
  for (const std::string_view length : {"5, 6", "-5", "+5", "0x5", "5 5", ""}) {
    const Heard heard = hear(
        Talk()
            .client("POST /a HTTP/1.1\r\nContent-Length: " + std::string(length) + "\r\n\r\nhello")
            .server(answer("no"))
            .client(get("/b"))
            .server(answer("yes"))
            .end()
            .pieces());
    EXPECT_EQ(said(heard), (Lines{"POST /a -> 200 no [undecodable]", "GET /b -> 200 yes"}))
        << length;
  }
}

TEST(Http1, ExpectationThatIsRefusedBeforeTheConnectionEndsLeavesNothingOut) {
  const Heard heard =
      hear(Talk()
               .client("POST /a HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 500\r\n\r\n")
               .server("HTTP/1.1 413 Too Large\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
               .end()
               .pieces());
  EXPECT_EQ(said(heard), Lines{"POST /a -> 413"});
}

TEST(Http1, ABrokenChunkEndsTheMessageAndTheNextTurnIsRead) {
  const Heard heard = hear(
      Talk()
          .client(kGet)
          .server("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhelloXX\r\n0\r\n\r\n")
          .client(get("/b"))
          .server(answer("yes"))
          .end()
          .pieces());
  EXPECT_EQ(said(heard), (Lines{"GET /a -> 200 hello [undecodable]", "GET /b -> 200 yes"}));
}

TEST(Http1, WhatFollowsABrokenChunkIsReadTheSameHoweverItIsCut) {
  const std::string sent =
      "POST /a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n10000000000000000\r\n" + get("/b");
  Talk whole;
  whole.client(sent).end();
  Talk in_octets;
  for (const char octet : sent) in_octets.client(std::string(1, octet));
  in_octets.end();
  const Lines lines = {"POST /a -> - [no-response undecodable]",
                       "GET /b -> - [no-response undecodable]"};
  EXPECT_EQ(said(hear(whole.pieces())), lines);
  EXPECT_EQ(said(hear(in_octets.pieces())), lines);
}

TEST(Http1, AHugeBodyIsDigestedButNotKept) {
  Limits limits;
  limits.body = 1000;
  const std::string piece(5000, 'x');
  Talk talk;
  talk.client(kGet).server("HTTP/1.1 200 OK\r\nContent-Length: 500000\r\n\r\n");
  for (int i = 0; i < 100; ++i) talk.server(piece);
  const Heard heard = hear(talk.pieces(), false, limits);
  ASSERT_EQ(heard.exchanges.size(), 1U);
  EXPECT_TRUE(heard.exchanges[0].incomplete.empty());
  const http::Body& body = messages_of(heard.exchanges[0]).response.body;
  EXPECT_EQ(body.kept.size(), 1000U);
  EXPECT_EQ(body.size, 500000U);
  EXPECT_LT(heard.largest_held, 2000U);
  const auto interactions = describe(heard.exchanges[0]);
  EXPECT_EQ(interactions[0].attributes.text(semconv::kHttpResponseBodyDigest).size(), 16U);
}

TEST(Http1, AHugeCodedBodyIsToldByWhatItHolds) {
  Limits limits;
  limits.body = 1000;
  const auto told = [&](const std::string& fields, const std::string& octets) {
    Talk talk;
    talk.client(kGet).server("HTTP/1.1 200 OK\r\n" + fields +
                             "Content-Length: " + std::to_string(octets.size()) + "\r\n\r\n");
    for (std::size_t at = 0; at < octets.size(); at += 777) talk.server(octets.substr(at, 777));
    const Heard heard = hear(talk.pieces(), false, limits);
    EXPECT_EQ(heard.exchanges.size(), 1U);
    return describe(heard.exchanges.at(0))[0];
  };
  const std::string content(5000, 'x');
  const Interaction plain = told("", content);
  const Interaction coded =
      told("Content-Encoding: aws-chunked\r\n", "1388\r\n" + content + "\r\n0\r\n\r\n");
  EXPECT_TRUE(coded.incomplete.empty());
  EXPECT_EQ(coded.response_payload.size, 5000U);
  EXPECT_EQ(coded.response_payload.body, plain.response_payload.body);
  EXPECT_EQ(coded.attributes.text(semconv::kHttpResponseBodyDigest),
            plain.attributes.text(semconv::kHttpResponseBodyDigest));
}

TEST(Http1, HeldStaysUnderItsLimitAndSaysWhatItGaveUp) {
  Limits limits;
  limits.held = 20000;
  Talk talk;
  std::string many;
  for (int i = 0; i < 20; ++i) {
    many += "POST /a HTTP/1.1\r\nContent-Length: 3000\r\n\r\n" + std::string(3000, 'b');
  }
  talk.client(many).client("GET /" + std::string(30000, 'x')).end();
  const Heard heard = hear(talk.pieces(), false, limits);
  EXPECT_LE(heard.largest_held, limits.held);
  std::size_t limited = 0;
  for (const Exchange& exchange : heard.exchanges) {
    if (exchange.incomplete.has(Reason::limit)) ++limited;
  }
  EXPECT_EQ(heard.exchanges.size(), 20U);
  EXPECT_GE(limited, 10U);
}

TEST(Http1, ARequestThatIsStillReadCanBeShed) {
  const auto conversation = open({});
  const std::string head = "POST /a HTTP/1.1\r\nContent-Length: 9\r\nx: " + std::string(900, 'x');
  conversation->take(Chunk{Side::client, 0, as_bytes(head), from_unix_nano(1), 0});
  conversation->take(
      Chunk{Side::client, head.size(), as_bytes("\r\n\r\nhalf"), from_unix_nano(2), 0});
  ASSERT_GT(conversation->held(), 900U);
  conversation->shed(conversation->held());
  EXPECT_EQ(conversation->held(), 0U);
  Lines lines;
  while (const auto output = conversation->poll()) {
    if (const auto* exchange = std::get_if<Exchange>(&*output)) lines.push_back(said(*exchange));
  }
  EXPECT_EQ(lines, (Lines{"POST /a -> - [no-response limit]"}));
}

TEST(Http1, AnAnswerToNobodyCanBeShedWhileARequestIsRead) {
  Opening joined;
  joined.midstream = true;
  const auto conversation = open(joined);
  const auto take = [&](Side side, std::string_view octets, std::uint64_t offset) {
    conversation->take(Chunk{side, offset, as_bytes(octets), from_unix_nano(1), 0});
  };
  take(Side::server, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", 0);
  ASSERT_GT(conversation->held(), 0U);
  conversation->shed(conversation->held());
  EXPECT_EQ(conversation->held(), 0U);
}

TEST(Http1, MoreRequestsThanMayWaitAreReportedAndNotAnsweredWrongly) {
  Limits limits;
  limits.pending = 3;
  Talk talk;
  for (int i = 0; i < 5; ++i) talk.early(Side::client, get("/" + std::to_string(i)), 0);
  talk.server(answer("0")).server(answer("1")).end();
  const Lines lines = said(hear(talk.pieces(), false, limits));
  ASSERT_EQ(lines.size(), 7U);
  EXPECT_EQ(lines[0], "GET /0 -> - [no-response limit]");
  EXPECT_EQ(lines[2], "- -> 200 0 [no-request limit]");
  for (const std::string& line : lines) EXPECT_TRUE(line.ends_with("limit]")) << line;
}

TEST(Http1, EncodingGivesBytesThatReadTheSame) {
  const Heard heard = hear(
      Talk()
          .client(
              "PUT /a?b HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n")
          .server("HTTP/1.1 100 Continue\r\n\r\n")
          .client("body")
          .server(
              "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nT: 1\r\n\r\n")
          .client("GET /c HTTP/1.0\r\n\r\n")
          .server("HTTP/1.0 200 Fine\r\n\r\nto the end")
          .end()
          .pieces());
  ASSERT_EQ(heard.exchanges.size(), 2U);
  for (const Exchange& exchange : heard.exchanges) {
    const Heard again = hear(Talk()
                                 .client(encode(exchange, Side::client))
                                 .server(encode(exchange, Side::server))
                                 .end()
                                 .pieces());
    ASSERT_EQ(said(again), Lines{said(exchange)});
    EXPECT_EQ(messages_of(again.exchanges[0]).request.fields, messages_of(exchange).request.fields);
    EXPECT_EQ(messages_of(again.exchanges[0]).response.trailers,
              messages_of(exchange).response.trailers);
    EXPECT_EQ(messages_of(again.exchanges[0]).interims.size(),
              messages_of(exchange).interims.size());
  }
}

TEST(Http1, DetectionReadsBothStartLines) {
  const auto judge = [](std::string_view client, std::string_view server) {
    return detect(as_bytes(client), as_bytes(server));
  };
  EXPECT_EQ(judge("GET / HTTP/1.1\r\n", ""), Fit::certain);
  EXPECT_EQ(judge("", "HTTP/1.1 200 OK\r\n"), Fit::certain);
  EXPECT_EQ(judge("\r\nX-ANY /p HTTP/1.0\r\nHost", "HTTP/1.0 404"), Fit::certain);
  EXPECT_EQ(judge("GET /index", ""), Fit::likely);
  EXPECT_EQ(judge("GE", ""), Fit::unsure);
  EXPECT_EQ(judge("", ""), Fit::unsure);
  EXPECT_EQ(judge("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", ""), Fit::no);
  EXPECT_EQ(judge("INVITE sip:a@b SIP/2.0\r\n", ""), Fit::no);
  EXPECT_EQ(judge(std::string_view("\0\0\0\x10", 4), ""), Fit::no);
  EXPECT_EQ(judge("GET / HTTP/1.1\r\n", "220 smtp ready\r\n"), Fit::likely);
  EXPECT_EQ(judge("", "HTTP/2 200"), Fit::no);
}

TEST(Http1, JoinedLateATurnIsOneHoweverItsStartLineIsCut) {
  const std::string turn = "POST /b HTTP/1.1\r\nHost: bank\r\n";
  for (std::size_t cut = 0; cut < turn.size(); ++cut) {
    Talk talk;  // the first request's head is not there to its end, and no hole tells
    talk.client("GET /a HTTP/1.1\r\nHost: ba").server("HTTP/1.1 200 OK\r\nHost: ");
    talk.client(turn.substr(0, cut)).client(turn.substr(cut) + "\r\n").end();
    const Heard heard = hear(talk.pieces(), true);
    EXPECT_THAT(said(heard), testing::Contains(testing::StartsWith("POST /b"))) << cut;
  }
}

TEST(Http1, InterimResponseThatNotEveryReaderEndsThereIsMarked) {
  for (const char* const field : {"a\r: b", "\r", "a : b"}) {
    Talk talk;
    talk.client(get("/a"))
        .server("HTTP/1.1 103 Early Hints\r\n" + std::string(field) + "\r\n\r\n" + answer("one"))
        .end();
    const std::vector<std::string> lines = said(hear(talk.pieces()));
    EXPECT_THAT(lines, testing::Contains(testing::HasSubstr("undecodable"))) << field;
    EXPECT_THAT(lines, testing::Not(testing::Contains("GET /a -> 200 one"))) << field;
  }
}

TEST(Http1, EndlessInterimAnswersAreKeptUpToALimit) {
  std::string many;
  for (std::size_t i = 0; i <= http::kMostInterims * 80; ++i) {
    many += "HTTP/1.1 102 Processing\r\n\r\n";
  }
  const Heard heard = hear(Talk()
                               .client("GET /a HTTP/1.1\r\nHost: bank\r\n\r\n")
                               .server(many + "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
                               .pieces());
  ASSERT_EQ(heard.exchanges.size(), 1U);
  EXPECT_TRUE(heard.exchanges[0].incomplete.has(Reason::limit));
  EXPECT_EQ(messages_of(heard.exchanges[0]).response.status, 200);
  EXPECT_EQ(messages_of(heard.exchanges[0]).interims.size(), http::kMostInterims);
}

}  // namespace
}  // namespace goldwire::http1
