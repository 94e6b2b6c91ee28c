// What a span says of an HTTP exchange.
#include "protocols/http/describe.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "protocols/base/semconv.h"
#include "tests/protocols/http/described.h"

namespace goldwire::http {
namespace {

using testing::ElementsAre;

TEST(HttpDescribe, SaysWhatTheConventionsAskFor) {
  const Interaction out =
      described(request("POST", "/accounts/42?dry=1",
                        {{"Host", "bank:8080"}, {"X-Tag", "a"}, {"x-tag", "b"}}, "{\"amount\": 5}"),
                response(201, {{"Location", "/x"}}, "done"));
  EXPECT_EQ(out.name, "POST /accounts/{id}");
  EXPECT_EQ(out.protocol, "http/1.1");
  EXPECT_EQ(out.role, Role::call);
  const Attributes& attributes = out.attributes;
  EXPECT_EQ(attributes.text(semconv::kHttpRequestMethod), "POST");
  EXPECT_EQ(attributes.text(semconv::kHttpRoute), "/accounts/{id}");
  EXPECT_EQ(attributes.text(semconv::kUrlPath), "/accounts/42");
  EXPECT_EQ(attributes.text(semconv::kUrlQuery), "dry=1");
  EXPECT_EQ(attributes.text(semconv::kServerAddress), "bank");
  EXPECT_EQ(attributes.integer(semconv::kServerPort), 8080);
  EXPECT_EQ(attributes.integer(semconv::kHttpResponseStatusCode), 201);
  EXPECT_EQ(attributes.text(semconv::kNetworkProtocolVersion), "1.1");
  EXPECT_THAT(list(out, "http.request.header.x-tag"), ElementsAre("a", "b"));
  EXPECT_THAT(list(out, "http.response.header.location"), ElementsAre("/x"));
  EXPECT_EQ(std::get<std::string>(out.request_payload.body), "{\"amount\": 5}");
  EXPECT_EQ(out.request_payload.size, 13U);
  EXPECT_EQ(out.status.code, StatusCode::unset);
  EXPECT_TRUE(out.external_api.empty());
}

TEST(HttpDescribe, SaysTheSchemeWhereTheRequestDoes) {
  const auto scheme = [](const Request& asked) {
    return std::string(described(asked, response(200)).attributes.text(semconv::kUrlScheme));
  };
  EXPECT_EQ(scheme(request("GET", "/a", {{"Host", "bank"}})), "");
  EXPECT_EQ(scheme(request("GET", "HTTPS://bank/a")), "https");
  Request http2 = request("GET", "/a");
  http2.scheme = "http";
  EXPECT_EQ(scheme(http2), "http");
}

TEST(HttpDescribe, ServerErrorsAreErrorsAndClientErrorsAreLeftToTheKind) {
  const Request get = request("GET", "/a", {});
  EXPECT_EQ(described(get, response(503)).status.code, StatusCode::error);
  EXPECT_EQ(described(get, response(503)).attributes.text(semconv::kErrorType), "503");
  EXPECT_EQ(described(get, response(404)).status.code, StatusCode::unset);
}

TEST(HttpDescribe, ContentIsGivenDecodedAndWhatCouldNotBeIsSaid) {
  // {"ok":1} by `gzip -n`
  const std::string gzip(
      "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xab\x56\xca\xcf\x56\xb2\x32\xac\x05\x00\x09\x8c\x54"
      "\x10\x08\x00\x00\x00",
      28);
  const Request get = request("GET", "/a", {});
  const Interaction out = described(get, response(200, {{"Content-Encoding", "gzip"}}, gzip));
  EXPECT_EQ(std::get<std::string>(out.response_payload.body), "{\"ok\":1}");
  EXPECT_EQ(out.response_payload.size, 8U);
  EXPECT_EQ(out.response_payload.wire_size, 28U);
  EXPECT_TRUE(out.incomplete.empty());
  const Interaction bad = described(get, response(200, {{"Content-Encoding", "gzip"}}, "plain"));
  EXPECT_TRUE(bad.incomplete.has(Reason::undecodable));
  const Interaction odd = described(get, response(200, {{"Content-Encoding", "mystery"}}, "?"));
  EXPECT_TRUE(odd.incomplete.has(Reason::undecodable));
  EXPECT_EQ(std::get<std::string>(odd.response_payload.body), "?");
}

TEST(HttpDescribe, ABodyKeptInPartSaysItsDigest) {
  Response answer = response(200, {}, "beginning");
  answer.body.size = 1000;
  answer.body.digest = 0xabc;
  const Interaction out = described(request("GET", "/", {}), answer);
  EXPECT_EQ(out.attributes.text(semconv::kHttpResponseBodyDigest), "0000000000000abc");
  EXPECT_EQ(out.response_payload.size, 1000U);
  EXPECT_EQ(out.response_payload.captured, 9U);
  EXPECT_TRUE(out.incomplete.empty());
}

TEST(HttpDescribe, AnAnswerAloneIsCalledHttp) {
  const Response answer = response(200);
  Exchange exchange;
  auto messages = std::make_shared<Messages>();
  messages->has_response = true;
  messages->response = answer;
  exchange.messages = messages;
  const Interaction out = describe(exchange, "http/1.1", {});
  EXPECT_EQ(out.name, "HTTP");
  EXPECT_EQ(out.attributes.find(semconv::kHttpRequestMethod), nullptr);
}

}  // namespace
}  // namespace goldwire::http
