// Trace headers, each in its own form, and what is no trace header.
#include "agent/trace/context.h"

#include <gtest/gtest.h>

#include "tests/agent/trace/span_maker.h"

namespace goldwire {
namespace {

Context from_header(const std::string& name, const std::string& value) {
  return context_of(
      testing::with_header(testing::span(1, SpanKind::server, "a", "b", "GET /", 0, 1), name, value)
          .what);
}

TEST(Context, ReadsEveryFormOfTheSameIds) {
  const TraceId trace{0x4bf92f3577b34da6, 0xa3ce929d0e0e4736};
  const std::pair<const char*, const char*> forms[] = {
      {"traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"},
      {"b3", "4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-1"},
      {"uber-trace-id", "4bf92f3577b34da6a3ce929d0e0e4736:00f067aa0ba902b7:0:1"},
      {"x-amzn-trace-id",
       "Root=1-4bf92f35-77b34da6a3ce929d0e0e4736;Parent=00f067aa0ba902b7;Sampled=1"}};
  for (const auto& [name, value] : forms) {
    const Context context = from_header(name, value);
    ASSERT_TRUE(context.trace_id) << name;
    EXPECT_EQ(*context.trace_id, trace) << name;
    EXPECT_EQ(context.parent_id, 0x00f067aa0ba902b7U) << name;
  }
}

TEST(Context, ShortB3IdIsPaddedWithZeros) {
  EXPECT_EQ(from_header("x-b3-traceid", "a3ce929d0e0e4736").trace_id,
            (TraceId{0, 0xa3ce929d0e0e4736}));
}

TEST(Context, RefusesWhatBreaksTheForm) {
  for (const char* bad : {"", "00-4bf92f3577b34da6a3ce929d0e0e4736",
                          "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                          "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                          "00-4bf92f3577b34da6a3ce929d0e0e47zz-00f067aa0ba902b7-01"}) {
    EXPECT_FALSE(from_header("traceparent", bad).trace_id) << bad;
  }
}

TEST(Context, ReadsRecordHeadersInAnyCase) {
  Span record = testing::span(1, SpanKind::consumer, "a", "kafka", "receive t", 0, 1);
  record.what.response_payload.body = Value(Value::Object{
      {"key", nullptr},
      {"headers",
       Value::List{Value::List{Value("TraceParent"),
                               Value("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")},
                   Value::List{Value("Request-Id"), Value("r-1")}}}});
  const Context context = context_of(record.what);
  EXPECT_TRUE(context.trace_id);
  EXPECT_EQ(context.correlation, std::vector<std::string>{"r-1"});
}

TEST(Context, ReadsTheHeadersOfADatabaseAskedByHttp) {
  Span span = testing::with_header(
      testing::span(1, SpanKind::client, "a", "b", "search orders", 0, 1), "traceparent",
      "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
  span.what.role = Role::query;
  EXPECT_TRUE(context_of(span.what).trace_id);
}

TEST(Context, ReadsTheSqlComment) {
  Span query = testing::span(1, SpanKind::client, "a", "db", "SELECT t", 0, 1);
  query.what.attributes.set(
      semconv::kDbQueryText,
      std::string("SELECT 1 /*app='x',traceparent='00-4bf92f3577b34da6a3ce929d0e0e4736-"
                  "00f067aa0ba902b7-01'*/"));
  EXPECT_EQ(context_of(query.what).parent_id, 0x00f067aa0ba902b7U);
}

}  // namespace
}  // namespace goldwire
