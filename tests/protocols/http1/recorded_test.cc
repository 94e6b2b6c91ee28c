// A dialogue recorded on loopback between curl 7.88.1 and a Node 20 server, and the span each pair
// gives.
#include <gtest/gtest.h>

#include "protocols/base/semconv.h"
#include "tests/protocols/http1/talk.h"

namespace goldwire::http1 {
namespace {

using namespace std::string_view_literals;

Talk recorded() {
  Talk talk;
  talk.client(
          "POST /post HTTP/1.1\r\nHost: 127.0.0.1:28770\r\nUser-Agent: curl/7.88.1\r\n"
          "Accept: */*\r\nExpect: 100-continue\r\nContent-Length: 7\r\n"
          "Content-Type: application/x-www-form-urlencoded\r\n\r\n")
      .server("HTTP/1.1 100 Continue\r\n\r\n")
      .client("a=1&b=2")
      .server(
          "HTTP/1.1 200 OK\r\nDate: Sun, 22 Nov 2026 16:49:25 GMT\r\nConnection: keep-alive\r\n"
          "Keep-Alive: timeout=5\r\nContent-Length: 5\r\n\r\ngot 7")
      .client(
          "HEAD /head HTTP/1.1\r\nHost: 127.0.0.1:28770\r\nUser-Agent: curl/7.88.1\r\n"
          "Accept: */*\r\n\r\n")
      .server(
          "HTTP/1.1 200 OK\r\nDate: Sun, 22 Nov 2026 16:49:25 GMT\r\nConnection: keep-alive\r\n"
          "Keep-Alive: timeout=5\r\n\r\n")
      .client(
          "POST /gzip HTTP/1.1\r\nHost: 127.0.0.1:28770\r\nUser-Agent: curl/7.88.1\r\n"
          "Accept: */*\r\nTransfer-Encoding: chunked\r\n"
          "Content-Type: application/x-www-form-urlencoded\r\n\r\n6\r\nchunky\r\n0\r\n\r\n")
      .server(
          "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nDate: Sun, 22 Nov 2026 16:49:25 GMT\r\n"
          "Connection: keep-alive\r\nKeep-Alive: timeout=5\r\nContent-Length: 27\r\n\r\n"
          "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xabV\xcaS\xb2"
          "2\xab\x05\x00\xb9\xad\n\x9b\x07"
          "\x00\x00\x00"sv)
      .client(
          "GET /trail HTTP/1.1\r\nHost: 127.0.0.1:28770\r\nUser-Agent: curl/7.88.1\r\n"
          "Accept: */*\r\n\r\n")
      .server(
          "HTTP/1.1 200 OK\r\nTrailer: X-Sum\r\nDate: Sun, 22 Nov 2026 16:49:25 GMT\r\n"
          "Connection: keep-alive\r\nKeep-Alive: timeout=5\r\nTransfer-Encoding: chunked\r\n\r\n"
          "4\r\none \r\n3\r\ntwo\r\n0\r\nX-Sum: 7\r\n\r\n")
      .end();
  return talk;
}

std::string line(const Interaction& span) {
  const auto* body = std::get_if<std::string>(&span.response_payload.body);
  return span.name + " " +
         std::to_string(*span.attributes.integer(semconv::kHttpResponseStatusCode)) + " " +
         (body == nullptr ? "" : *body) + (span.incomplete.empty() ? "" : " incomplete");
}

TEST(Http1Recorded, CurlAndNodeAreUnderstood) {
  const Heard heard = hear(recorded().pieces());
  std::vector<Interaction> spans;
  for (const Exchange& exchange : heard.exchanges) {
    for (Interaction& span : describe(exchange)) spans.push_back(std::move(span));
  }
  Lines lines;
  for (const Interaction& span : spans) lines.push_back(line(span));
  ASSERT_EQ(lines, (Lines{"POST /post 200 got 7", "HEAD /head 200 ", "POST /gzip 200 {\"n\":6}",
                          "GET /trail 200 one two"}));
  EXPECT_EQ(spans[0].events.size(), 1U);
  EXPECT_EQ(spans[0].protocol, "http/1.1");
  EXPECT_EQ(spans[0].attributes.text(semconv::kServerAddress), "127.0.0.1");
  EXPECT_EQ(spans[0].attributes.integer(semconv::kServerPort), 28770);
  EXPECT_EQ(spans[2].response_payload.wire_size, 27U);
  EXPECT_EQ(spans[2].response_payload.size, 7U);
  EXPECT_EQ(spans[2].request_payload.wire_size, 16U);
  EXPECT_NE(spans[3].attributes.find("goldwire.http.response.trailer.x-sum"), nullptr);
}

TEST(Http1Recorded, EveryOctetIsTaken) {
  const Heard heard = hear(recorded().pieces());
  for (const Side side : {Side::client, Side::server}) {
    EXPECT_EQ(heard.accounts[index_of(side)], (Account{recorded().total(side), 0, 0}));
  }
}

}  // namespace
}  // namespace goldwire::http1
