// OTLP: what other OpenTelemetry software reads. The binary form is read back by field number.
#include "agent/export/otlp.h"

#include <gtest/gtest.h>

#include "protocols/base/json.h"
#include "tests/agent/trace/span_maker.h"

namespace goldwire {
namespace {

const Value& only(const Value& owner, std::string_view list) {
  return owner.find(list)->list()->front();
}

TEST(Otlp, JsonHasHexIdsTextIntegersAndNumberedEnums) {
  Span span = testing::span(0x00f067aa0ba902b7, SpanKind::server, "web", "bff", "GET /x", 0, 5);
  span.trace_id = {0x4bf92f3577b34da6, 0xa3ce929d0e0e4736};
  span.parent = {0x1, Evidence::header, 1.0};
  span.what.attributes.set(semconv::kHttpResponseStatusCode, std::int64_t{503});
  span.what.status = {StatusCode::error, ""};
  const std::vector<Span> spans = {span};
  const auto document = read_json(otlp_json(spans));
  ASSERT_TRUE(document);
  const Value& resource = only(*document, "resourceSpans");
  const Value& out = only(only(resource, "scopeSpans"), "spans");
  EXPECT_EQ(*out.find("traceId")->text(), "4bf92f3577b34da6a3ce929d0e0e4736");
  EXPECT_EQ(*out.find("spanId")->text(), "00f067aa0ba902b7");
  EXPECT_EQ(*out.find("parentSpanId")->text(), "0000000000000001");
  EXPECT_EQ(out.find("kind")->number()->text, "2");
  EXPECT_EQ(*out.find("startTimeUnixNano")->text(), "1700000000000000000");
  EXPECT_EQ(out.find("status")->find("code")->number()->text, "2");
  const Value& attribute = only(out, "attributes");
  EXPECT_EQ(*attribute.find("key")->text(), "http.response.status_code");
  EXPECT_EQ(*attribute.find("value")->find("intValue")->text(), "503");
  const Value& service = only(*resource.find("resource"), "attributes");
  EXPECT_EQ(*service.find("key")->text(), "service.name");
  EXPECT_EQ(*service.find("value")->find("stringValue")->text(), "bff");
}

TEST(Otlp, RootHasNoParentField) {
  const std::vector<Span> spans = {
      testing::span(7, SpanKind::server, "web", "bff", "GET /x", 0, 5)};
  EXPECT_EQ(otlp_json(spans).find("parentSpanId"), std::string::npos);
}

TEST(Otlp, TextThatIsNoUtf8IsSentAsBase64) {
  Span span = testing::span(7, SpanKind::server, "web", "bff", "GET /x", 0, 5);
  span.what.request_payload.body = std::string("\xff\x00", 2);
  const std::vector<Span> spans = {span};
  EXPECT_NE(otlp_json(spans).find("/wA="), std::string::npos);
}

TEST(Otlp, SpansOfOneServiceShareItsResource) {
  const std::vector<Span> spans = {
      testing::span(1, SpanKind::server, "web", "bff", "GET /x", 0, 5),
      testing::span(2, SpanKind::server, "web", "accounts", "GET /x", 0, 5),
      testing::span(3, SpanKind::server, "web", "bff", "GET /y", 0, 5)};
  const auto document = read_json(otlp_json(spans));
  ASSERT_TRUE(document);
  EXPECT_EQ(document->find("resourceSpans")->list()->size(), 2U);
}

}  // namespace
}  // namespace goldwire
