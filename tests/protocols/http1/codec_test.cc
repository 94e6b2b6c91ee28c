// The grammar of HTTP/1.x: what is read, what is refused, how a body ends.
#include "protocols/http1/codec.h"

#include <gtest/gtest.h>

namespace goldwire::http1 {
namespace {

TEST(Http1Codec, RequestLinesAreReadAsPeersReadThem) {
  const auto line = read_request_line("GET /a?b HTTP/1.1");
  ASSERT_TRUE(line);
  EXPECT_EQ(line->method, "GET");
  EXPECT_EQ(line->target, "/a?b");
  EXPECT_EQ(line->version, (http::Version{1, 1}));
  EXPECT_EQ(read_request_line("M-SEARCH * HTTP/1.0")->target, "*");
  EXPECT_EQ(read_request_line("GET /a b HTTP/1.1")->target, "/a b");
  EXPECT_EQ(read_request_line("GET  /a  HTTP/1.1 ")->target, "/a");
  for (const char* bad : {"", "GET", "GET /", "GET / HTTP/2.0", "GET / HTTP/1.11", "GET / http/1.1",
                          "GE(T / HTTP/1.1", "GET HTTP/1.1", " GET / HTTP/1.1", "GET / SIP/2.0"}) {
    EXPECT_FALSE(read_request_line(bad)) << bad;
  }
  EXPECT_FALSE(read_request_line(std::string_view("GET /\0 HTTP/1.1", 15)));
}

TEST(Http1Codec, StatusLinesAreRead) {
  EXPECT_EQ(read_status_line("HTTP/1.1 404 Not Found")->status, 404);
  EXPECT_EQ(read_status_line("HTTP/1.1 404 Not Found")->reason, "Not Found");
  EXPECT_EQ(read_status_line("HTTP/1.0 200 ")->reason, "");
  EXPECT_EQ(read_status_line("HTTP/1.0 200")->version, (http::Version{1, 0}));
  for (const char* bad : {"HTTP/1.1", "HTTP/1.1 20", "HTTP/1.1 2000 x", "HTTP/1.1 abc",
                          "HTTP/2 200", "HTTP/1.1  200 OK", "HTTP/1.1 099 x", "http/1.1 200 OK"}) {
    EXPECT_FALSE(read_status_line(bad)) << bad;
  }
}

TEST(Http1Codec, EveryTruncationOfAStartLineMayBecomeOne) {
  for (const std::string_view line : {"GET /index.html?a=b HTTP/1.1\r", "M-SEARCH * HTTP/1.0\r"}) {
    for (std::size_t i = 0; i <= line.size(); ++i) {
      EXPECT_TRUE(may_be_request_line(line.substr(0, i))) << line.substr(0, i);
    }
  }
  const std::string_view status = "HTTP/1.1 200 OK\r";
  for (std::size_t i = 0; i <= status.size(); ++i) {
    EXPECT_TRUE(may_be_status_line(status.substr(0, i))) << status.substr(0, i);
  }
  EXPECT_FALSE(may_be_request_line(" "));
  EXPECT_FALSE(may_be_request_line("{\"a\""));
  EXPECT_FALSE(may_be_request_line(std::string_view("GET /\0", 6)));
  EXPECT_FALSE(may_be_status_line("HTTP/2"));
  EXPECT_FALSE(may_be_status_line("HTTP/1.1 2x"));
}

TEST(Http1Codec, ASectionThatComesInPiecesIsLookedAtOnce) {
  const std::string_view section = "A: 1\r\nB: 2\n\r\nrest";
  std::size_t scanned = 0;
  for (std::size_t i = 0; i < 13; ++i) {
    EXPECT_EQ(section_length(section.substr(0, i), scanned), std::string_view::npos) << i;
  }
  EXPECT_EQ(scanned, 11U);
  EXPECT_EQ(section_length(section, scanned), 13U);
  scanned = 0;
  EXPECT_EQ(section_length("\r\nX", scanned), 2U);
}

TEST(Http1Codec, FieldLinesBeyondTheGrammarAreKeptAndSaid) {
  http::Fields fields;
  EXPECT_EQ(read_fields("A:1\r\nB:  two words \r\n folded\r\n\r\n", fields), Clarity::clean);
  EXPECT_EQ(fields.size(), 2U);
  EXPECT_EQ(fields.find("b"), "two words folded");
  http::Fields odd;
  EXPECT_EQ(read_fields("no colon\r\nName : v\r\nGood: 1\r\n", odd), Clarity::broken);
  EXPECT_EQ(odd.find("name"), "v");
  EXPECT_EQ(odd.find("good"), "1");
  http::Fields folded_first;
  EXPECT_EQ(read_fields(" folded\r\nA: 1\r\n", folded_first), Clarity::broken);
}

TEST(Http1Codec, ChunkSizesAreHexadecimalAndNothingElse) {
  EXPECT_EQ(read_chunk_size("0"), 0U);
  EXPECT_EQ(read_chunk_size("1aF"), 0x1afU);
  EXPECT_EQ(read_chunk_size("10 ;name=\"a;b\""), 16U);
  EXPECT_EQ(read_chunk_size("ffffffffffffffff"), UINT64_MAX);
  for (const char* bad : {"", ";x", "-1", "+1", "0x10", "10000000000000000", "1 2", "g"}) {
    EXPECT_FALSE(read_chunk_size(bad)) << bad;
  }
}

BodyForm of_request(std::string_view section, std::uint16_t minor = 1) {
  http::Request request;
  request.version.minor = minor;
  read_fields(section, request.fields);
  return request_body(request);
}
BodyForm of_response(std::uint16_t status, std::string_view method, std::string_view section) {
  http::Response response;
  response.status = status;
  read_fields(section, response.fields);
  return response_body(response, method);
}

TEST(Http1Codec, ABodyEndsAsTheSpecificationOrdersItsRules) {
  EXPECT_EQ(of_request("").framing, Framing::none);
  EXPECT_EQ(of_request("Content-Length: 7\n").length, 7U);
  EXPECT_EQ(of_request("Content-Length: 7\nContent-Length: 7\n").framing, Framing::length);
  EXPECT_EQ(of_request("Content-Length: 7\nContent-Length: 8\n").framing, Framing::unknown);
  EXPECT_EQ(of_request("Content-Length: 99999999999999999999\n").framing, Framing::unknown);
  EXPECT_EQ(of_request("Transfer-Encoding: gzip, chunked\n").framing, Framing::chunked);
  EXPECT_FALSE(of_request("Transfer-Encoding: gzip, chunked\n").disputed);
  EXPECT_EQ(of_request("Transfer-Encoding: identity\nContent-Length: 7\n").length, 7U);
  EXPECT_EQ(of_request("Transfer-Encoding: gzip\n").framing, Framing::unknown);
  EXPECT_EQ(of_response(200, "GET", "").framing, Framing::close);
  EXPECT_EQ(of_response(200, "GET", "Transfer-Encoding: gzip\n").framing, Framing::close);
  EXPECT_EQ(of_response(200, "", "Content-Length: 7\n").length, 7U);
  EXPECT_EQ(of_response(200, "HEAD", "Content-Length: 7\n").framing, Framing::none);
  EXPECT_EQ(of_response(204, "GET", "Content-Length: 7\n").framing, Framing::none);
  EXPECT_EQ(of_response(304, "GET", "Transfer-Encoding: chunked\n").framing, Framing::none);
  EXPECT_EQ(of_response(200, "CONNECT", "Content-Length: 7\n").framing, Framing::none);
  EXPECT_EQ(of_response(407, "CONNECT", "Content-Length: 7\n").framing, Framing::length);
  EXPECT_EQ(of_response(101, "GET", "").framing, Framing::none);
}

TEST(Http1Codec, LengthsThatPeersReadDifferentlyAreDisputed) {
  EXPECT_TRUE(of_request("Content-Length: 7\nTransfer-Encoding: chunked\n").disputed);
  EXPECT_TRUE(of_request("Transfer-Encoding: chunked, chunked\n").disputed);
  EXPECT_TRUE(of_request("Transfer-Encoding: xchunked\nTransfer-Encoding: chunked\n").disputed);
  EXPECT_TRUE(of_request("Transfer-Encoding: chunked\n", 0).disputed);
  EXPECT_TRUE(of_response(200, "GET", "Content-Length: 7\nTransfer-Encoding: chunked\n").disputed);
  EXPECT_FALSE(of_response(200, "GET", "Transfer-Encoding: chunked\n").disputed);
}

TEST(Http1Codec, WrittenMessagesAreSpeltAsTheyWere) {
  http::Request request;
  request.method = "POST";
  request.target = "/a";
  read_fields("Host: h\ncontent-length: 2, 2\n", request.fields);
  request.body.kept = "ok";
  EXPECT_EQ(write_request(request, Framing::length),
            "POST /a HTTP/1.1\r\nHost: h\r\ncontent-length: 2, 2\r\n\r\nok");
  request.body.kept = "longer";
  EXPECT_EQ(write_request(request, Framing::length),
            "POST /a HTTP/1.1\r\nHost: h\r\ncontent-length: 6\r\n\r\nlonger");
  http::Response response;
  response.status = 200;
  response.reason = "OK";
  response.body.kept = "0123456789abcdef";
  response.trailers.add("T", "1");
  EXPECT_EQ(write_response(response, Framing::chunked),
            "HTTP/1.1 200 OK\r\n\r\n10\r\n0123456789abcdef\r\n0\r\nT: 1\r\n\r\n");
  EXPECT_EQ(write_response(response, Framing::none), "HTTP/1.1 200 OK\r\n\r\n");
  EXPECT_EQ(write_response(response, Framing::length),
            "HTTP/1.1 200 OK\r\nContent-Length: 16\r\n\r\n0123456789abcdef");
}

}  // namespace
}  // namespace goldwire::http1
