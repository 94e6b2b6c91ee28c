// Drive: against a real server on loopback: order, keep-alive, carried values, and every way in
// which a target cannot be driven.
#include "replay/drive.h"

#include <gmock/gmock.h>

#include "tests/replay/entry_maker.h"
#include "tests/replay/loopback_server.h"

namespace goldwire::replay {
namespace {

using test::answered;
using test::entry;
using test::Heard;
using test::LoopbackServer;
using testing::ElementsAre;
using testing::HasSubstr;

Entries shop() {
  Entries entries{
      entry("POST", "/login", {{"Host", "recorded"}}, R"({"user":"ada"})", R"({"token":"t-1"})"),
      entry("POST", "/orders",
            {{"Host", "recorded"}, {"Authorization", "Bearer t-1"}, {"X-Case", "As-Is"}},
            R"({"amount":12})", ""),
      entry("GET", "/bye", {{"Host", "recorded"}}, "", "")};
  for (std::size_t i = 0; i < entries.size(); ++i) {
    entries[i].start = from_unix_nano(static_cast<std::int64_t>(i) * 1'000'000);
  }
  return entries;
}

Script script(Entries entries = shop()) {
  Rules rules;
  rules.carry = {{{1, "body.token", ""}, {*read_destination("request 2 header.authorization")}}};
  auto made = Script::make(
      std::move(entries), rules, [](const std::string&) { return std::nullopt; }, "scenario.yaml");
  EXPECT_TRUE(made) << made.error().line();
  return std::move(*made);
}

Driving at(const std::string& url) {
  Driving driving;
  driving.target = *read_target(url);
  driving.timeout = std::chrono::seconds(20);
  driving.quiet = [](std::size_t) {};
  return driving;
}

std::string answer_shop(const Heard& heard) {
  if (heard.target == "/login") return answered(200, R"({"token":"live"})");
  return answered(heard.target == "/orders" ? 201 : 200, "{}");
}

TEST(Drive, SendsOneAfterTheOtherOnOneConnectionAndCarries) {
  LoopbackServer server(answer_shop);
  Script one = script();
  std::vector<std::size_t> quiet;
  Driving driving = at(server.url());
  driving.quiet = [&](std::size_t index) {
    EXPECT_EQ(server.heard().size(), index + 1) << "the next waits for quiet";
    quiet.push_back(index);
  };
  const auto driven = drive(one, driving);
  ASSERT_TRUE(driven) << driven.error().line();
  EXPECT_FALSE(driven->stopped);
  EXPECT_THAT(driven->statuses, ElementsAre(200, 201, 200));
  EXPECT_THAT(quiet, ElementsAre(0, 1, 2));
  const std::vector<Heard> heard = server.heard();
  ASSERT_EQ(heard.size(), 3U);
  EXPECT_EQ(heard[1].head, fmt::format("Host: 127.0.0.1:{}\nAuthorization: Bearer live\n"
                                       "X-Case: As-Is\ncontent-type: application/json\n"
                                       "Content-Length: 13\n",
                                       server.port()));
  EXPECT_EQ(heard[1].body, R"({"amount":12})");
  EXPECT_EQ(heard[2].connection, 0U) << "kept alive";
}

TEST(Drive, EveryPaceSendsEverythingInOrder) {
  for (const Pace pace : {Pace::serial, Pace::recorded, Pace::fast}) {
    LoopbackServer server(answer_shop);
    Script one = script();
    Driving driving = at(server.url());
    driving.pace = pace;
    std::size_t waits = 0;
    driving.quiet = [&](std::size_t) { ++waits; };
    const auto driven = drive(one, driving);
    ASSERT_TRUE(driven) << driven.error().line();
    EXPECT_EQ(driven->statuses.size(), 3U);
    EXPECT_EQ(waits, pace == Pace::serial ? 3U : 0U);
  }
}

TEST(Drive, NewConnectionWhereTheServerClosed) {
  LoopbackServer server([](const Heard& heard) {
    return heard.target == "/login" ? answered(200, R"({"token":"x"})", "Connection: close\r\n")
                                    : answered(200, "{}");
  });
  Script one = script();
  const auto driven = drive(one, at(server.url()));
  ASSERT_TRUE(driven) << driven.error().line();
  const std::vector<Heard> heard = server.heard();
  ASSERT_EQ(heard.size(), 3U);
  EXPECT_EQ(heard[0].connection, 0U);
  EXPECT_EQ(heard[1].connection, 1U);
  EXPECT_EQ(heard[2].connection, 1U);
}

TEST(Drive, InterimAnswersArePassedOverAndChunksRead) {
  LoopbackServer server([](const Heard&) {
    return std::string(
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\n"
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
        "a\r\n{\"token\":\"\r\n6\r\nlive\"}\r\n0\r\n\r\n");
  });
  Script one = script();
  const auto driven = drive(one, at(server.url()));
  ASSERT_TRUE(driven) << driven.error().line();
  EXPECT_THAT(driven->statuses, ElementsAre(200, 200, 200));
  EXPECT_THAT(server.heard()[1].head, HasSubstr("Bearer live"));
}

TEST(Drive, AnswerWithoutWhatIsNeededStopsThere) {
  LoopbackServer server([](const Heard&) { return answered(500, R"({"error":"down"})"); });
  Script one = script();
  const auto driven = drive(one, at(server.url()));
  ASSERT_TRUE(driven) << driven.error().line();
  EXPECT_THAT(driven->statuses, ElementsAre(500));
  ASSERT_TRUE(driven->stopped);
  EXPECT_THAT(driven->stopped->what, HasSubstr("answer 1 (POST /login, status 500)"));
  EXPECT_EQ(server.heard().size(), 1U);
}

TEST(Drive, RefusedConnectionIsOneClearLine) {
  std::uint16_t port = 0;
  {
    boost::asio::io_context context;
    port = boost::asio::ip::tcp::acceptor(context, {boost::asio::ip::make_address("127.0.0.1"), 0})
               .local_endpoint()
               .port();
  }
  Script one = script();
  const std::string url = fmt::format("http://127.0.0.1:{}", port);
  const auto driven = drive(one, at(url));
  ASSERT_FALSE(driven);
  EXPECT_EQ(driven.error().line(),
            url +
                ": request 1 (POST /login): the target refused the connection; start the system, "
                "or name the address and port it listens on");
}

TEST(Drive, ConnectionClosedWithoutAnAnswerIsNotSentAgain) {
  LoopbackServer server([](const Heard& heard) {
    return heard.target == "/login" ? answered(200, R"({"token":"x"})") : std::string();
  });
  Script one = script();
  const auto driven = drive(one, at(server.url()));
  ASSERT_FALSE(driven);
  EXPECT_THAT(driven.error().what,
              HasSubstr("request 2 (POST /orders): the connection was closed"));
  EXPECT_EQ(server.heard().size(), 2U) << "a request that may have been acted on is not repeated";
}

TEST(Drive, NoHttpAndNoAnswerInTimeAreErrors) {
  LoopbackServer noise([](const Heard&) { return std::string("hello\r\n\r\n"); });
  Script one = script();
  const auto driven = drive(one, at(noise.url()));
  ASSERT_FALSE(driven);
  EXPECT_THAT(driven.error().what, HasSubstr("its answer could not be read"));

  boost::asio::io_context context;
  boost::asio::ip::tcp::acceptor silent(context, {boost::asio::ip::make_address("127.0.0.1"), 0});
  Driving driving = at(fmt::format("http://127.0.0.1:{}", silent.local_endpoint().port()));
  driving.timeout = std::chrono::milliseconds(50);
  const auto late = drive(one, driving);
  ASSERT_FALSE(late);
  EXPECT_THAT(late.error().what, HasSubstr("nothing came within 0.05 s"));
}

TEST(Drive, BindsToTheAddressThatIsGiven) {
  LoopbackServer server(answer_shop);
  Script one = script();
  Driving driving = at(server.url());
  driving.bind = "127.0.0.77";
  ASSERT_TRUE(drive(one, driving));
  EXPECT_EQ(server.heard()[0].from, "127.0.0.77");
  driving.bind = "192.0.2.1";  // TEST-NET-1 (RFC 5737): nobody's
  const auto driven = drive(one, driving);
  ASSERT_FALSE(driven);
  EXPECT_THAT(driven.error().line(), HasSubstr("cannot connect from 192.0.2.1"));
}

TEST(Target, UrlsThatCannotBeDrivenAreRefused) {
  EXPECT_EQ(read_target("http://shop")->authority, "shop");
  EXPECT_EQ(read_target("http://shop")->port, 80);
  EXPECT_EQ(read_target("http://[::1]:8080/")->host, "::1");
  EXPECT_EQ(read_target("http://[::1]:8080/")->authority, "[::1]:8080");
  for (const char* const url :
       {"", "shop:80", "127.0.0.1:80", "ftp://shop", "https://shop", "http://shop/path",
        "http://shop?x", "http://u:p@shop", "http://shop:0", "http://:80", "http://shop:99999"}) {
    const auto target = read_target(url);
    EXPECT_FALSE(target) << url;
  }
}

}  // namespace
}  // namespace goldwire::replay
