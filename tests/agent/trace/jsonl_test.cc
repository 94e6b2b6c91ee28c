// A span written and read back is the same span; a broken line is refused by name.
#include "agent/trace/jsonl.h"

#include <gtest/gtest.h>

#include "tests/agent/trace/span_maker.h"

namespace goldwire {
namespace {

Span rich_span() {
  Span span = testing::span(0xdeadbeef00112233, SpanKind::client, "accounts", "bank-db",
                            "INSERT deposits", 0, 7);
  span.trace_id = {0x4bf92f3577b34da6, 0xa3ce929d0e0e4736};
  span.parent = {0x1111222233334444, Evidence::payload, 0.75};
  span.ordinal = 12;
  span.what.part = 3;
  span.lags = {{0, {Duration{0}, Duration{-20'500}}}, {1, {Duration{35'000}, std::nullopt}}};
  span.what.protocol = "postgresql";
  span.what.status = {StatusCode::error, "duplicate key \"x\""};
  span.what.attributes.set("db.query.text", std::string("INSERT INTO \"deposits\" VALUES ($1)"));
  span.what.attributes.set("goldwire.db.affected_rows", std::int64_t{-1});
  span.what.attributes.set("a.double", 2.0);
  span.what.attributes.set("a.flag", true);
  span.what.attributes.append("http.request.header.accept", "a");
  span.what.attributes.append("http.request.header.accept", "b");
  span.what.request_payload = {
      10, 12, 10,
      Value(Value::Object{{"parameters", Value::List{Value(Value::Number{"1.10"}), nullptr}}})};
  span.what.response_payload = {4, 4, 4, std::string("\x00\xff\x01z", 4)};
  span.what.events.push_back({"http.informational", testing::at(3), {}});
  span.what.response.last.reset();
  span.what.incomplete.add(Reason::gap);
  span.what.incomplete.add(Reason::midstream);
  return span;
}

std::string written(const Span& span) {
  std::string out;
  write_span(out, span);
  return out;
}

TEST(Jsonl, WhatIsReadBackIsWrittenTheSame) {
  const std::string line = written(rich_span());
  const auto again = read_span(line);
  ASSERT_TRUE(again) << again.error().line();
  EXPECT_EQ(written(*again), line);
  EXPECT_EQ(again->span_id, 0xdeadbeef00112233U);
  EXPECT_EQ(again->what.attributes, rich_span().what.attributes);
  EXPECT_EQ(again->what.request_payload, rich_span().what.request_payload);
  EXPECT_EQ(again->what.response_payload, rich_span().what.response_payload);
  EXPECT_EQ(again->what.incomplete, rich_span().what.incomplete);
  EXPECT_EQ(again->parent.evidence, Evidence::payload);
  EXPECT_EQ(again->lags, rich_span().lags);
}

TEST(Jsonl, ADatabaseAskedByHttpIsReadBackAsOne) {
  Span span = testing::span(1, SpanKind::client, "a", "b", "search orders", 0, 7);
  span.what.role = Role::query;
  span.what.attributes.set("http.request.method", std::string("POST"));
  span.what.attributes.set("db.system.name", std::string("elasticsearch"));
  EXPECT_EQ(read_span(written(span))->what.role, Role::query);
  span.what.attributes.set("rpc.system", std::string("aws-api"));
  EXPECT_EQ(read_span(written(span))->what.role, Role::call);
}

TEST(Jsonl, SpellsWhatTheContractNames) {
  const std::string line = written(rich_span());
  for (const char* part :
       {R"("trace_id":"4bf92f3577b34da6a3ce929d0e0e4736")", R"("span_id":"deadbeef00112233")",
        R"("kind":"CLIENT")", R"("service":"accounts")", R"("peer":"bank-db")",
        R"("request_first":"1700000000000000000")", R"("response_last":"")",
        R"("complete":false,"incomplete":["gap","midstream"])", R"("encoding":"base64")",
        R"("parent":{"evidence":"payload","confidence":0.75})",
        R"("status":{"code":"ERROR","message":"duplicate key \"x\""})"}) {
    EXPECT_NE(line.find(part), std::string::npos) << part << "\nin " << line;
  }
}

TEST(Jsonl, NamesTheMemberThatIsWrong) {
  std::string line = written(rich_span());
  const std::size_t at = line.find("\"kind\":\"CLIENT\"");
  line.replace(at, 15, "\"kind\":\"CLIENTS\"");
  const auto refused = read_span(line);
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().what.find("'kind'"), std::string::npos);
  EXPECT_FALSE(read_span("{}"));
  EXPECT_FALSE(read_span("no json"));
  EXPECT_FALSE(read_span(""));
}

}  // namespace
}  // namespace goldwire
