// Differential: on random valid messages, cut in random pieces, Boost.Beast's parser and the
// conversation read the same method, target, status, reason, fields, trailers and content.
#include <algorithm>
#include <boost/beast/http.hpp>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <random>

#include "tests/protocols/http1/talk.h"

namespace goldwire::http1 {
namespace {

namespace beast = boost::beast::http;
using Random = std::mt19937_64;

constexpr int kSeeds = 4000;

std::size_t below(Random& random, std::size_t bound) { return random() % bound; }
bool chance(Random& random, unsigned percent) { return below(random, 100) < percent; }

std::string from(Random& random, std::string_view alphabet, std::size_t least, std::size_t most) {
  std::string out;
  const std::size_t size = least + below(random, most - least + 1);
  while (out.size() < size) out += alphabet[below(random, alphabet.size())];
  return out;
}

constexpr std::string_view kToken =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-.^_`|~";
constexpr std::string_view kVisible =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-.^_`|~"
    "\"(),/:;<=>?@[\\]{}";

std::string octets(Random& random, std::size_t most) {
  std::string out;
  for (std::size_t left = below(random, most + 1); left != 0; --left) {
    out += static_cast<char>(below(random, 256));
  }
  return out;
}

/// No value begins or ends with a blank; some hold blanks, obs-text and what looks like syntax.
std::string value(Random& random) {
  std::string out = from(random, kVisible, 0, 20);
  while (!out.empty() && chance(random, 40)) {
    out += from(random, " \t", 1, 3) + from(random, kVisible, 1, 10);
    if (chance(random, 30)) out += static_cast<char>(0x80 + below(random, 0x80));
  }
  return out;
}

std::string field(Random& random) {
  std::string out = "X" + from(random, kToken, 1, 15) + ":" + from(random, " \t", 0, 3);
  out += value(random);
  return out + from(random, " \t", 0, 2) + "\r\n";
}

std::string fields(Random& random) {
  std::string out;
  for (std::size_t left = below(random, 6); left != 0; --left) {
    const std::string one = field(random);
    out += one;
    if (chance(random, 10)) out += one;  // twice
  }
  return out;
}

std::string chunked(Random& random, const std::string& body) {
  std::string out;
  for (std::size_t at = 0; at < body.size();) {
    const std::size_t size = 1 + below(random, body.size() - at);
    out += chance(random, 50) ? fmt::format("{:x}", size) : fmt::format("{:04X}", size);
    while (chance(random, 30)) {
      out += ";" + from(random, kToken, 1, 8);
      if (chance(random, 60)) out += "=" + from(random, kToken, 1, 8);
      if (chance(random, 20)) out += ";q=\"a;b \\\" c\"";
    }
    out += "\r\n" + body.substr(at, size) + "\r\n";
    at += size;
  }
  return out + (chance(random, 50) ? "0" : "000") + "\r\n" + fields(random) + "\r\n";
}

/// The head's end and the content, framed in one of the ways a sender may choose.
std::string rest_of(Random& random, bool may_close) {
  const std::string body = octets(random, 200);
  switch (below(random, may_close ? 3 : 2)) {
    case 0: {
      const bool first = chance(random, 50);
      const std::string length = fmt::format("Content-Length: {}\r\n", body.size());
      const std::string others = fields(random);
      return (first ? length + others : others + length) + "\r\n" + body;
    }
    case 1:
      return fields(random) + "Transfer-Encoding: chunked\r\n" + fields(random) + "\r\n" +
             chunked(random, body);
    default:
      return fields(random) + "\r\n" + body;
  }
}

std::string random_request(Random& random) {
  const std::string method = chance(random, 50) ? "POST" : from(random, kToken, 1, 20);
  std::string out = fmt::format("{} /{} HTTP/1.1\r\n", method, from(random, kVisible, 0, 40));
  if (chance(random, 20)) return out + fields(random) + "\r\n";
  return out + rest_of(random, false);
}

std::string random_response(Random& random) {
  constexpr unsigned kStatus[] = {200, 201, 204, 206, 302, 304, 404, 418, 500, 599};
  const unsigned status = kStatus[below(random, std::size(kStatus))];
  const std::string start = fmt::format("HTTP/1.1 {} {}\r\n", status, value(random));
  if (status == 204 || status == 304) return start + fields(random) + "\r\n";
  return start + rest_of(random, true);
}

std::vector<Piece> cut(Random& random, const Talk& talk) {
  std::vector<Piece> out;
  for (const Piece& piece : talk.pieces()) {
    std::size_t at = 0;
    do {
      Piece part = piece;
      part.octets = piece.octets.substr(at, 1 + below(random, 60));
      at += part.octets.size();
      out.push_back(std::move(part));
    } while (at < piece.octets.size());
  }
  return out;
}

using Pairs = std::vector<std::pair<std::string, std::string>>;

/// In one order for both: Beast keeps fields of one name together.
Pairs ordered(Pairs pairs) {
  for (auto& [name, value] : pairs) {
    std::ranges::transform(name, name.begin(), [](char c) { return lower_case(c); });
  }
  std::ranges::stable_sort(pairs, {}, &Pairs::value_type::first);
  return pairs;
}

Pairs pairs_of(const http::Fields& fields, const http::Fields& trailers) {
  Pairs out;
  for (const http::Fields* section : {&fields, &trailers}) {
    for (std::size_t i = 0; i < section->size(); ++i) {
      out.emplace_back((*section)[i].name, (*section)[i].value);
    }
  }
  return ordered(std::move(out));
}

template <class BeastFields>
Pairs pairs_of(const BeastFields& fields) {
  Pairs out;
  for (const auto& one : fields) out.emplace_back(one.name_string(), one.value());
  return ordered(std::move(out));
}

/// What Beast makes of `message`; with `closed` the connection ends behind it.
template <class Parser>
void read(Parser& parser, const std::string& message, bool closed) {
  parser.eager(true);
  boost::beast::error_code error;
  std::size_t at = 0;
  while (at < message.size() && !parser.is_done()) {
    const std::size_t used =
        parser.put(boost::asio::buffer(message.data() + at, message.size() - at), error);
    ASSERT_FALSE(error) << error.message() << "\n" << message;
    ASSERT_NE(used, 0U);
    at += used;
  }
  if (closed && !parser.is_done()) parser.put_eof(error);
  ASSERT_FALSE(error) << error.message() << "\n" << message;
  ASSERT_TRUE(parser.is_done()) << message;
}

TEST(Http1Beast, RandomRequestsAreReadAlike) {
  for (int seed = 0; seed < kSeeds; ++seed) {
    Random random(static_cast<std::uint64_t>(seed));
    const std::string message = random_request(random);
    beast::request_parser<beast::string_body> parser;
    ASSERT_NO_FATAL_FAILURE(read(parser, message, false)) << seed;
    Talk talk;
    talk.client(message).server("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").end();
    const Heard heard = hear(cut(random, talk));
    ASSERT_EQ(heard.exchanges.size(), 1U) << seed << "\n" << message;
    ASSERT_TRUE(heard.exchanges[0].incomplete.empty()) << seed << "\n" << message;
    const http::Request& ours = messages_of(heard.exchanges[0]).request;
    const auto& theirs = parser.get();
    EXPECT_EQ(ours.method, std::string(theirs.method_string())) << seed;
    EXPECT_EQ(ours.target, std::string(theirs.target())) << seed;
    EXPECT_EQ(pairs_of(ours.fields, ours.trailers), pairs_of(theirs)) << seed << "\n" << message;
    EXPECT_EQ(ours.body.kept, theirs.body()) << seed;
  }
}

TEST(Http1Beast, RandomResponsesAreReadAlike) {
  for (int seed = 0; seed < kSeeds; ++seed) {
    Random random(static_cast<std::uint64_t>(seed));
    const bool head = chance(random, 10);
    std::string message = random_response(random);
    if (head) message.resize(message.find("\r\n\r\n") + 4);
    beast::response_parser<beast::string_body> parser;
    parser.skip(head);
    ASSERT_NO_FATAL_FAILURE(read(parser, message, true)) << seed;
    Talk talk;
    talk.client(head ? "HEAD / HTTP/1.1\r\n\r\n" : "GET / HTTP/1.1\r\n\r\n").server(message).end();
    const Heard heard = hear(cut(random, talk));
    ASSERT_EQ(heard.exchanges.size(), 1U) << seed << "\n" << message;
    ASSERT_TRUE(heard.exchanges[0].incomplete.empty()) << seed << "\n" << message;
    const http::Response& ours = messages_of(heard.exchanges[0]).response;
    const auto& theirs = parser.get();
    EXPECT_EQ(ours.status, theirs.result_int()) << seed;
    // Of an empty one Beast gives what the status is usually called.
    const auto usual = beast::obsolete_reason(theirs.result());
    const std::string reason = ours.reason.empty() ? std::string(usual) : ours.reason;
    EXPECT_EQ(reason, std::string(theirs.reason())) << seed;
    EXPECT_EQ(pairs_of(ours.fields, ours.trailers), pairs_of(theirs)) << seed << "\n" << message;
    EXPECT_EQ(ours.body.kept, theirs.body()) << seed;
  }
}

}  // namespace
}  // namespace goldwire::http1
