// What the wire shows against what the servers themselves logged, request by request, on every
// capture of fixtures/http1.
#include "tests/protocols/http/server_log.h"

#include <gtest/gtest.h>

#include "tests/protocols/http1/talk.h"

namespace goldwire::http1 {
namespace {

const std::string kFolder = GOLDWIRE_SOURCE_DIR "/fixtures/http1/";

using http::is_whole;
using http::sha256;
using http::text;
using http::text_of;

/// What both can tell of a request that the server saw to its end.
std::string node_line(const Value& line) {
  std::string out = fmt::format("{} {} {} -> {}", text(line, "method"), text(line, "url"),
                                text(line, "version"), text(line, "status"));
  for (const std::string_view half : {"request", "response"}) {
    const Value& facts = *line.find(half);
    out += fmt::format(" {} {}", text(facts, "size"), text(facts, "sha256"));
  }
  for (const Value& interim : *line.find("interims")->list()) out += " " + text_of(interim);
  return out;
}

std::string node_line(const Exchange& exchange) {
  const auto& messages = messages_of(exchange);
  const http::Request& request = messages.request;
  std::string out =
      fmt::format("{} {} {}.{} -> {}", request.method, request.target, request.version.major,
                  request.version.minor, messages.response.status);
  for (const http::Body* body : {&messages.request.body, &messages.response.body}) {
    out += fmt::format(" {} {}", body->size, sha256(body->kept));
  }
  for (const http::Interim& interim : messages.interims) {
    out += fmt::format(" {}", interim.response.status);
  }
  return out;
}

/// nginx counts octets as sent, of a request that it refuses those that it read.
std::string nginx_line(std::string_view request, std::string_view status, std::string_view asked,
                       std::string_view answered) {
  if (status >= "400") return fmt::format("{} -> {}", request, status);
  return fmt::format("{} -> {}, {} octets asked, {} answered", request, status, asked, answered);
}

std::string nginx_line(const Value& line) {
  return nginx_line(text(line, "request"), text(line, "status"), text(line, "request_length"),
                    text(line, "body_bytes_sent"));
}

std::string nginx_line(const Exchange& exchange) {
  const auto& messages = messages_of(exchange);
  const http::Request& request = messages.request;
  // Of a 100 (Continue) nginx counts the octets as content.
  std::uint64_t answered = messages.response.body.wire_size;
  constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
  answered += messages.interims.size() * kContinue.size();
  return nginx_line(fmt::format("{} {} HTTP/{}.{}", request.method, request.target,
                                request.version.major, request.version.minor),
                    std::to_string(messages.response.status),
                    std::to_string(exchange.request.end - exchange.request.begin),
                    std::to_string(answered));
}

/// "GET /a -> 200": all that is certain of a request that came to no good end. 0: no answer.
std::string broken_line(const Exchange& exchange) {
  const auto& messages = messages_of(exchange);
  return fmt::format("{} {} -> {}", messages.request.method, messages.request.target,
                     messages.response.status);
}

/// A server that refuses an expectation or closes early waits for no body, so that either view of
/// the request is right; every other one that the server did not see to its end must say so.
bool is_refusal(const Exchange& exchange) {
  return messages_of(exchange).request.fields.has("expect") &&
         messages_of(exchange).response.status >= 400;
}

void compare(const std::string& name) {
  const bool nginx = name.ends_with("nginx");
  Lines whole_logged;
  Lines broken_logged;
  for (const Value& line : http::logged(kFolder + name + ".jsonl")) {
    if (is_whole(line)) {
      whole_logged.push_back(nginx ? nginx_line(line) : node_line(line));
    } else {
      broken_logged.push_back(fmt::format("{} {} -> {}", text(line, "method"), text(line, "url"),
                                          text(line, "status")));
    }
  }
  Lines whole;
  Lines broken;
  for (const Exchange& exchange : http::exchanges_of(kFolder + name + ".pcap")) {
    const bool refused = is_refusal(exchange);
    if (nginx && (exchange.incomplete.empty() || refused)) {
      whole.push_back(nginx_line(exchange));
    } else if (exchange.incomplete.empty() && !refused) {
      whole.push_back(node_line(exchange));
    } else {
      broken.push_back(broken_line(exchange));
    }
  }
  for (Lines* lines : {&whole_logged, &broken_logged, &whole, &broken}) std::ranges::sort(*lines);
  EXPECT_EQ(whole, whole_logged) << name;
  EXPECT_EQ(broken, broken_logged) << name;
  EXPECT_FALSE(whole.empty() && broken.empty()) << name;
}

class Http1ServerLog : public testing::TestWithParam<const char*> {};

TEST_P(Http1ServerLog, EachLoggedRequestIsSeenOnceWithItsAnswerAndNoOther) { compare(GetParam()); }

INSTANTIATE_TEST_SUITE_P(Fixtures, Http1ServerLog,
                         testing::Values("curl-methods", "curl-bodies", "curl-refused",
                                         "curl-proxy", "curl-streams", "curl-large", "node-agent",
                                         "node-undici", "node-fetch", "node-broken", "python",
                                         "curl-nginx", "wrk-nginx", "ab-nginx", "ab-node"),
                         [](const auto& info) { return http::test_name(info.param); });

}  // namespace
}  // namespace goldwire::http1
