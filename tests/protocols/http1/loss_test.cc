// HTTP/1.x where octets are missing or the beginning was not seen: what stays whole is true, what
// was touched is marked, and no answer moves to another request.
#include <gtest/gtest.h>

#include "tests/protocols/http1/talk.h"

namespace goldwire::http1 {
namespace {

std::string get(std::string_view target) {
  return "GET " + std::string(target) + " HTTP/1.1\r\nHost: bank\r\n\r\n";
}
std::string answer(std::string_view body) {
  return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
         std::string(body);
}

TEST(Http1, GapInsideBodyKeepsStep) {
  Talk talk;
  talk.client("POST /a HTTP/1.1\r\nContent-Length: 10\r\n\r\n123")
      .lose(Side::client, 5)
      .client("90" + get("/b"))
      .server(answer("one") + "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n")
      .lose(Side::server, 6)
      .client(get("/c"))
      .server("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nA\r\n12")
      .lose(Side::server, 8)
      .server("\r\n0\r\n\r\n")
      .client(get("/d"))
      .server(answer("four"));
  const Heard heard = hear(talk.pieces());
  EXPECT_EQ(said(heard), (Lines{"POST /a 123 -> 200 one [gap]", "GET /b -> 200 [gap]",
                                "GET /c -> 200 12 [gap]", "GET /d -> 200 four"}));
  EXPECT_EQ(messages_of(heard.exchanges[0]).request.body.size, 10U);
  EXPECT_FALSE(messages_of(heard.exchanges[0]).request.body.whole);
  EXPECT_EQ(heard.accounts[0].lost, 5U);
  EXPECT_EQ(heard.accounts[0].skipped, 0U);
  EXPECT_EQ(heard.accounts[1].lost, 14U);
}

TEST(Http1, GapInACloseDelimitedBodyIsAbsorbed) {
  Talk talk;
  talk.client(get("/a")).server("HTTP/1.0 200 OK\r\n\r\nabc").lose(Side::server, 9).server("xyz");
  talk.end();
  EXPECT_EQ(said(hear(talk.pieces())), Lines{"GET /a -> 200 abc [gap]"});
}

TEST(Http1, ASwallowedAnswerLeavesItsRequestAlone) {
  Talk talk;
  talk.client(get("/a"))
      .lose(Side::server, answer("one").size())
      .client(get("/b"))
      .server(answer("two"))
      .client(get("/c"))
      .server(answer("three"));
  EXPECT_EQ(said(hear(talk.pieces())),
            (Lines{"GET /a -> - [no-response gap]", "GET /b -> 200 two", "GET /c -> 200 three"}));
}

TEST(Http1, ASwallowedRequestLeavesItsAnswerAlone) {
  Talk talk;
  talk.client(get("/a"))
      .server(answer("one"))
      .lose(Side::client, get("/b").size())
      .server(answer("two"))
      .client(get("/c"))
      .server(answer("three"))
      .end();
  EXPECT_EQ(said(hear(talk.pieces())),
            (Lines{"GET /a -> 200 one", "- -> 200 two [no-request gap]", "GET /c -> 200 three"}));
}

TEST(Http1, AHoleFromOneAnswerIntoTheNextTouchesBothAndNoMore) {
  const std::string one = answer("one");
  const std::string two = answer("two");
  Talk talk;
  talk.client(get("/a"))
      .server(one.substr(0, 30))
      .lose(Side::server, one.size() - 30)
      .client(get("/b"))
      .lose(Side::server, 20)
      .server(two.substr(20))
      .client(get("/c"))
      .server(answer("three"))
      .end();
  EXPECT_EQ(said(hear(talk.pieces())),
            (Lines{"GET /a -> 200 [gap]", "GET /b -> - [no-response gap]", "GET /c -> 200 three"}));
}

TEST(Http1, APartialHeadStillSaysWhatItSays) {
  const std::string request = get("/b");
  Talk talk;
  talk.client(get("/a"))
      .server(answer("one"))
      .client(request.substr(0, 20))
      .lose(Side::client, request.size() - 20)
      .server(answer("two"))
      .client(get("/c"))
      .server(answer("three"))
      .end();
  EXPECT_EQ(said(hear(talk.pieces())),
            (Lines{"GET /a -> 200 one", "GET /b -> 200 two [gap]", "GET /c -> 200 three"}));
}

TEST(Http1, AfterAHoleInAPipelineNothingIsPairedBeforeTheNextTurn) {
  Talk talk;  // sends several at a time, then waits for all of them
  talk.client(get("/0") + get("/1"))
      .server(answer("0") + answer("1"))
      .client(get("/2") + get("/3") + get("/4"))
      .server(answer("2"))
      .lose(Side::server, answer("3").size())
      .server(answer("4"))
      .client(get("/5") + get("/6"))
      .server(answer("5") + answer("6"))
      .end();
  EXPECT_EQ(said(hear(talk.pieces())),
            (Lines{"GET /0 -> 200 0", "GET /1 -> 200 1", "GET /2 -> 200 2",
                   "- -> 200 4 [no-request gap]", "GET /3 -> - [no-response gap]",
                   "GET /4 -> - [no-response gap]", "GET /5 -> 200 5", "GET /6 -> 200 6"}));
}

TEST(Http1, AClientThatDoesNotWaitIsNotTrustedAfterAHole) {
  const std::uint64_t size = answer("1").size();
  Talk talk;
  talk.client(get("/1") + get("/2"))
      .server(answer("1"))
      .early(Side::client, get("/3"), size)  // while /2 is not answered
      .server(answer("2"))
      .lose(Side::server, size)
      .early(Side::client, get("/4"), 2 * size)
      .server(answer("4"))
      .end();
  for (const Exchange& exchange : hear(talk.pieces()).exchanges) {
    if (exchange.incomplete.empty()) {
      const std::string line = said(exchange);
      EXPECT_TRUE(line == "GET /1 -> 200 1" || line == "GET /2 -> 200 2") << line;
    }
  }
}

TEST(Http1, AStartLineInsideContentIsNotBelievedAfterAHole) {
  const std::string inner = get("/never-sent");
  Talk talk;
  talk.client("POST /batch HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc")
      .lose(Side::client, 4)
      .client("40\r\nline\r\n" + inner)
      .server(answer("batch"))
      .client(get("/b"))
      .server(answer("two"))
      .end();
  for (const Exchange& exchange : hear(talk.pieces()).exchanges) {
    if (exchange.incomplete.empty()) {
      EXPECT_EQ(said(exchange), "GET /b -> 200 two");
    }
  }
}

TEST(Http1, AnAnswerSeenMidstreamNeverLandsOnTheFirstRequestSeen) {
  Talk talk;  // joined after a request, before its answer
  talk.server(answer("of the unseen")).client(get("/first")).server(answer("first")).end();
  EXPECT_EQ(said(hear(talk.pieces(), true)),
            (Lines{"- -> 200 of the unseen [no-request midstream]", "GET /first -> 200 first"}));
  Talk late;  // the answer of the unseen request is still on its way when the next one is sent
  late.client(get("/first")).early(Side::server, answer("of the unseen"), 0);
  late.server(answer("first")).end();
  const Lines lines = said(hear(late.pieces(), true));
  ASSERT_FALSE(lines.empty());
  EXPECT_EQ(lines[0], "- -> 200 of the unseen [no-request midstream]");
}

TEST(Http1, JoinedInsideABodyTheNextTurnIsRead) {
  Talk talk;
  talk.client("rest of a body, and GET /x HTTP/1.1\r\nHost: y\r\n\r\n tail")
      .server(answer("unseen"))
      .client(get("/b"))
      .server(answer("two"))
      .end();
  const Lines lines = said(hear(talk.pieces(), true));
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[0], "- -> 200 unseen [no-request midstream]");
  EXPECT_EQ(lines[1], "GET /b -> 200 two");
}

TEST(Http1, JoinedInsideAnAnswerTheClientsNextTurnSaysWhereItEnds) {
  Talk talk;
  talk.server("...the end of a body without a line end")
      .client(get("/b"))
      .server(answer("two"))
      .end();
  const Heard heard = hear(talk.pieces(), true);
  EXPECT_EQ(said(heard), Lines{"GET /b -> 200 two"});
  EXPECT_EQ(heard.accounts[1].skipped, 39U);
}

TEST(Http1, JoinedInsideAPipelineTheFirstPairIsWithdrawn) {
  Talk talk;  // /1 and /2 were sent before; their answers are still to come
  talk.client(get("/3")).server(answer("1")).server(answer("2")).server(answer("3"));
  talk.client(get("/4")).server(answer("4")).end();
  EXPECT_EQ(said(hear(talk.pieces(), true)),
            (Lines{"GET /3 -> - [no-response midstream]", "- -> 200 1 [no-request midstream]",
                   "- -> 200 2 [no-request midstream]", "- -> 200 3 [no-request midstream]",
                   "GET /4 -> 200 4"}));
}

TEST(Http1, ClientThatIsAlwaysSomeRequestsAheadIsFoundOutAndItsPairsAreWithdrawn) {
  Talk talk;  // /1 and /2 were sent before; each answer makes the client send another request
  talk.client(get("/3")).server(answer("1")).client(get("/4")).server(answer("2"));
  talk.client(get("/5")).client(get("/6")).server(answer("3")).server(answer("4"));
  talk.server(answer("5")).server(answer("6")).end();
  for (const Exchange& exchange : hear(talk.pieces(), true).exchanges) {
    EXPECT_FALSE(exchange.incomplete.empty()) << said(exchange);
    EXPECT_FALSE(messages_of(exchange).has_request && messages_of(exchange).has_response)
        << said(exchange);
  }
}

TEST(Http1, AnswerThatSwallowsTheOthersIsNoneOfARequestSeenFirst) {
  Talk talk;  // a HEAD was sent before: its answer announces a body that it does not have
  const std::string others = answer("two") + answer("three");
  talk.client(get("/2")).client(get("/3"));
  talk.server("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(others.size()) + "\r\n\r\n");
  talk.server(others).end();
  for (const Exchange& exchange : hear(talk.pieces(), true).exchanges) {
    EXPECT_FALSE(exchange.incomplete.empty()) << said(exchange);
  }
}

TEST(Http1, RequestSentTogetherWithOneThatAHoleTookShowsThatTheClientDoesNotWait) {
  Talk talk;  // always one ahead; the hole takes the first request
  talk.lose(Side::client, 50).client("rest of it\r\n\r\n").client(get("/1"));
  talk.lose(Side::server, 33).client(get("/2")).server(answer("1")).client(get("/3"));
  talk.server(answer("2")).client(get("/4")).server(answer("3")).server(answer("4")).end();
  for (const Exchange& exchange : hear(talk.pieces()).exchanges) {
    EXPECT_FALSE(exchange.incomplete.empty()) << said(exchange);
  }
}

TEST(Http1, ManyTurnsInARowAreProofWithoutAPause) {
  const auto settled = [](std::size_t turns) {
    Talk talk;
    for (std::size_t i = 0; i < turns; ++i) talk.client(get("/a")).server(answer("one"));
    return said(hear(talk.client(get("/b")).pieces(), true));
  };
  EXPECT_EQ(settled(15), Lines{});
  EXPECT_EQ(settled(16), Lines(16, "GET /a -> 200 one"));
}

TEST(Http1, APairJoinedMidstreamIsEmittedWhenNothingContradictsIt) {
  const auto conversation = open({{}, true, {}});
  const std::string request = get("/a");
  const std::string response = answer("one");
  const Time start = from_unix_nano(1'000'000'000);
  conversation->take(Chunk{Side::client, 0, as_bytes(request), start, 0});
  conversation->take(Chunk{Side::server, 0, as_bytes(response), start, request.size()});
  const auto exchanges = [&] {
    std::size_t count = 0;
    while (auto output = conversation->poll()) {
      if (std::holds_alternative<Exchange>(*output)) ++count;
    }
    return count;
  };
  conversation->tick(start + std::chrono::milliseconds(500));
  EXPECT_EQ(exchanges(), 0U);
  conversation->tick(start + std::chrono::seconds(2));
  EXPECT_EQ(exchanges(), 1U);
}

TEST(Http1, ATargetWithBlanksIsReadMidstreamWhereALineBeginsLikeARequest) {
  const std::string odd = "GET /shell?cd /tmp HTTP/1.1\r\nHost: x\r\n\r\n";
  EXPECT_EQ(said(hear(Talk().client(odd).end().pieces(), true)),
            Lines{"GET /shell?cd /tmp -> - [no-response]"});
  const std::string sentence = "GET used to this HTTP/1.1\r\n\r\n";
  EXPECT_EQ(said(hear(Talk().client(sentence).end().pieces(), true)), Lines{});
}

TEST(Http1, OneDirectionAloneIsStillTold) {
  Talk talk;
  for (int i = 0; i < 3; ++i) {
    talk.client(get("/" + std::to_string(i))).lose(Side::server, 100);
  }
  talk.end();
  EXPECT_EQ(said(hear(talk.pieces())),
            (Lines{"GET /0 -> - [no-response gap]", "GET /1 -> - [no-response gap]",
                   "GET /2 -> - [no-response gap]"}));
}

}  // namespace
}  // namespace goldwire::http1
