// Routes: what is an id in a path and what is a word.
#include "protocols/http/route.h"

#include <gtest/gtest.h>

namespace goldwire::http {
namespace {

TEST(Route, ValuesBecomePlaceholders) {
  EXPECT_EQ(route_of("/accounts/42"), "/accounts/{id}");
  EXPECT_EQ(route_of("/accounts/42/cards/7/"), "/accounts/{id}/cards/{id}/");
  EXPECT_EQ(route_of("/v1/payment_intents/pi_3Nabc/confirm"), "/v1/payment_intents/{id}/confirm");
  EXPECT_EQ(route_of("/users/ann%40example.org/mail"), "/users/{id}/mail");
  EXPECT_EQ(route_of("/reports/2024-05-01"), "/reports/{date}");
  EXPECT_EQ(route_of("/files/42.json"), "/files/{id}.json");
}

TEST(Route, EveryFormOfIdIsKnown) {
  for (const char* id : {"7",
                         "-7",
                         "0",
                         "2024",
                         "20240501",
                         "175928847299117063",
                         "3f2504e0-4f89-11d3-9a0c-0305e82c3301",
                         "3F2504E0-4F89-11D3-9A0C-0305E82C3301",
                         "%7B3f2504e0-4f89-11d3-9a0c-0305e82c3301%7D",
                         "urn:uuid:3f2504e0-4f89-11d3-9a0c-0305e82c3301",
                         "acct-3f2504e0-4f89-11d3-9a0c-0305e82c3301",
                         "9e107d9d372bb6826bd81d3542a419d6",
                         "507f1f77bcf86cd799439011",
                         "3f2a91c",
                         "0xdeadbeefcafe",
                         "pi_3NabcD91xyz0Qr",
                         "cus_NffrFeUfNV2Hib",
                         "ord-10023",
                         "user:42017",
                         "i-0abcd1234ef567890",
                         "INV2024001",
                         "user12345",
                         "01ARZ3NDEKTSV4RRFFQ69G5FAV",
                         "01arz3ndektsv4rrffq69g5fav",
                         "0ujtsYcgvSTl8PAuAdqWYSMnLOv",
                         "V1StGXR8_Z5jdHi6B-myT",
                         "cjld2cjxh0000qzrmn831i7rn",
                         "web-7d4b9c6f5-x2x8k",
                         "AC1f2e3d4c5b6a798081726354a5b6c7d8",
                         "aGVsbG8gd29ybGQxMjM0NQ%3D%3D",
                         "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln",
                         "ann@example.org",
                         "DE89370400440532013000",
                         "GB29NWBK60161331926819",
                         "+49-30-1234567",
                         "+4930123456",
                         "030%20123456",
                         "4111-1111-1111-1111",
                         "10.0.0.1",
                         "52.5200,13.4050",
                         "1,2,3",
                         "0-99",
                         "12:30:00"}) {
    EXPECT_EQ(route_of(std::string("/x/") + id + "/y"), "/x/{id}/y") << id;
  }
}

TEST(Route, EveryFormOfDateIsKnown) {
  for (const char* date : {"2024-05-01", "2024-05-01T10:00:00Z", "2024-05", "2024-W05"}) {
    EXPECT_EQ(route_of(std::string("/x/") + date), "/x/{date}") << date;
  }
  EXPECT_EQ(route_of("/x/2024-13-01"), "/x/{id}");
}

TEST(Route, ACounterThatGetsAnotherDigitStaysOnItsRoute) {
  EXPECT_EQ(route_of("/orders/ord-99"), route_of("/orders/ord-100"));
  EXPECT_EQ(route_of("/browse/PROJ-12"), route_of("/browse/PROJ-123"));
  EXPECT_EQ(route_of("/inv/INV9999"), route_of("/inv/INV10000"));
}

TEST(Route, WordsStay) {
  for (const char* path :
       {"/", "/deposit", "/v1/charges", "/v2/email/outbound-emails", "/api/v3/users", "/a//b", "*",
        "/oauth2/authorize", "/.well-known/openid-configuration", "/payment_methods", "/healthz",
        "/static/app.js", "/SCREAMING_CASE", "/camelCaseWordsInPath", "/facade",
        "/internationalization", "/api/getUserByAccountNumber", "/en-US/", "",
        // versions
        "/v2.1/users", "/api/2.0/sql/statements", "/1.0/x", "/apis/apps/v1beta1",
        "/rest/api/2/issue", "/v20240101/x", "/2.0.1-SNAPSHOT", "/batch-v1beta1",
        // hex that reads as words, and words with digits
        "/deadbeef", "/cafe", "/decade", "/face2face", "/abcdef12", "/sha256", "/x86_64", "/utf-8",
        "/base64", "/h264", "/ec2-user", "/log4j", "/best-mp3player", "/k8s", "/web3",
        // locales, countries, regions
        "/de", "/zh-Hans-CN", "/es-419", "/DEU", "/eu-central-1", "/s3-bucket-eu-west-1",
        // slugs
        "/top-10-things-to-do-in-2024", "/things-to-do-in-2024", "/windows-server-2019",
        "/terms-and-conditions-v2", "/me", "/@alice", "/users/me/", "/hello%20world",
        "/jquery-3.6.0.min.js", "/index.html", "/Users()", "/f(x)", "/{id}", "/{date}/x"}) {
    EXPECT_EQ(route_of(path), path);
  }
}

TEST(Route, ValuesInsideASegmentLeaveTheRest) {
  EXPECT_EQ(route_of("/static/app.3f2a91c8.js"), "/static/app.{id}.js");
  EXPECT_EQ(route_of("/static/9e107d9d372bb6826bd81d3542a419d6.png"), "/static/{id}.png");
  EXPECT_EQ(route_of("/users;region=4711;lang=en/x"), "/users;region={id};lang=en/x");
  EXPECT_EQ(route_of("/start;jsessionid=0A1B2C3D4E5F6071"), "/start;jsessionid={id}");
  EXPECT_EQ(route_of("/odata/Users(42)/Orders"), "/odata/Users({id})/Orders");
  EXPECT_EQ(route_of("/odata/Users('ann')"), "/odata/Users({id})");
  EXPECT_EQ(route_of("/odata/Lines(Order=1,Line=2)"), "/odata/Lines({id})");
}

TEST(Route, ATemplateIsItsOwnTemplate) {
  for (const char* path : {"/accounts/42/x", "/reports/2024-05-01/9", "/files/42.json",
                           "/odata/Users(42)", "/users;region=4711", "/static/app.3f2a91c8.js"}) {
    EXPECT_EQ(route_of(route_of(path)), route_of(path));
  }
}

TEST(Route, TheUsersTemplatesComeFirst) {
  const std::vector<RouteTemplate> templates = {
      {"/blog/about"}, {"/blog/{slug}"}, {"/{tenant}/api/**"}, {"/export/{name}.csv"}};
  EXPECT_EQ(route_of("/blog/about", templates), "/blog/about");
  EXPECT_EQ(route_of("/blog/a-long-story", templates), "/blog/{slug}");
  EXPECT_EQ(route_of("/blog/", templates), "/blog/");
  EXPECT_EQ(route_of("/blog/a/b", templates), "/blog/a/b");
  EXPECT_EQ(route_of("/acme/api/users/42", templates), "/{tenant}/api/users/{id}");
  EXPECT_EQ(route_of("/acme/api/", templates), "/{tenant}/api/");
  EXPECT_EQ(route_of("/acme/api", templates), "/acme/api");
  EXPECT_EQ(route_of("/export/all.csv", templates), "/export/{name}.csv");
  EXPECT_EQ(route_of("/export/.csv", templates), "/export/.csv");
}

}  // namespace
}  // namespace goldwire::http
