// What a span says of an HTTP exchange, and which API it recognises.
#include "protocols/http/describe.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "protocols/base/semconv.h"
#include "protocols/http/api_name.h"

namespace goldwire::http {
namespace {

using testing::ElementsAre;

Body body(std::string text) {
  Body out;
  out.size = out.wire_size = text.size();
  out.kept = std::move(text);
  return out;
}

Request request(std::string method, std::string target,
                std::vector<std::pair<std::string, std::string>> fields, std::string content = {}) {
  Request out;
  out.method = std::move(method);
  out.target = std::move(target);
  for (const auto& [name, value] : fields) out.fields.add(name, value);
  out.body = body(std::move(content));
  return out;
}

Response response(std::uint16_t status,
                  std::vector<std::pair<std::string, std::string>> fields = {},
                  std::string content = {}) {
  Response out;
  out.status = status;
  for (const auto& [name, value] : fields) out.fields.add(name, value);
  out.body = body(std::move(content));
  return out;
}

Interaction described(const Request& request, const Response& response) {
  return describe(Exchange{}, {&request, &response, {}}, "http/1.1");
}

std::vector<std::string> list(const Interaction& interaction, std::string_view key) {
  const AttributeValue* value = interaction.attributes.find(key);
  const auto* list = value == nullptr ? nullptr : std::get_if<std::vector<std::string>>(value);
  return list == nullptr ? std::vector<std::string>{} : *list;
}

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
  const Interaction out = describe(Exchange{}, {nullptr, &answer, {}}, "http/1.1");
  EXPECT_EQ(out.name, "HTTP");
  EXPECT_EQ(out.attributes.find(semconv::kHttpRequestMethod), nullptr);
}

TEST(ApiName, AwsJsonNamesItsTarget) {
  const Interaction out = described(request("POST", "/",
                                            {{"X-Amz-Target", "DynamoDB_20120810.PutItem"},
                                             {"Content-Type", "application/x-amz-json-1.0"}},
                                            R"({"TableName":"payments","Item":{}})"),
                                    response(200, {{"x-amzn-RequestId", "ABC"}}));
  EXPECT_EQ(out.name, "DynamoDB.PutItem");
  EXPECT_EQ(out.external_api, "aws");
  EXPECT_EQ(out.attributes.text(semconv::kRpcSystem), "aws-api");
  EXPECT_EQ(out.attributes.text(semconv::kRpcService), "DynamoDB");
  EXPECT_EQ(out.attributes.text(semconv::kRpcMethod), "PutItem");
  EXPECT_EQ(out.attributes.text(semconv::kDbSystemName), "aws.dynamodb");
  EXPECT_EQ(out.attributes.text(semconv::kAwsRequestId), "ABC");
  EXPECT_THAT(list(out, semconv::kAwsDynamodbTableNames), ElementsAre("payments"));
  EXPECT_EQ(out.attributes.text(semconv::kHttpRoute), "/");
}

TEST(ApiName, TablesOfBatchesAndTransactionsAreFound) {
  EXPECT_THAT(dynamodb_tables(R"({"RequestItems":{"a":[],"b":[]}})"), ElementsAre("a", "b"));
  EXPECT_THAT(dynamodb_tables(R"({"TransactItems":[{"Put":{"TableName":"a"}},
                                  {"Delete":{"TableName":"b"}},{"Put":{"TableName":"a"}}]})"),
              ElementsAre("a", "b"));
  EXPECT_THAT(dynamodb_tables("no json"), ElementsAre());
}

std::string name_of_call(const Request& request) {
  const auto call = recognise_api(request, request.body.kept);
  if (!call) return "-";
  return std::string(call->external) + ":" + call->service + "." + call->method;
}

TEST(ApiName, EachWayOfNamingIsKnown) {
  const std::pair<std::string, std::string> form = {"Content-Type",
                                                    "application/x-www-form-urlencoded"};
  const std::pair<std::string, std::string> ses = {
      "Authorization",
      "AWS4-HMAC-SHA256 Credential=AKID/20250101/eu-west-1/ses/aws4_request, SignedHeaders=host"};
  const std::pair<std::string, std::string> s3 = {
      "Authorization", "AWS4-HMAC-SHA256 Credential=AKID/20250101/eu-west-1/s3/aws4_request, x"};
  EXPECT_EQ(name_of_call(request("POST", "/", {form}, "Action=SendEmail&Version=2010-12-01")),
            "aws:SES.SendEmail");
  EXPECT_EQ(name_of_call(request("POST", "/q/1", {form}, "Version=2012-11-05&Action=SendMessage")),
            "aws:SQS.SendMessage");
  EXPECT_EQ(name_of_call(request("GET", "/?Action=Publish&Version=2010-03-31", {})),
            "aws:SNS.Publish");
  EXPECT_EQ(name_of_call(request("POST", "/v2/email/outbound-emails", {ses})), "aws:SES.SendEmail");
  EXPECT_EQ(name_of_call(request("POST", "/v2/email/outbound-emails", {})), "-");
  EXPECT_EQ(name_of_call(request("POST", "/", {{"X-Amz-Target", "AmazonSQS.SendMessage"}})),
            "aws:SQS.SendMessage");
  EXPECT_EQ(name_of_call(request("POST", "/", {{"X-Amz-Target", "NewThing_20300101.DoIt"}})),
            "aws:NewThing.DoIt");
  EXPECT_EQ(name_of_call(request("PUT", "/bucket/some/key", {s3})), "aws:S3.PutObject");
  EXPECT_EQ(name_of_call(request("GET", "/bucket?list-type=2", {s3})), "aws:S3.ListObjectsV2");
  EXPECT_EQ(name_of_call(request("POST", "/2015-03-31/functions/mail/invocations",
                                 {{"Host", "lambda.eu-west-1.amazonaws.com"}})),
            "aws:Lambda.Invoke");
  EXPECT_EQ(name_of_call(request("POST", "/service/DynamoDB_20120810/operation/GetItem",
                                 {{"Smithy-Protocol", "rpc-v2-cbor"}})),
            "aws:DynamoDB.GetItem");
  EXPECT_EQ(name_of_call(request("POST", "/v1/charges", {{"Stripe-Version", "2024-06-20"}})),
            "stripe:.");
  EXPECT_EQ(
      name_of_call(request("POST", "/v1/charges", {{"User-Agent", "Stripe/v1 NodeBindings"}})),
      "stripe:.");
  EXPECT_EQ(name_of_call(request("POST", "/form", {form}, "Action=Buy&Version=2")), "-");
  EXPECT_EQ(name_of_call(request("GET", "/accounts/1", {{"Host", "bff"}})), "-");
}

}  // namespace
}  // namespace goldwire::http
