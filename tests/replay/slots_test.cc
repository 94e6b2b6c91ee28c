// Slots: every value of a message has a place, and putting another changes nothing else.
#include "replay/slots.h"

#include <gmock/gmock.h>

#include "tests/replay/entry_maker.h"

namespace goldwire::replay {
namespace {

using test::entry;
using testing::ElementsAre;

template <class Message>
std::vector<std::string> lines(const Message& message) {
  std::vector<std::string> out;
  for (const Slot& slot : slots_of(message)) out.push_back(slot.place + " = " + slot.text);
  return out;
}

http::Request request(std::string_view target, const test::Headers& headers, std::string body) {
  return entry("POST", target, headers, std::move(body), "").request;
}

TEST(Slots, RequestIsTakenApart) {
  EXPECT_THAT(
      lines(request("/orders/a%2Fb/?page=2&page=3&q=x+y",
                    {{"Host", "shop"},
                     {"Accept", "text/html"},
                     {"accept", "*/*"},
                     {"Cookie", "sid=1; theme=dark"},
                     {"Connection", "close"}},
                    R"({"a":[{"id":1.10},"x"],"b c":null,"d":"\u0041","d":true,"e":"2"})")),
      ElementsAre("path[0] = orders", "path[1] = a/b", "query.page = 2", "query.page#2 = 3",
                  "query.q = x y", "header.accept = text/html", "header.accept#2 = */*",
                  "header.content-type = application/json", "cookie.sid = 1", "cookie.theme = dark",
                  "body.a[0].id = 1.10", "body.a[1] = x", "body.d = A", "body.e = 2"));
}

TEST(Slots, AnswerIsTakenApart) {
  const http::Response answer =
      entry("GET", "/", {}, "", "<ok/>",
            {{"Date", "now"}, {"ETag", "\"1\""}, {"Set-Cookie", "sid=7; Path=/"}})
          .answer;
  EXPECT_THAT(lines(answer), ElementsAre("header.etag = \"1\"", "cookie.sid = 7", "body = <ok/>"));
}

TEST(Slots, FormIsTakenApart) {
  http::Request form = request("/", {{"content-type", "application/x-www-form-urlencoded"}}, "");
  form.body.kept = "amount=12&card%5Bcvc%5D=1%202&amount=13&flag";
  EXPECT_THAT(lines(form),
              ElementsAre("header.content-type = application/x-www-form-urlencoded",
                          "body.amount = 12", "body.card[cvc] = 1 2", "body.amount#2 = 13"));
}

TEST(Slots, EverythingElseStaysByteForByte) {
  http::Request one = request("/orders/a%2Fb?q=%7e&r=1", {{"X-A", "1"}, {"Cookie", "a=1;  b=2"}},
                              "{ \"a\" : 1.10 ,\n\"b\":\"\\u0041\", \"c\": [ \"x\" ] }");
  ASSERT_TRUE(put(one, "path[1]", "c d"));
  ASSERT_TRUE(put(one, "query.r", "&"));
  ASSERT_TRUE(put(one, "header.x-a", "2"));
  ASSERT_TRUE(put(one, "cookie.b", "9"));
  ASSERT_TRUE(put(one, "body.c[0]", "say \"y\""));
  EXPECT_EQ(one.target, "/orders/c%20d?q=%7e&r=%26");
  EXPECT_EQ(one.fields[0].name, "X-A");
  EXPECT_EQ(one.fields[0].value, "2");
  EXPECT_EQ(one.fields[1].value, "a=1;  b=9");
  EXPECT_EQ(one.body.kept, "{ \"a\" : 1.10 ,\n\"b\":\"\\u0041\", \"c\": [ \"say \\\"y\\\"\" ] }");
}

TEST(Slots, NumberStaysANumberWhereItCan) {
  http::Request one = request("/", {}, R"({"id":1,"text":"1"})");
  ASSERT_TRUE(put(one, "body.id", "42"));
  ASSERT_TRUE(put(one, "body.text", "42"));
  EXPECT_EQ(one.body.kept, R"({"id":42,"text":"42"})");
  ASSERT_TRUE(put(one, "body.id", "a7"));
  EXPECT_EQ(one.body.kept, R"({"id":"a7","text":"42"})");
}

TEST(Slots, PlaceThatIsNotThereIsRefused) {
  http::Request one = request("/a", {}, "{}");
  const http::Request before = one;
  for (const char* const place : {"path[1]", "query.a", "header.host", "cookie.a", "body.a", "x"}) {
    EXPECT_FALSE(put(one, place, "1")) << place;
  }
  EXPECT_EQ(one, before);
}

TEST(Slots, BrokenJsonIsOneText) {
  EXPECT_THAT(lines(request("*", {}, R"({"a":1)")),
              ElementsAre("header.content-type = application/json", R"(body = {"a":1)"));
}

}  // namespace
}  // namespace goldwire::replay
