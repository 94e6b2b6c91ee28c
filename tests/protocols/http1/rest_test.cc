// Rest: what a connection between two exchanges must not forget.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/protocols/http1/talk.h"

namespace goldwire::http1 {
namespace {

/// A client that sends one to three requests at a time and does not always wait for the answers;
/// some pieces are holes, some only in
/// part.
Talk hasty(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  Talk talk;
  int asked = 0;
  int answered = 0;
  std::uint64_t heard = 0;  // by the client: its acknowledgements may lag
  const auto say = [&](Side side, const std::string& text) {
    const std::uint64_t chance = random() % 24;
    if (chance == 0) {
      talk.lose(side, text.size());
    } else if (chance == 1) {
      const std::size_t middle = random() % (text.size() - 1) + 1;
      talk.lose(side, middle);
      side == Side::client ? talk.client(text.substr(middle)) : talk.server(text.substr(middle));
    } else if (side == Side::server) {
      talk.server(text);
    } else {
      if (random() % 4 != 0) heard = talk.total(Side::server);
      talk.early(side, text, heard);
    }
  };
  for (int turn = 0; turn < 12; ++turn) {
    for (std::uint64_t more = random() % 8 < 6 ? 1 : 3; more > 0; --more) {
      say(Side::client, fmt::format("GET /{} HTTP/1.1\r\nHost: a\r\n\r\n", asked++));
    }
    while (answered < asked && random() % 8 != 0) {
      say(Side::server,
          fmt::format("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n{:03}", answered++));
    }
  }
  return talk;
}

TEST(Http1Rest, ForgetsNothingThatPairingNeeds) {
  std::size_t rested = 0;
  for (std::uint64_t seed = 0; seed < 2000; ++seed) {
    const Talk talk = hasty(seed);
    for (const bool midstream : {false, true}) {
      const Heard awake = hear(talk.pieces(), midstream);
      const Heard again = hear(talk.pieces(), midstream, {}, true);
      ASSERT_EQ(said(again), said(awake)) << "seed " << seed;
      for (const Side side : {Side::client, Side::server}) {
        ASSERT_EQ(again.accounts[index_of(side)], awake.accounts[index_of(side)]);
      }
      rested += again.rested;
    }
  }
  EXPECT_GT(rested, 5'000U);
}

TEST(Http1Rest, NotWhileAnythingIsOpen) {
  const auto rests = [](const Talk& talk) { return hear(talk.pieces(), false, {}, true).rested; };
  const std::string request = "GET /a HTTP/1.1\r\nHost: a\r\n\r\n";
  const std::string answer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
  EXPECT_EQ(rests(Talk().client(request)), 0U);
  EXPECT_EQ(rests(Talk().client(request.substr(0, 10))), 0U);
  EXPECT_EQ(rests(Talk().client(request).server(answer)), 1U);
  EXPECT_EQ(rests(Talk().client(request).server(answer + "HTTP/1.1 2")), 0U);
  EXPECT_EQ(rests(Talk().client(request).server(answer).client(request.substr(0, 9))), 1U);
  EXPECT_EQ(rests(Talk().client(request).server(answer).close(Side::client)), 1U);
}

}  // namespace
}  // namespace goldwire::http1
