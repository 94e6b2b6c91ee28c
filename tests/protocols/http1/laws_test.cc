// The laws of every protocol, on random HTTP/1.x connections with fixed seeds: splits, accounts,
// truth and floor under holes, late joins at every octet, truncation, held memory.
#include <functional>
#include <gtest/gtest.h>
#include <random>

#include "tests/protocols/http1/talk.h"

namespace goldwire::http1 {
namespace {

using Random = std::mt19937_64;
std::uint64_t below(Random& random, std::uint64_t bound) { return random() % bound; }

std::string letters(Random& random, std::size_t count) {
  std::string out;
  while (out.size() < count) out += "abc \r\n:/1H"[below(random, 10)];
  // Content that looks like messages must never be taken for them. (Who joins exactly where such a
  // message begins, and sees nothing behind it, cannot know; so something always is behind it.)
  out += 'z';
  if (below(random, 4) == 0) {
    out.insert(below(random, count + 1), "GET /inner HTTP/1.1\r\nHost: h\r\n\r\n");
  }
  if (below(random, 4) == 0) {
    out.insert(below(random, count + 1), "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
  }
  return out;
}

std::string chunked(Random& random, const std::string& content) {
  std::string out;
  for (std::size_t at = 0; at < content.size();) {
    const std::size_t size = 1 + below(random, content.size() - at);
    char head[32];
    std::snprintf(head, sizeof head, "%zx%s\r\n", size, below(random, 4) == 0 ? ";e=\"1\"" : "");
    out += head + content.substr(at, size) + "\r\n";
    at += size;
  }
  return out + (below(random, 3) == 0 ? "0\r\nX-T: 1\r\n\r\n" : "0\r\n\r\n");
}

std::string framed(Random& random, std::string head, std::size_t largest) {
  const std::string content = letters(random, below(random, largest));
  if (below(random, 2) == 0) {
    return head + "Content-Length: " + std::to_string(content.size()) + "\r\n\r\n" + content;
  }
  return head + "Transfer-Encoding: chunked\r\n\r\n" + chunked(random, content);
}

struct Pair {
  std::string request;
  std::string answer;
};

Pair pair(Random& random, std::size_t n, std::size_t largest) {
  const std::string target = "/" + std::to_string(n);
  const std::string status = "HTTP/1.1 200 OK\r\nX-N: " + std::to_string(n) + "\r\n";
  switch (below(random, 5)) {
    case 0:
      return {"HEAD " + target + " HTTP/1.1\r\nHost: h\r\n\r\n",
              status + "Content-Length: 77\r\n\r\n"};
    case 1:
      return {"GET " + target + " HTTP/1.1\r\nHost: h\r\n\r\n",
              "HTTP/1.1 304 Not Modified\r\nX-N: " + std::to_string(n) + "\r\n\r\n"};
    case 2:
      return {framed(random, "POST " + target + " HTTP/1.1\r\nHost: h\r\n", largest),
              "HTTP/1.1 102 Processing\r\n\r\n" + framed(random, status, largest)};
    default:
      return {framed(random, "PUT " + target + " HTTP/1.1\r\nHost: h\r\n", largest),
              framed(random, status, largest)};
  }
}

/// A client that waits, or sends up to `batch` requests at a time and then waits.
Talk talk(Random& random, std::size_t exchanges, std::size_t batch, std::size_t largest) {
  Talk out;
  for (std::size_t n = 0; n < exchanges;) {
    const std::size_t together = std::min(exchanges - n, 1 + below(random, batch));
    std::string requests;
    std::string answers;
    for (std::size_t i = 0; i < together; ++i, ++n) {
      const Pair one = pair(random, n, largest);
      requests += one.request;
      answers += one.answer;
    }
    out.client(requests).server(answers);
  }
  return out;
}

/// A client that always has `window` requests unanswered, so that no turn tells anything.
Talk sliding_talk(Random& random, std::size_t exchanges, std::size_t window, std::size_t largest) {
  Talk out;
  std::vector<std::string> answers;
  for (std::size_t n = 0; n < exchanges; ++n) {
    const Pair one = pair(random, n, largest);
    answers.push_back(one.answer);
    if (n >= window) out.server(answers[n - window]);
    out.client(one.request);
  }
  for (std::size_t n = exchanges - window; n < exchanges; ++n) out.server(answers[n]);
  return out;
}

std::vector<Piece> split(const std::vector<Piece>& pieces, Random& random, std::size_t largest) {
  std::vector<Piece> out;
  for (const Piece& piece : pieces) {
    if (piece.close || piece.missing != 0) {
      out.push_back(piece);
      continue;
    }
    for (std::size_t at = 0; at < piece.octets.size();) {
      const std::size_t size = 1 + below(random, largest);
      Piece part = piece;
      part.octets = piece.octets.substr(at, size);
      at += part.octets.size();
      out.push_back(std::move(part));
    }
  }
  return out;
}

/// All that an exchange shows but its times and ordinal, with its extents moved by `base`.
std::string shown(const Exchange& exchange, std::uint64_t client_base = 0,
                  std::uint64_t server_base = 0) {
  const Messages& messages = messages_of(exchange);
  std::string out = said(exchange) + "|" + std::to_string(exchange.request.begin + client_base) +
                    "-" + std::to_string(exchange.request.end + client_base) + "|" +
                    std::to_string(exchange.response.begin + server_base) + "-" +
                    std::to_string(exchange.response.end + server_base);
  for (const auto* fields : {&messages.request.fields, &messages.request.trailers,
                             &messages.response.fields, &messages.response.trailers}) {
    out += "|";
    for (std::size_t i = 0; i < fields->size(); ++i) {
      out += std::string((*fields)[i].name) + "=" + std::string((*fields)[i].value) + ";";
    }
  }
  for (const http::Body* body : {&messages.request.body, &messages.response.body}) {
    out += "|" + std::to_string(body->size) + "," + std::to_string(body->wire_size) + "," +
           std::to_string(body->digest) + "," + body->kept;
  }
  return out + "|" + std::to_string(messages.interims.size());
}

std::multiset<std::string> all(const Heard& heard) {
  std::multiset<std::string> out;
  for (const Exchange& exchange : heard.exchanges) out.insert(shown(exchange));
  return out;
}

void expect_closed(const Heard& heard) {
  for (std::size_t side = 0; side < 2; ++side) {
    const Account& account = heard.accounts[side];
    EXPECT_EQ(account.taken + account.skipped + account.lost, heard.fed[side]) << "side " << side;
  }
}

/// Every whole exchange of `heard` is one of `truth`; returns how many there are.
std::size_t expect_true(const Heard& heard, const std::multiset<std::string>& truth,
                        std::uint64_t client_base = 0, std::uint64_t server_base = 0) {
  std::size_t whole = 0;
  for (const Exchange& exchange : heard.exchanges) {
    if (!exchange.incomplete.empty()) continue;
    ++whole;
    EXPECT_TRUE(truth.contains(shown(exchange, client_base, server_base)))
        << shown(exchange, client_base, server_base);
  }
  return whole;
}

TEST(Http1Laws, AnySplitOfTheBytesGivesTheSameExchanges) {
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    Random random(seed);
    Talk one = talk(random, 12, 1 + seed % 4, 200);
    one.end();
    const Heard whole = hear(one.pieces());
    ASSERT_EQ(whole.exchanges.size(), 12U) << seed;
    for (const Exchange& exchange : whole.exchanges) {
      ASSERT_TRUE(exchange.incomplete.empty()) << seed << " " << said(exchange);
    }
    for (const std::size_t largest : {1U, 7U, 90U}) {
      const Heard parts = hear(split(one.pieces(), random, largest));
      ASSERT_EQ(all(parts), all(whole)) << seed;
      expect_closed(parts);
    }
  }
}

TEST(Http1Laws, WrittenMessagesReadTheSame) {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    Random random(seed);
    const Heard first = hear(talk(random, 10, 3, 300).end().pieces());
    Talk again;
    for (const Exchange& exchange : first.exchanges) {
      again.client(encode(exchange, Side::client)).server(encode(exchange, Side::server));
    }
    const Heard second = hear(again.end().pieces());
    ASSERT_EQ(second.exchanges.size(), first.exchanges.size());
    for (std::size_t i = 0; i < first.exchanges.size(); ++i) {
      const Messages& a = messages_of(first.exchanges[i]);
      const Messages& b = messages_of(second.exchanges[i]);
      EXPECT_EQ(said(first.exchanges[i]), said(second.exchanges[i]));
      EXPECT_EQ(a.request.fields, b.request.fields);
      EXPECT_EQ(a.response.fields, b.response.fields);
      EXPECT_EQ(a.request.trailers, b.request.trailers);
      EXPECT_EQ(a.response.body.kept, b.response.body.kept);
      EXPECT_EQ(a.interims.size(), b.interims.size());
    }
  }
}

/// Cuts holes: each piece of the split connection goes missing with `percent` probability.
std::vector<Piece> lossy(const std::vector<Piece>& pieces, Random& random, unsigned percent) {
  std::vector<Piece> out;
  for (const Piece& piece : pieces) {
    if (piece.close || below(random, 100) >= percent) {
      out.push_back(piece);
    } else {
      out.push_back({piece.side, {}, 0, piece.octets.size(), {}});
    }
  }
  return out;
}

struct Shares {
  double whole = 0;   ///< of all exchanges
  double untrue = 0;  ///< of those reported whole
};

Shares under_holes(const std::function<Talk(Random&)>& make, unsigned percent) {
  std::size_t whole = 0;
  std::size_t untrue = 0;
  std::size_t total = 0;
  for (std::uint64_t seed = 0; seed < 1500; ++seed) {
    Random random(seed * 7919 + percent);
    const Talk one = make(random).end();
    const auto truth = all(hear(one.pieces()));
    const Heard heard = hear(lossy(split(one.pieces(), random, 150), random, percent));
    expect_closed(heard);
    total += truth.size();
    for (const Exchange& exchange : heard.exchanges) {
      if (!exchange.incomplete.empty()) continue;
      ++whole;
      if (!truth.contains(shown(exchange))) ++untrue;
    }
  }
  const Shares shares{static_cast<double>(whole) / static_cast<double>(total),
                      static_cast<double>(untrue) / static_cast<double>(whole)};
  std::printf("%u%% of pieces lost: %.1f%% of exchanges whole, %zu untrue\n", percent,
              shares.whole * 100, untrue);
  return shares;
}

TEST(Http1Laws, WholeMeansTrueUnderHolesForAClientThatWaits) {
  const auto waiting = [](Random& random) { return talk(random, 20, 1, 400); };
  const Shares few = under_holes(waiting, 1);
  EXPECT_EQ(few.untrue, 0);
  EXPECT_GE(few.whole, 0.92);
  const Shares many = under_holes(waiting, 10);
  EXPECT_EQ(many.untrue, 0);
  EXPECT_GE(many.whole, 0.48);
}

TEST(Http1Laws, WholeMeansTrueUnderHolesInPipelines) {
  const auto batches = [](Random& random) { return talk(random, 20, 4, 400); };
  const Shares few = under_holes(batches, 1);
  EXPECT_EQ(few.untrue, 0);
  EXPECT_GE(few.whole, 0.78);
  const Shares many = under_holes(batches, 10);
  EXPECT_EQ(many.untrue, 0);
  EXPECT_GE(many.whole, 0.12);
}

/// Such a client looks exactly like one that waits when the holes took all that shows its habit:
/// then nobody can know. That must stay rare.
TEST(Http1Laws, AClientThatNeverWaitsIsHardlyEverMistaken) {
  const auto sliding = [](Random& random) { return sliding_talk(random, 20, 2, 400); };
  const Shares few = under_holes(sliding, 1);
  EXPECT_LE(few.untrue, 0.003);
  EXPECT_GE(few.whole, 0.6);
}

/// What is left of the connection after its first `count` octets, seen by somebody who joined
/// there.
std::vector<Piece> joined_after(const std::vector<Piece>& pieces, std::uint64_t count,
                                std::uint64_t (&base)[2]) {
  std::vector<Piece> out;
  base[0] = base[1] = 0;
  for (const Piece& piece : pieces) {
    const std::size_t cut = std::min<std::uint64_t>(count, piece.octets.size());
    count -= cut;
    base[index_of(piece.side)] += cut;
    if (!piece.close && cut == piece.octets.size()) continue;
    out.push_back(piece);
    out.back().octets.erase(0, cut);
  }
  for (Piece& piece : out) {
    const std::uint64_t peer = base[index_of(peer_of(piece.side))];
    piece.acked = piece.acked > peer ? piece.acked - peer : 0;
  }
  return out;
}

TEST(Http1Laws, JoiningLateAtAnyOctetGivesOnlyTrueExchanges) {
  std::size_t whole = 0;
  std::size_t possible = 0;
  for (std::uint64_t seed = 0; seed < 24; ++seed) {
    Random random(seed);
    Talk one = talk(random, 6, 1 + seed % 3, 60);
    one.end();
    const Heard lossless = hear(one.pieces());
    const auto truth = all(lossless);
    const auto pieces = split(one.pieces(), random, 40);
    const std::uint64_t octets = one.total(Side::client) + one.total(Side::server);
    for (std::uint64_t count = 1; count < octets; ++count) {
      std::uint64_t base[2];
      const Heard heard = hear(joined_after(pieces, count, base), true);
      whole += expect_true(heard, truth, base[0], base[1]);
      for (const Exchange& exchange : lossless.exchanges) {
        if (exchange.request.begin >= base[0] && exchange.response.begin >= base[1]) ++possible;
      }
      expect_closed(heard);
      ASSERT_FALSE(testing::Test::HasFailure()) << "seed " << seed << " joined after " << count;
    }
  }
  const double share = static_cast<double>(whole) / static_cast<double>(possible);
  std::printf("late joins: %.1f%% of the exchanges that began later are whole\n", share * 100);
  EXPECT_GE(share, 0.83);
}

TEST(Http1Laws, CuttingOffAnywhereGivesOnlyTrueExchanges) {
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    Random random(seed);
    const Talk one = talk(random, 5, 2, 60);
    const auto truth = all(hear(Talk(one).end().pieces()));
    const std::uint64_t octets = one.total(Side::client) + one.total(Side::server);
    for (std::uint64_t count = 0; count < octets; ++count) {
      std::uint64_t left = count;
      std::vector<Piece> pieces;
      for (Piece piece : one.pieces()) {
        piece.octets.resize(std::min<std::uint64_t>(left, piece.octets.size()));
        left -= piece.octets.size();
        if (!piece.octets.empty()) pieces.push_back(piece);
      }
      pieces.push_back({Side::client, {}, 0, 0, Ending::end_of_capture});
      pieces.push_back({Side::server, {}, 0, 0, Ending::end_of_capture});
      const Heard heard = hear(pieces);
      expect_true(heard, truth);
      expect_closed(heard);
    }
  }
}

TEST(Http1Laws, RandomBytesAreAccountedForAndHeldIsLimited) {
  Limits limits;
  limits.held = 8192;
  limits.body = 4096;
  limits.pending = 16;
  for (std::uint64_t seed = 0; seed < 2000; ++seed) {
    Random random(seed);
    Talk one = talk(random, 6, 6, 3000);
    std::vector<Piece> pieces = split(one.end().pieces(), random, 400);
    for (Piece& piece : pieces) {
      // Some octets are changed, so that every way of being malformed is met.
      while (!piece.octets.empty() && below(random, 3) == 0) {
        piece.octets[below(random, piece.octets.size())] = "\r\n :0fH\x80"[below(random, 8)];
      }
    }
    const Heard heard = hear(lossy(pieces, random, 3), seed % 2 == 0, limits);
    expect_closed(heard);
    EXPECT_LE(heard.largest_held, limits.held);
    ASSERT_FALSE(testing::Test::HasFailure()) << "seed " << seed;
  }
}

}  // namespace
}  // namespace goldwire::http1
