// Head: what is sent anew, and what is sent as it was.
#include "replay/head.h"

#include <gmock/gmock.h>

#include "tests/replay/entry_maker.h"

namespace goldwire::replay {
namespace {

using test::entry;

http::Request made_anew(const test::Headers& headers, const std::string& host = "target:8080") {
  http::Request request = entry("GET", "/", headers, "", "").request;
  int digit = 0;
  make_head_anew(request, {.host = host, .now = from_unix_nano(0), .hex_digit = [&] {
                             return "123456789abcdef"[digit++ % 15];
                           }});
  return request;
}

test::Headers headers_of(const http::Request& request) {
  test::Headers out;
  for (std::size_t i = 0; i < request.fields.size(); ++i) {
    out.emplace_back(request.fields[i].name, request.fields[i].value);
  }
  return out;
}

TEST(Head, HopAndMomentAreMadeAnewAndTheRestStaysInItsOrder) {
  EXPECT_EQ(headers_of(made_anew({{"X-B", "1"},
                                  {"Connection", "keep-alive"},
                                  {"Host", "recorded"},
                                  {"Keep-Alive", "timeout=5"},
                                  {"Date", "Sun, 22 Nov 2026 15:46:48 GMT"},
                                  {"Accept", "*/*"},
                                  {"Content-Length", "12"},
                                  {"accept", "text/html"}})),
            (test::Headers{{"X-B", "1"},
                           {"Host", "target:8080"},
                           {"Date", "Thu, 01 Jan 1970 00:00:00 GMT"},
                           {"Accept", "*/*"},
                           {"accept", "text/html"}}));
}

TEST(Head, RecordedHostStaysWhereNoOtherIsGiven) {
  EXPECT_EQ(headers_of(made_anew({{"host", "recorded"}}, "")),
            (test::Headers{{"host", "recorded"}}));
}

TEST(Head, TraceIdsAreNewAndEqualOnesStayEqual) {
  const http::Request request =
      made_anew({{"host", "h"},
                 {"traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"},
                 {"x-b3-traceid", "0af7651916cd43dd8448eb211c80319c"},
                 {"x-b3-spanid", "b7ad6b7169203331"},
                 {"x-request-id", "b7ad6b7169203331"}});
  const std::string trace = "123456789abcdef123456789abcdef12";
  const std::string span = "3456789abcdef123";
  EXPECT_EQ(request.fields.find("traceparent"), "00-" + trace + "-" + span + "-01");
  EXPECT_EQ(request.fields.find("x-b3-traceid"), trace);
  EXPECT_EQ(request.fields.find("x-b3-spanid"), span);
  EXPECT_EQ(request.fields.find("x-request-id"), "b7ad6b7169203331") << "no trace header";
}

TEST(Head, BodyIsFramedAsItWasRecorded) {
  const auto framing = [](const test::Headers& headers, const std::string& body) {
    return framing_of(entry("POST", "/", headers, body, "").request);
  };
  EXPECT_EQ(framing({}, ""), http1::Framing::none);
  EXPECT_EQ(framing({{"content-length", "0"}}, ""), http1::Framing::length);
  EXPECT_EQ(framing({}, "{}"), http1::Framing::length);
  EXPECT_EQ(framing({{"Transfer-Encoding", "chunked"}}, "{}"), http1::Framing::chunked);
}

}  // namespace
}  // namespace goldwire::replay
