// Connection: which protocol speaks, who is the client, and where every octet went.
#include "agent/observe/connection.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <memory>

#include "tests/agent/observe/tcp_flow.h"

namespace goldwire::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr auto kClient = Side::client;
constexpr auto kServer = Side::server;

/// A flow, the connection that hears it, and what that learns.
class ConnectionTest : public ::testing::Test {
 protected:
  void hear(const Segment& segment) {
    if (!connection_) {
      connection_ = std::make_unique<Connection>(segment, limits, ledger, notes);
    }
    connection_->take(segment);
  }
  void hear(const std::vector<Segment>& segments) {
    for (const Segment& segment : segments) hear(segment);
  }
  void end(Ending kind = Ending::end_of_capture) { connection_->finish(kind, flow.now); }
  std::size_t held() const { return connection_->held(); }

  /// Every octet delivered is in a message, was skipped, or spoke a protocol that nobody knows.
  void expect_accounted() const {
    EXPECT_EQ(ledger.taken_bytes + ledger.skipped_bytes + ledger.unknown_bytes, ledger.delivered);
  }

  TcpFlow flow;
  ConnectionLimits limits;
  Ledger ledger;
  Notes notes;

 private:
  std::unique_ptr<Connection> connection_;
};

TEST_F(ConnectionTest, FirstChunkTellsTheProtocol) {
  hear(flow.handshake());
  hear(flow.say(kClient, get("/a")));
  hear(flow.say(kServer, ok("hello")));
  EXPECT_THAT(notes.exchanges(), ElementsAre("GET /a -> 200 hello"));
  const ConnectionInfo& info = *notes.of_exchanges().front().connection;
  EXPECT_EQ(info.protocol->name, "http/1.1");
  EXPECT_EQ(info.client, endpoint("10.0.0.1", 40'000));
  EXPECT_EQ(info.server, endpoint("10.0.0.2", 80));
  EXPECT_EQ(info.client_sequence, 1001U);
  EXPECT_EQ(info.server_sequence, 5001U);
  EXPECT_FALSE(info.midstream);
  hear(flow.fins());
  end(Ending::fin);
  expect_accounted();
  EXPECT_EQ(ledger.unknown_bytes, 0U);
}

TEST_F(ConnectionTest, StartThatComesOctetByOctetIsTheSame) {
  hear(flow.handshake());
  for (const char one : get("/a")) hear(flow.say(kClient, std::string_view(&one, 1)));
  for (const char one : ok("hello")) hear(flow.say(kServer, std::string_view(&one, 1)));
  end();
  EXPECT_THAT(notes.exchanges(), ElementsAre("GET /a -> 200 hello"));
  expect_accounted();
  EXPECT_EQ(ledger.unknown_bytes, 0U);
}

TEST_F(ConnectionTest, JoinedInsideABodyGoesOnWithTheNextExchange) {
  hear(flow.say(kServer, "the end of some body that began before us, "));
  hear(flow.say(kServer, "and its very last octets"));
  hear(flow.say(kClient, get("/b")));
  hear(flow.say(kServer, ok("b")));
  hear(flow.say(kClient, get("/c")));
  hear(flow.say(kServer, ok("c")));
  end();
  EXPECT_THAT(notes.exchanges(), ElementsAre("GET /b -> 200 b", "GET /c -> 200 c"));
  EXPECT_TRUE(notes.of_exchanges().front().connection->midstream);
  EXPECT_EQ(ledger.midstream, 1U);
  expect_accounted();
}

TEST_F(ConnectionTest, JoinedInsideARequestNeverPairsItsAnswerWithTheNextOne) {
  hear(flow.say(kClient, "rest of a body\n"));
  hear(flow.say(kServer, ok("for the one before")));
  hear(flow.say(kClient, get("/b")));
  hear(flow.say(kServer, ok("b")));
  end();
  const auto exchanges = notes.exchanges();
  ASSERT_FALSE(exchanges.empty());
  EXPECT_EQ(exchanges.back(), "GET /b -> 200 b");
  for (const std::string& one : exchanges) {
    EXPECT_EQ(one.find("/b -> 200 for"), std::string::npos) << one;
  }
  expect_accounted();
}

TEST_F(ConnectionTest, WithoutAHandshakeTheContentOverrulesThePorts) {
  flow = TcpFlow(endpoint("10.0.0.1", 1000), endpoint("10.0.0.2", 40'000));
  hear(flow.say(kClient, get("/a")));
  hear(flow.say(kServer, ok("hello")));
  end();
  EXPECT_THAT(notes.exchanges(), ElementsAre("GET /a -> 200 hello"));
  const ConnectionInfo& info = *notes.of_exchanges().front().connection;
  EXPECT_EQ(info.client, endpoint("10.0.0.1", 1000));
  EXPECT_EQ(info.server, endpoint("10.0.0.2", 40'000));
  EXPECT_EQ(info.client_sequence, 1000U);
  EXPECT_EQ(info.server_sequence, 5000U);
  expect_accounted();
}

TEST_F(ConnectionTest, TurnedSidesStayTurnedThroughHolesAndTheEnd) {
  flow = TcpFlow(endpoint("10.0.0.1", 1000), endpoint("10.0.0.2", 40'000));
  hear(flow.say(kClient, get("/a")));
  flow.lose(kServer, ok("hello"));
  hear(flow.say(kClient, get("/b")));
  flow.wait(std::chrono::seconds(1));
  hear(flow.say(kServer, ok("b")));
  end();
  ASSERT_EQ(notes.holes().size(), 1U);
  EXPECT_EQ(notes.holes().front().side, kServer);
  EXPECT_EQ(notes.holes().front().length, ok("hello").size());
  const auto exchanges = notes.exchanges();
  ASSERT_FALSE(exchanges.empty());
  EXPECT_EQ(exchanges.back(), "GET /b -> 200 b");
}

TEST_F(ConnectionTest, HandshakeSettlesTheSidesWhateverThePorts) {
  flow = TcpFlow(endpoint("10.0.0.1", 1000), endpoint("10.0.0.2", 40'000));
  hear(flow.handshake());
  hear(flow.say(kClient, get("/a")));
  hear(flow.say(kServer, ok("hello")));
  EXPECT_EQ(notes.of_exchanges().front().connection->client, endpoint("10.0.0.1", 1000));
}

TEST_F(ConnectionTest, OnlyTheAnswerOfAHandshakeSeenSettlesTheSidesToo) {
  flow.syn();
  hear(flow.syn_ack());
  hear(flow.say(kClient, get("/a")));
  hear(flow.say(kServer, ok("hello")));
  end();
  EXPECT_THAT(notes.exchanges(), ElementsAre("GET /a -> 200 hello"));
  EXPECT_EQ(notes.of_exchanges().front().connection->client, endpoint("10.0.0.1", 40'000));
}

TEST_F(ConnectionTest, ProtocolThatNobodyKnowsIsCountedToTheOctet) {
  hear(flow.handshake());
  const std::string greeting = "SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\r\n";
  hear(flow.say(kServer, greeting));
  hear(flow.say(kClient, greeting));
  hear(flow.say(kClient, std::string(2000, '\x07')));
  hear(flow.fins());
  end(Ending::fin);
  EXPECT_THAT(notes.exchanges(), IsEmpty());
  EXPECT_EQ(ledger.unknown_bytes, 2 * greeting.size() + 2000);
  expect_accounted();
}

TEST_F(ConnectionTest, UnknownProtocolJoinedMidwayIsCountedAndHoldsLittle) {
  limits.detection = 4096;
  std::size_t total = 0;
  for (int i = 0; i < 500; ++i) {
    const std::string noise(1000, static_cast<char>('\x80' + i % 100));
    hear(flow.say(i % 2 == 0 ? kClient : kServer, noise));
    total += noise.size();
    ASSERT_LT(held(), 3 * limits.detection);
  }
  end();
  EXPECT_EQ(ledger.unknown_bytes, total);
  expect_accounted();
}

TEST_F(ConnectionTest, SilentEndLeavesTheOpenRequestWithItsReason) {
  hear(flow.handshake());
  hear(flow.say(kClient, get("/a")));
  end(Ending::idle);
  EXPECT_THAT(notes.exchanges(), ElementsAre(::testing::StartsWith("GET /a -> - [no-response")));
  EXPECT_EQ(ledger.no_response, 1U);
  EXPECT_EQ(ledger.incomplete, 1U);
  expect_accounted();
}

TEST_F(ConnectionTest, EndWhileTheProtocolIsUndecidedTakesTheLikely) {
  hear(flow.say(kClient, "GE"));
  end();
  expect_accounted();
  EXPECT_EQ(ledger.delivered, 2U);
}

TEST_F(ConnectionTest, TunnelIsDetectedAnewAndItsExchangesAreWhole) {
  hear(flow.handshake());
  hear(flow.say(kClient, "CONNECT db:80 HTTP/1.1\r\nHost: db:80\r\n\r\n"));
  hear(flow.say(kServer, "HTTP/1.1 200 Connection established\r\n\r\n"));
  hear(flow.say(kClient, get("/inside")));
  hear(flow.say(kServer, ok("deep")));
  hear(flow.fins());
  end(Ending::fin);
  const auto exchanges = notes.exchanges();
  ASSERT_EQ(exchanges.size(), 2U);
  EXPECT_EQ(exchanges[0], "CONNECT db:80 -> 200");
  EXPECT_EQ(exchanges[1], "GET /inside -> 200 deep");
  // Offsets are those of the connection, not of the tunnel.
  const Exchange inside = std::get<Exchange>(notes.of_exchanges()[1].what);
  EXPECT_EQ(inside.request.begin,
            std::string("CONNECT db:80 HTTP/1.1\r\nHost: db:80\r\n\r\n").size());
  expect_accounted();
}

TEST_F(ConnectionTest, OctetsThatCameWithTheSwitchAreHandedOn) {
  hear(flow.handshake());
  const std::string connect = "CONNECT db:80 HTTP/1.1\r\nHost: db:80\r\n\r\n";
  const std::string established = "HTTP/1.1 200 Connection established\r\n\r\n";
  // An eager client sends the first request before it has the proxy's answer.
  hear(flow.say(kClient, connect + get("/inside")));
  hear(flow.say(kServer, established + ok("deep")));
  hear(flow.fins());
  end(Ending::fin);
  EXPECT_THAT(notes.exchanges(), ElementsAre("CONNECT db:80 -> 200", "GET /inside -> 200 deep"));
  expect_accounted();
}

TEST_F(ConnectionTest, TunnelOfAProtocolThatNobodyKnowsIsCounted) {
  hear(flow.handshake());
  const std::string connect = "CONNECT db:22 HTTP/1.1\r\nHost: db:22\r\n\r\n";
  const std::string established = "HTTP/1.1 200 Connection established\r\n\r\n";
  const std::string greeting = "SSH-2.0-OpenSSH_9.2p1\r\n";
  hear(flow.say(kClient, connect));
  hear(flow.say(kServer, established));
  hear(flow.say(kServer, greeting));
  hear(flow.say(kClient, greeting));
  hear(flow.fins());
  end(Ending::fin);
  EXPECT_EQ(ledger.unknown_bytes, 2 * greeting.size());
  expect_accounted();
}

TEST_F(ConnectionTest, EndThatCameBeforeTheSwitchIsToldToWhatComesAfterIt) {
  hear(flow.handshake());
  hear(flow.say(kClient,
                "GET /x HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n"));
  hear(flow.fin(kClient));
  hear(flow.say(kServer,
                "HTTP/1.1 101 Switching\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n"));
  hear(flow.say(kServer, std::string("\x81\x02hi", 4)));
  hear(flow.fin(kServer));
  EXPECT_EQ(notes.of_exchanges().size(), 2U) << "both sides have ended";
  end();
  expect_accounted();
}

TEST_F(ConnectionTest, RequestUpgradedToHttp2IsOneExchangeWithItsAnswerThere) {
  hear(flow.handshake());
  const std::string asked =
      "GET /x HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
      "HTTP2-Settings: AAMAAABk\r\n\r\n";
  hear(flow.say(kClient, asked));
  hear(flow.say(kServer, "HTTP/1.1 101 Switching\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n"));
  const std::string settings("\0\0\0\4\0\0\0\0\0", 9);
  hear(flow.say(kClient, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + settings));
  // :status 204 on stream 1, which ends.
  hear(flow.say(kServer, settings + std::string("\0\0\1\1\5\0\0\0\1\x89", 10)));
  hear(flow.fins());
  end(Ending::fin);
  const std::vector<Observed> exchanges = notes.of_exchanges();
  ASSERT_EQ(exchanges.size(), 1U);
  const auto& exchange = std::get<Exchange>(exchanges[0].what);
  EXPECT_EQ(exchange.protocol, "http/2");
  EXPECT_TRUE(exchange.incomplete.empty());
  EXPECT_EQ(exchange.request.begin, 0U);
  EXPECT_EQ(exchange.request.end, asked.size());
  const auto& messages = static_cast<const http::Messages&>(*exchange.messages);
  EXPECT_EQ(messages.request.target, "/x");
  EXPECT_EQ(messages.response.status, 204);
  ASSERT_EQ(messages.interims.size(), 1U);
  EXPECT_EQ(messages.interims[0].response.status, 101);
  std::size_t opened = 0;
  for (const Observed& one : notes.all) opened += std::holds_alternative<Opened>(one.what) ? 1 : 0;
  EXPECT_EQ(opened, 1U);
  expect_accounted();
}

TEST_F(ConnectionTest, UpgradeToWhatNobodyKnowsIsCounted) {
  hear(flow.handshake());
  hear(flow.say(kClient,
                "GET /x HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: nobody/7\r\n\r\n"));
  hear(flow.say(kServer,
                "HTTP/1.1 101 Switching\r\nConnection: upgrade\r\nUpgrade: nobody/7\r\n\r\n"));
  hear(flow.say(kServer, "\x01\x02\x03\x04"));
  hear(flow.say(kClient, "\x05\x06"));
  hear(flow.fins());
  end(Ending::fin);
  EXPECT_THAT(notes.exchanges(), ElementsAre(::testing::StartsWith("GET /x -> 101")));
  EXPECT_EQ(ledger.unknown_bytes, 6U);
  expect_accounted();
}

TEST_F(ConnectionTest, HeldOctetsStayUnderTheLimitAndTheExchangeSaysSo) {
  limits.conversation.body = 1U << 20;
  limits.conversation.held = 10'000;
  hear(flow.handshake());
  hear(flow.say(kClient, "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n"));
  for (int i = 0; i < 100; ++i) {
    hear(flow.say(kClient, std::string(1000, 'x')));
    ASSERT_LE(held(), 10'000U + 1000U);
  }
  hear(flow.say(kServer, ok("done")));
  ASSERT_EQ(notes.exchanges().size(), 1U);
  EXPECT_TRUE(std::get<Exchange>(notes.of_exchanges()[0].what).incomplete.has(Reason::limit));
  end();
  expect_accounted();
}

}  // namespace
}  // namespace goldwire::testing
