// What the wire shows against what the servers themselves logged, request by request, on every
// capture of fixtures/http2.
#include "tests/protocols/http/server_log.h"

#include <gtest/gtest.h>

#include "protocols/http/message.h"

namespace goldwire::http2 {
namespace {

using http::text;
using Lines = std::vector<std::string>;

const std::string kFolder = GOLDWIRE_SOURCE_DIR "/fixtures/http2/";

const http::Messages& messages_of(const Exchange& exchange) {
  return static_cast<const http::Messages&>(*exchange.messages);
}

/// One side's content and trailers, of which a server tells what it counts itself.
struct Content {
  std::string size, sha256, trailers;
};

Content content_of(const Value& half) {
  Content out{text(half, "size"), text(half, "sha256"), "?"};
  if (const Value* trailers = half.find("trailers")) {
    out.trailers.clear();
    for (const Value& trailer : *trailers->list()) out.trailers += http::text_of(trailer) + ";";
  }
  return out;
}

/// Only what `like` knows as well.
Content content_of(const http::Body& body, const http::Fields& trailers, const Content& like) {
  Content out = like;
  if (like.size != "?") out.size = std::to_string(body.size);
  if (like.sha256 != "?") out.sha256 = http::sha256(body.kept);
  if (like.trailers != "?") {
    Lines all;
    for (std::size_t i = 0; i < trailers.size(); ++i) {
      all.push_back(fmt::format("{}: {};", trailers[i].name, trailers[i].value));
    }
    std::ranges::sort(all);
    out.trailers.clear();
    for (const std::string& one : all) out.trailers += one;
  }
  return out;
}

std::string told(const Content& content) {
  return fmt::format(" ({} octets, {}, trailers {})", content.size, content.sha256,
                     content.trailers);
}

/// What a log tells of each side's content.
struct Known {
  Content request{"?", "?", "?"};
  Content response{"?", "?", "?"};
};

Known known_of(const Value& line) {
  Known out;
  if (const Value* half = line.find("request")) out.request = content_of(*half);
  if (const Value* half = line.find("response")) out.response = content_of(*half);
  return out;
}

std::string whole_line(const Value& line) {
  const Known known = known_of(line);
  std::string out = text(line, "method") + " " + text(line, "url") + told(known.request) + " -> ";
  if (const Value* interims = line.find("interims")) {
    for (const Value& interim : *interims->list()) out += http::text_of(interim) + " ";
  }
  return out + text(line, "status") + told(known.response);
}

std::string whole_line(const Exchange& exchange, const Value& like) {
  const Known known = known_of(like);
  const http::Messages& messages = messages_of(exchange);
  const http::Request& request = messages.request;
  const http::Response& response = messages.response;
  std::string out = request.method + " " + request.target +
                    told(content_of(request.body, request.trailers, known.request)) + " -> ";
  if (like.find("interims") != nullptr) {
    for (const http::Interim& interim : messages.interims) {
      out += fmt::format("{} ", interim.response.status);
    }
  }
  return out + std::to_string(response.status) +
         told(content_of(response.body, response.trailers, known.response));
}

/// All that is certain of a request that came to no good end: the status (0: none), and a reset
/// with an error.
std::string broken_line(const Value& line) {
  std::string out =
      fmt::format("{} {} -> {}", text(line, "method"), text(line, "url"), text(line, "status"));
  if (const Value* reset = line.find("reset")) {
    out += fmt::format(", reset by {}: {}", text(*reset, "by"), text(*reset, "code"));
  }
  return out;
}

std::string broken_line(const Exchange& exchange) {
  const http::Messages& messages = messages_of(exchange);
  std::string out = fmt::format("{} {} -> {}", messages.request.method, messages.request.target,
                                messages.response.status);
  if (messages.reset && !messages.reset->goaway && messages.reset->code != 0) {
    out +=
        fmt::format(", reset by {}: {}", messages.reset->by == Side::client ? "client" : "server",
                    messages.reset->code);
  }
  return out;
}

class Http2ServerLog : public testing::TestWithParam<const char*> {};

TEST_P(Http2ServerLog, EachLoggedRequestIsSeenOnceWithItsAnswerAndNoOther) {
  const std::string file = kFolder + GetParam();
  const std::vector<Value> log = http::logged(file + ".jsonl");
  ASSERT_FALSE(log.empty());
  Lines whole_logged;
  Lines broken_logged;
  for (const Value& line : log) {
    if (http::is_whole(line)) {
      whole_logged.push_back(whole_line(line));
    } else {
      broken_logged.push_back(broken_line(line));
    }
  }
  Lines whole;
  Lines broken;
  for (const Exchange& exchange : http::exchanges_of(file + ".pcap")) {
    EXPECT_EQ(exchange.protocol, "http/2");
    if (exchange.incomplete.empty()) {
      whole.push_back(whole_line(exchange, log.front()));
    } else {
      broken.push_back(broken_line(exchange));
    }
  }
  for (Lines* lines : {&whole_logged, &broken_logged, &whole, &broken}) std::ranges::sort(*lines);
  EXPECT_EQ(whole, whole_logged);
  EXPECT_EQ(broken, broken_logged);
}

INSTANTIATE_TEST_SUITE_P(Fixtures, Http2ServerLog,
                         testing::Values("node-many", "node-messages", "node-large", "node-fields",
                                         "node-long", "node-tables", "node-resets", "node-ends",
                                         "node-connect", "odd-client", "odd-server", "curl-node",
                                         "h2load-node", "curl-nginx", "nghttp-nginx",
                                         "h2load-nginx", "curl-h2o", "nghttp-h2o", "nghttp-nghttpd",
                                         "nghttp-echo"),
                         [](const auto& info) { return http::test_name(info.param); });

}  // namespace
}  // namespace goldwire::http2
