// Smuggling and evasion: messages that two careful readers may frame differently, from the
// literature and from the public captures of Suricata, libhtp and Zeek.
//
// The law: an answer is never on the wrong request. Where two careful readers could differ, the
// exchange is marked, and so is every one behind it until the order is proved again; where there is
// one reading, it is read.
#include <gtest/gtest.h>

#include "tests/protocols/http1/talk.h"

namespace goldwire::http1 {
namespace {

using namespace std::string_view_literals;

std::string get(std::string_view target) {
  return "GET " + std::string(target) + " HTTP/1.1\r\nHost: bank\r\n\r\n";
}
std::string answer(std::string_view body) {
  return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
         std::string(body);
}
/// A POST of `head` lines and what stands behind them, and a request that may be a part of it.
std::string post(std::string_view head, std::string_view rest) {
  return "POST /a HTTP/1.1\r\nHost: bank\r\n" + std::string(head) + "\r\n\r\n" + std::string(rest) +
         get("/b");
}
std::string reply(std::string_view head, std::string_view rest) {
  return "HTTP/1.1 200 OK\r\n" + std::string(head) + "\r\n\r\n" + std::string(rest);
}

struct Case {
  std::string_view name;
  std::string client;
  std::string server;
  Lines said;  ///< of these two pieces, then the connection's end
};

Lines heard_of(const Case& one) {
  return said(hear(Talk().client(one.client).server(one.server).end().pieces()));
}

Talk followed(const Case& one) {
  Talk talk;
  talk.client(one.client).server(one.server);
  return talk.client(get("/next")).server(answer("next")).end();
}

/// What holds whatever is sent.
void keeps_the_law(const Case& one) {
  const Talk talk = followed(one);
  const Heard whole = hear(talk.pieces());
  for (const Exchange& exchange : whole.exchanges) {
    if (!exchange.incomplete.empty()) continue;
    const std::string line = said(exchange);
    EXPECT_EQ(line.starts_with("GET /next"), line.ends_with("200 next"))
        << one.name << ": " << line;
  }
  std::vector<Piece> octets;
  for (const Piece& piece : talk.pieces()) {
    if (piece.octets.empty()) octets.push_back(piece);
    for (const char octet : piece.octets) {
      octets.push_back(piece);
      octets.back().octets = octet;
    }
  }
  const Heard bytewise = hear(octets);
  EXPECT_EQ(said(bytewise), said(whole)) << one.name;
  for (const Heard* heard : {&whole, &bytewise}) {
    for (const Side side : {Side::client, Side::server}) {
      const Account& account = heard->accounts[index_of(side)];
      if (heard->switched) continue;
      EXPECT_EQ(account.taken + account.skipped + account.lost, heard->fed[index_of(side)])
          << one.name;
    }
  }
}

class Http1Smuggling : public testing::Test {
 protected:
  static void check(const std::vector<Case>& cases) {
    for (const Case& one : cases) {
      EXPECT_EQ(heard_of(one), one.said) << one.name;
      keeps_the_law(one);
    }
  }
  /// Each body is framed in a way that careful readers may not share: nothing of it is whole.
  static void check_marked(const std::vector<std::string>& clients) {
    for (const std::string& client : clients) {
      const Case one = {client, client, answer("1") + answer("2"), {}};
      const Lines lines = heard_of(one);
      EXPECT_TRUE(lines.front().starts_with("POST /a")) << client;
      for (const std::string& line : lines) EXPECT_TRUE(line.ends_with(']')) << client << line;
      keeps_the_law(one);
    }
  }
  static void check_marked_answers(const std::vector<std::string>& servers) {
    for (const std::string& server : servers) {
      const Case one = {server, get("/a") + get("/b"), server + answer("2"), {}};
      const Lines lines = heard_of(one);
      EXPECT_TRUE(lines.front().starts_with("GET /a -> 200")) << server;
      for (const std::string& line : lines) EXPECT_TRUE(line.ends_with(']')) << server << line;
      keeps_the_law(one);
    }
  }
};

const std::string kChunks = "5\r\nhello\r\n0\r\n\r\n";

TEST_F(Http1Smuggling, LengthsThatContradictEachOtherAreMarked) {
  check_marked({
      post("Content-Length: 5\r\nTransfer-Encoding: chunked", kChunks),
      post("Transfer-Encoding: chunked\r\nContent-Length: 5", kChunks),
      post("Transfer-Encoding: chunked\r\nContent-Length: 15", kChunks),
      post("Content-Length: 5\r\nContent-Length: 6", "hello"),
      post("Content-Length: 5, 6", "hello"),
      post("Content-Length: 5,", "hello"),
      post("Content-Length: -5", "hello"),
      post("Content-Length: +5", "hello"),
      post("Content-Length: 0x5", "hello"),
      post("Content-Length: 5 5", "hello"),
      post("Content-Length: \"5\"", "hello"),
      post("Content-Length: 5.0", "hello"),
      post("Content-Length: 5;a", "hello"),
      post("Content-Length:", "hello"),
      post("Content-Length: \v5", "hello"),
      post("Content-Length: 18446744073709551621", "hello"),
      post("Content-Length: 99999999999999999999999999", "hello"),
  });
}

TEST_F(Http1Smuggling, TransferCodingsOddlySpeltAreMarked) {
  check_marked({
      post("Transfer-Encoding: xchunked\r\nContent-Length: 5", "hello"),
      post("Transfer-Encoding: xchunked", kChunks),
      post("Transfer-Encoding: chunked, chunked", kChunks),
      post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", kChunks),
      post("Transfer-Encoding: chunked\r\nTransfer-Encoding: x", kChunks),
      post("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity", kChunks),
      post("Transfer-Encoding: identity, chunked", kChunks),
      post("Transfer-Encoding: chunked, identity", kChunks),
      post("Transfer-Encoding: identity\r\nContent-Length: 5", "hello"),
      post("Transfer-Encoding: gzip\r\nContent-Length: 5", "hello"),
      post("Transfer-Encoding: , chunked", kChunks),
      post("Transfer-Encoding: chunked,", kChunks),
      post("Transfer-Encoding: \"chunked\"", kChunks),
      post("Transfer-Encoding: 'chunked'", kChunks),
      post("Transfer-Encoding: chunked;q=1", kChunks),
      post("Transfer-Encoding: \vchunked", kChunks),
      post("Transfer-Encoding: chunked\v", kChunks),
      post("Transfer-Encoding: chunked\f\r\nContent-Length: 5", "hello"),
      post("Transfer-Encoding: chu\tnked\r\nContent-Length: 5", "hello"),
      post("Transfer-Encoding:\r\nContent-Length: 5", "hello"),
      post(std::string("Transfer-Encoding: chunked\0"sv), kChunks),
      "POST /a HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n" + kChunks + get("/b"),
  });
}

TEST_F(Http1Smuggling, FramingFieldsThatNotEveryReaderSeesAreMarked) {
  check_marked({
      post("Content-Length : 5", "hello"),
      post("Content-Length\t: 5", "hello"),
      post("Transfer-Encoding : chunked", kChunks),
      post("Transfer-Encoding\v: chunked\r\nContent-Length: 5", "hello"),
      post(std::string("Transfer-Encoding\0: chunked\r\nContent-Length: 5"sv), "hello"),
      post("Transfer_Encoding: chunked\r\nContent-Length: 5", "hello"),
      post("Content_Length: 7\r\nContent-Length: 5", "hello"),
      post(" Content-Length: 5", "hello"),
      post("X: y\r\n Content-Length: 5", "hello"),
      post("X: y\r\n\tTransfer-Encoding: chunked", kChunks),
      post("Transfer-Encoding:\r\n chunked", kChunks),
      post("Content-Length:\r\n\t5", "hello"),
      post("Content-Length: 5\r\n 0", "hello"),
      post("Content-Length 5", "hello"),
      post("Transfer-Encoding chunked\r\nContent-Length: 5", "hello"),
      post(":Transfer-Encoding: chunked\r\nContent-Length: 5", "hello"),
      post("\"Transfer-Encoding\": chunked\r\nContent-Length: 5", "hello"),
      post("X: y\rTransfer-Encoding: chunked\r\nContent-Length: 5", "hello"),
      post("X: y\nContent-Length: 5", "hello"),
      post("Content-Length: 5\nX: y", "hello"),
      post("X: y\n\rContent-Length: 5", "hello"),
      post("X: y\r\n \r\nContent-Length: 5", "hello"),
      post("X: y\r\n\t", "Z: z\r\n\r\n"),
      post("X: y\r\r", ""),
      "POST /a HTTP/1.1\r\n Transfer-Encoding: chunked\r\n\r\n" + kChunks + get("/b"),
  });
}

TEST_F(Http1Smuggling, ChunksThatNotEveryReaderEndsAtTheSamePlaceAreMarked) {
  const auto chunked = [](std::string_view chunks) {
    return post("Transfer-Encoding: chunked", chunks);
  };
  check_marked({
      chunked("0x5\r\nhello\r\n0\r\n\r\n"),
      chunked("-5\r\nhello\r\n0\r\n\r\n"),
      chunked("+5\r\nhello\r\n0\r\n\r\n"),
      chunked("10000000000000005\r\nhello\r\n0\r\n\r\n"),
      chunked("FFFFFFFFFFFFFFFFF\r\nhello\r\n0\r\n\r\n"),
      chunked("\r\nhello\r\n0\r\n\r\n"),
      chunked("5 5\r\nhello\r\n0\r\n\r\n"),
      chunked("5_\r\nhello\r\n0\r\n\r\n"),
      chunked("\v5\r\nhello\r\n0\r\n\r\n"),
      chunked(std::string("5\0\r\nhello\r\n0\r\n\r\n"sv)),
      chunked("5\nhello\r\n0\r\n\r\n"),
      chunked("5\r\nhello\n0\r\n\r\n"),
      chunked("5\r\nhello0\r\n\r\n"),
      chunked("5\r\nhello\r0\r\n\r\n"),
      chunked("5\rhello\r\n0\r\n\r\n"),
      chunked("5\r\r\nhello\r\n0\r\n\r\n"),
      chunked("5;a\nb\r\nhello\r\n0\r\n\r\n"),
      chunked("5;a\rb\r\nhello\r\n0\r\n\r\n"),
      chunked("5;a=\"\nb\"\r\nhello\r\n0\r\n\r\n"),
      chunked("5\r\nhello\r\n0\n\r\n"),
      chunked("5\r\nhello\r\n0\r\n\n"),
      chunked("5\r\nhello\r\n0\r\nX: y\n\r\n"),
      chunked("5\r\nhello\r\n0\r\nX: y\r\n \r\n\r\n"),
      chunked("5\r\nhelloX\r\n0\r\n\r\n"),
  });
}

TEST_F(Http1Smuggling, AnswersWithTwoLengthsAreMarked) {
  check_marked_answers({
      reply("Content-Length: 5\r\nTransfer-Encoding: chunked", kChunks),
      reply("Content-Length: 5\r\nContent-Length: 6", "hello"),
      reply("Content-Length: -1", "hello"),
      reply("Content-Length: +5", "hello"),
      reply("Transfer-Encoding: xchunked\r\nContent-Length: 5", "hello"),
      reply("Transfer-Encoding: identity\r\nContent-Length: 5", "hello"),
      reply("Transfer-Encoding: chunked, identity", kChunks),
      reply("Transfer-Encoding : chunked\r\nContent-Length: 5", "hello"),
      reply("Content-Length : 5", "hello"),
      reply("X: y\r\n Content-Length: 5", "hello"),
      reply("X: y\rContent-Length: 5", "hello"),
      reply("Content-Length: 5\r\n\tX", "hello"),
      reply("Transfer-Encoding: chunked", "5\nhello\r\n0\r\n\r\n"),
      reply("Transfer-Encoding: chunked", "5;a\nb\r\nhello\r\n0\r\n\r\n"),
      "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + kChunks,
  });
}

TEST_F(Http1Smuggling, WhatHasOneReadingIsRead) {
  const std::string both = answer("1") + answer("2");
  const Lines hello = {"POST /a hello -> 200 1", "GET /b -> 200 2"};
  check({
      {"equal lengths", post("Content-Length: 5\r\nContent-Length: 5", "hello"), both, hello},
      {"a list of equal lengths", post("Content-Length: 5, 5", "hello"), both, hello},
      {"leading zeros", post("Content-Length: 0000000000000000000000005", "hello"), both, hello},
      {"blanks around a length", post("Content-Length: \t 5 \t", "hello"), both, hello},
      {"case of names and codings", post("tRANSFER-eNCODING: CHUNKED", kChunks), both, hello},
      {"blanks around a coding", post("Transfer-Encoding:\t chunked \t", kChunks), both, hello},
      {"two codings", post("Transfer-Encoding: gzip, chunked", kChunks), both, hello},
      {"chunk extensions",
       post("Transfer-Encoding: chunked", "5 ;a=b;c=\"d;e\"\r\nhello\r\n0;f\r\n\r\n"), both, hello},
      {"a chunk size with many zeros",
       post("Transfer-Encoding: chunked", "0000000000000000000005\r\nhello\r\n000\r\n\r\n"), both,
       hello},
      {"blanks behind a chunk size",
       post("Transfer-Encoding: chunked", "5  \r\nhello\r\n0\r\n\r\n"), both, hello},
      {"trailers that speak of framing frame nothing",
       post("Transfer-Encoding: chunked",
            "5\r\nhello\r\n0\r\nContent-Length: 99\r\nTransfer-Encoding: x\r\n\r\n"),
       both, hello},
      {"a folded field that frames nothing", post("X: y\r\n z\r\nContent-Length: 5", "hello"), both,
       hello},
      {"a field named nearly so", post("X-Content-Length: 9\r\nContent-Length: 5", "hello"), both,
       hello},
      {"only bare LF", "POST /a HTTP/1.1\nHost: x\nContent-Length: 5\n\nhello" + get("/b"), both,
       hello},
      {"empty lines before a request",
       "\r\n\r\n" + get("/a") + "\r\n" + get("/b"),
       both,
       {"GET /a -> 200 1", "GET /b -> 200 2"}},
      {"GET with content",
       "GET /a HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello" + get("/b"),
       both,
       {"GET /a hello -> 200 1", "GET /b -> 200 2"}},
      {"HTTP/1.2",
       "GET /a HTTP/1.2\r\n\r\n" + get("/b"),
       both,
       {"GET /a -> 200 1", "GET /b -> 200 2"}},
      {"a request line with several blanks",
       "GET   /a   HTTP/1.1  \r\n\r\n" + get("/b"),
       both,
       {"GET /a -> 200 1", "GET /b -> 200 2"}},
      {"absolute form beside another Host",
       "GET http://one/a HTTP/1.1\r\nHost: two\r\n\r\n" + get("/b"),
       both,
       {"GET http://one/a -> 200 1", "GET /b -> 200 2"}},
      {"lengths where no content can be",
       get("/a") + "HEAD /b HTTP/1.1\r\n\r\n" + get("/c"),
       "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"
       "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" +
           answer("3"),
       {"GET /a -> 304", "HEAD /b -> 200", "GET /c -> 200 3"}},
  });
}

TEST_F(Http1Smuggling, AFieldThatBreaksTheGrammarIsMarkedAndTheNextRequestIsRead) {
  const std::string both = answer("1") + answer("2");
  const Lines marked = {"POST /a hello -> 200 1 [undecodable]", "GET /b -> 200 2"};
  check({
      {"a blank before a colon", post("X : y\r\nContent-Length: 5", "hello"), both, marked},
      {"no colon", post("nonsense\r\nContent-Length: 5", "hello"), both, marked},
      {"an empty name", post(": y\r\nContent-Length: 5", "hello"), both, marked},
      {"NUL in a name", post(std::string("X\0: y\r\nContent-Length: 5"sv), "hello"), both, marked},
      {"NUL in a value", post(std::string("X: y\0z\r\nContent-Length: 5"sv), "hello"), both,
       marked},
  });
}

TEST_F(Http1Smuggling, WhatIsNoAnswerToARequestIsOnNone) {
  const std::string evil = answer("evil");
  check({
      {"a split answer",
       get("/a"),
       answer("1") + evil,
       {"GET /a -> 200 1", "- -> 200 evil [no-request]"}},
      {"content behind a 204",
       get("/a") + get("/b"),
       "HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\nhello" + answer("2"),
       {"GET /a -> 204", "GET /b -> - [no-response undecodable]"}},
      {"content behind a HEAD",
       "HEAD /a HTTP/1.1\r\n\r\n" + get("/b"),
       reply("Content-Length: 5", "hello") + answer("2"),
       {"HEAD /a -> 200", "GET /b -> - [no-response undecodable]"}},
      {"more content than was said",
       get("/a") + get("/b"),
       reply("Content-Length: 5", "hello, world") + answer("2"),
       {"GET /a -> 200 hello", "GET /b -> - [no-response undecodable]"}},
      {"HTTP/0.9",
       "GET /a\r\n" + get("/b"),
       "<p>hello</p>",
       {"GET /b -> - [no-response undecodable]"}},
      {"status lines that are none",
       get("/a"),
       "HTTP/1.1 20 OK\r\n\r\n" + answer("1"),
       {"- -> 200 1 [no-request undecodable]", "GET /a -> - [no-response undecodable]"}},
      {"a 101 that nobody asked for",
       get("/a") + get("/b"),
       "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n" + answer("1"),
       {"GET /a -> 101 [undecodable]", "- -> 200 1 [no-request undecodable]",
        "GET /b -> - [no-response undecodable]"}},
  });
}

TEST_F(Http1Smuggling, AnAnswerBeforeAnyRequestIsOnNone) {
  const Heard heard =
      hear(Talk().server(answer("evil")).client(get("/a")).server(answer("1")).end().pieces());
  EXPECT_EQ(said(heard), (Lines{"- -> 200 evil [no-request]", "GET /a -> 200 1"}));
}

TEST_F(Http1Smuggling, LengthsOfASwitchFrameNothing) {
  const Heard tunnel = hear(Talk()
                                .client("CONNECT db:1 HTTP/1.1\r\n\r\n")
                                .server("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")
                                .pieces());
  EXPECT_EQ(said(tunnel), Lines{"CONNECT db:1 -> 200"});
  ASSERT_TRUE(tunnel.switched);
  EXPECT_EQ(tunnel.switched->server_left, "hello");
  const Heard upgrade =
      hear(Talk()
               .client("GET /a HTTP/1.1\r\nUpgrade: websocket\r\n\r\n")
               .server("HTTP/1.1 101 Go\r\nUpgrade: websocket\r\nContent-Length: 5\r\n\r\nhello")
               .pieces());
  EXPECT_EQ(said(upgrade), Lines{"GET /a -> 101"});
  ASSERT_TRUE(upgrade.switched);
  EXPECT_EQ(upgrade.switched->server_left, "hello");
}

TEST_F(Http1Smuggling, AFloodOfInterimAnswersStaysUnderTheLimit) {
  Limits limits;
  limits.held = 20000;
  Talk talk;
  talk.client(get("/a"));
  for (int i = 0; i < 1000; ++i) talk.server("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n");
  const Heard heard = hear(talk.server(answer("1")).end().pieces(), false, limits);
  EXPECT_LE(heard.largest_held, limits.held);
  ASSERT_FALSE(heard.exchanges.empty());
  for (const Exchange& exchange : heard.exchanges) {
    EXPECT_TRUE(exchange.incomplete.has(Reason::limit)) << said(exchange);
  }
}

}  // namespace
}  // namespace goldwire::http1
