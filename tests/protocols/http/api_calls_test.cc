// GraphQL, JSON-RPC and SOAP: names, and failures that answers of 200 hide.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "protocols/base/semconv.h"
#include "protocols/http/api_graphql.h"
#include "protocols/http/api_xml.h"
#include "tests/protocols/http/described.h"

namespace goldwire::http {
namespace {

using testing::ElementsAre;

const std::pair<std::string, std::string> kJson = {"Content-Type", "application/json"};

Interaction post(std::string path, std::string content, std::string answer = {},
                 std::uint16_t status = 200) {
  return described(request("POST", std::move(path), {kJson}, std::move(content)),
                   response(status, {kJson}, std::move(answer)));
}

TEST(Graphql, OperationsAreFoundInDocuments) {
  const auto names = [](std::string_view document) {
    std::string all;
    const auto operations = graphql_operations(document);
    if (!operations) return std::string("-");
    for (const GraphqlOperation& one : *operations) {
      all.append(one.type).append(" ").append(one.name).append(";");
    }
    return all;
  };
  EXPECT_EQ(names("{ me { id } }"), "query ;");
  EXPECT_EQ(names("query GetUser($id: ID! = {a: [1]}, $b: Int) @cached { user(id: $id) { name } }"),
            "query GetUser;");
  EXPECT_EQ(names("query ($id: ID!) { user(id: $id) { name } }"), "query ;");
  EXPECT_EQ(
      names("# query No {\nfragment F on User { name }\nmutation Do { do(text: \"} \\\" {\") }"),
      "mutation Do;");
  EXPECT_EQ(names("query A { a(x: \"\"\"} \" {\"\"\") } subscription B { b }"),
            "query A;subscription B;");
  EXPECT_EQ(names("query A { a"), "-");
  EXPECT_EQ(names("select 1"), "-");
  EXPECT_EQ(names("}"), "-");
  EXPECT_EQ(names("query \"open"), "-");
  EXPECT_EQ(names(""), "");
}

TEST(Graphql, TheSpanIsNamedByItsOperation) {
  const Interaction out =
      post("/api", R"({"query":"query A { a } query B { b }","operationName":"B","variables":{}})");
  EXPECT_EQ(out.name, "query B");
  EXPECT_EQ(out.role, Role::call);
  EXPECT_EQ(out.attributes.text(semconv::kGraphqlOperationName), "B");
  EXPECT_EQ(out.attributes.text(semconv::kGraphqlOperationType), "query");
  EXPECT_EQ(out.attributes.text(semconv::kGraphqlDocument), "query A { a } query B { b }");
  EXPECT_EQ(post("/graphql", R"({"query":"{ a }"})").name, "query");
  const Interaction get = described(request("GET", "/graphql?query=query%20Q%7Ba%7D&x=1"));
  EXPECT_EQ(get.name, "query Q");
  const Interaction plain = described(
      request("POST", "/g", {{"Content-Type", "application/graphql"}}, "mutation M { m }"));
  EXPECT_EQ(plain.name, "mutation M");
}

TEST(Graphql, DocumentsKeptByTheServerAndBatchesAreKnown) {
  const Interaction kept = post(
      "/graphql",
      R"({"operationName":"Q","extensions":{"persistedQuery":{"version":1,"sha256Hash":"ab"}}})");
  EXPECT_EQ(kept.name, "GraphQL Q");
  EXPECT_EQ(kept.attributes.text(semconv::kGraphqlPersisted), "ab");
  const Interaction batch =
      post("/graphql", R"([{"query":"query B { b }"},{"query":"query A { a }"}])");
  EXPECT_EQ(batch.name, "query A, query B");
  EXPECT_THAT(list(batch, semconv::kGraphqlBatch), ElementsAre("query B", "query A"));
}

TEST(Graphql, ErrorsInsideASuccessAreErrors) {
  const Interaction out =
      post("/graphql", R"({"query":"{ a }"})",
           R"({"data":null,"errors":[{"message":"no","extensions":{"code":"FORBIDDEN"}}]})");
  EXPECT_EQ(out.status.code, StatusCode::error);
  EXPECT_EQ(out.status.message, "no");
  EXPECT_EQ(out.attributes.text(semconv::kErrorType), "FORBIDDEN");
  EXPECT_EQ(post("/graphql", R"({"query":"{ a }"})", R"({"data":{"errors":[1]}})").status.code,
            StatusCode::unset);
}

TEST(Graphql, OtherJsonIsNone) {
  for (const char* content :
       {R"({"query":{"match":{}}})", R"({"query":"select 1"})", R"({"query":"shoes"})", "{}", "x",
        R"([])", R"([{"query":"{ a }"},{"query":"shoes"}])"}) {
    EXPECT_EQ(post("/search", content).name, "POST /search") << content;
  }
}

TEST(JsonRpc, TheSpanIsNamedByItsMethod) {
  const Interaction out =
      post("/rpc", R"({"jsonrpc":"2.0","method":"eth_call","params":[],"id":7})",
           R"({"jsonrpc":"2.0","error":{"code":-32601,"message":"no such"},"id":7})");
  EXPECT_EQ(out.name, "eth_call");
  EXPECT_EQ(out.attributes.text(semconv::kRpcSystem), "jsonrpc");
  EXPECT_EQ(out.attributes.text(semconv::kRpcMethod), "eth_call");
  EXPECT_EQ(out.attributes.text(semconv::kJsonRpcVersion), "2.0");
  EXPECT_EQ(out.attributes.text(semconv::kJsonRpcRequestId), "7");
  EXPECT_EQ(out.attributes.integer(semconv::kJsonRpcErrorCode), -32601);
  EXPECT_EQ(out.attributes.text(semconv::kJsonRpcErrorMessage), "no such");
  EXPECT_EQ(out.attributes.text(semconv::kErrorType), "-32601");
  EXPECT_EQ(out.status.code, StatusCode::error);
}

TEST(JsonRpc, ABatchIsNamedByAllItsMethods) {
  const Interaction out =
      post("/", R"([{"jsonrpc":"2.0","method":"b","id":1},{"jsonrpc":"2.0","method":"a"}])",
           R"([{"jsonrpc":"2.0","result":1,"id":1}])");
  EXPECT_EQ(out.name, "a, b");
  EXPECT_THAT(list(out, semconv::kRpcBatch), ElementsAre("b", "a"));
  EXPECT_EQ(out.status.code, StatusCode::unset);
  EXPECT_EQ(post("/x", R"([{"jsonrpc":"2.0","method":"b"},{"a":1}])").name, "POST /x");
  EXPECT_EQ(post("/x", R"({"jsonrpc":"2.0","result":1,"id":1})").name, "POST /x");
  EXPECT_EQ(post("/x", R"({"note":"\"jsonrpc\""})").name, "POST /x");
}

constexpr const char* kEnvelope =
    R"(<?xml version="1.0"?><!-- <x> --><s:Envelope xmlns:s="http://schemas/"><s:Header><a b=">"/></s:Header>)"
    R"(<s:Body><m:GetPriceRequest xmlns:m="urn:x"><m:Item>A &amp; B</m:Item></m:GetPriceRequest></s:Body></s:Envelope>)";

TEST(Soap, TheSpanIsNamedByItsOperation) {
  const Interaction one = described(
      request("POST", "/StockService",
              {{"Content-Type", "text/xml; charset=utf-8"}, {"SOAPAction", "\"urn:x/GetPrice\""}},
              kEnvelope));
  EXPECT_EQ(one.name, "GetPrice");
  EXPECT_EQ(one.attributes.text(semconv::kRpcSystem), "soap");
  EXPECT_EQ(one.attributes.text(semconv::kRpcMethod), "GetPrice");
  EXPECT_EQ(one.attributes.text(semconv::kSoapAction), "urn:x/GetPrice");
  const Interaction empty_action = described(
      request("POST", "/S", {{"Content-Type", "text/xml"}, {"SOAPAction", "\"\""}}, kEnvelope));
  EXPECT_EQ(empty_action.name, "GetPriceRequest");
  const Interaction two = described(
      request("POST", "/S", {{"Content-Type", "application/soap+xml; action=\"urn:x#GetPrice\""}},
              kEnvelope));
  EXPECT_EQ(two.name, "GetPrice");
  const Interaction none =
      described(request("POST", "/feed", {{"Content-Type", "text/xml"}}, "<feed><entry/></feed>"));
  EXPECT_EQ(none.name, "POST /feed");
}

TEST(Soap, FaultsAreErrors) {
  const Request asked =
      request("POST", "/S", {{"Content-Type", "text/xml"}, {"SOAPAction", "Do"}}, kEnvelope);
  const Interaction one = described(
      asked, response(200, {},
                      "<e:Envelope><e:Body><e:Fault><faultcode>e:Client</faultcode>"
                      "<faultstring>bad item</faultstring></e:Fault></e:Body></e:Envelope>"));
  EXPECT_EQ(one.status.code, StatusCode::error);
  EXPECT_EQ(one.status.message, "bad item");
  EXPECT_EQ(one.attributes.text(semconv::kErrorType), "Client");
  const Interaction two = described(
      asked, response(500, {},
                      "<e:Envelope><e:Body><e:Fault><e:Code><e:Value>e:Sender</e:Value></e:Code>"
                      "<e:Reason><e:Text>no</e:Text></e:Reason></e:Fault></e:Body></e:Envelope>"));
  EXPECT_EQ(two.attributes.text(semconv::kErrorType), "Sender");
}

TEST(Xml, ElementsAreReadOneAfterAnother) {
  XmlReader reader("<a><b x='>'/><c>1<d/></c><e><![CDATA[<f>]]></e></a>");
  const std::pair<const char*, std::size_t> expected[] = {
      {"a", 1}, {"b", 2}, {"c", 2}, {"d", 3}, {"e", 2}};
  for (const auto& [name, depth] : expected) {
    EXPECT_EQ(reader.next(), name);
    EXPECT_EQ(reader.depth(), depth) << name;
  }
  EXPECT_EQ(reader.text(), "<f>");
  EXPECT_EQ(reader.next(), "");
  EXPECT_EQ(xml_text("<a> &lt;&#65;&#x20AC;&bad;&#xD800; </a>", "a"),
            "<A\xE2\x82\xAC&bad;&#xD800;");
  EXPECT_EQ(xml_text("<!DOCTYPE a [<!ENTITY b 'c'>]><a>1</a>", "a"), std::nullopt);
  const std::string whole(kEnvelope);
  for (std::size_t i = 0; i < whole.size(); ++i) xml_texts(whole.substr(0, i), "Item", 9);
  EXPECT_EQ(xml_text(whole, "Item"), "A & B");
}

}  // namespace
}  // namespace goldwire::http
