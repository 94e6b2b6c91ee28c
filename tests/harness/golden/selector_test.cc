// Selectors: what they mean, and what they say when they are broken.
#include "harness/golden/selector.h"

#include <gmock/gmock.h>
#include <map>

#include "harness/golden/fields.h"

namespace goldwire {
namespace {

using testing::HasSubstr;

Fields fields(const std::multimap<std::string, std::string>& values) {
  return [&values](std::string_view name) {
    std::vector<std::string> out;
    for (const auto& [key, value] : values) {
      if (key == name) out.push_back(value);
    }
    return out;
  };
}

const std::multimap<std::string, std::string> kInsert = {
    {"name", "INSERT payments"},
    {"service", "payments"},
    {"peer", "bank-db"},
    {"db.system.name", "postgresql"},
    {"db.query.text", "INSERT INTO payments VALUES ($1, \"x\")"},
    {"db.response.returned_rows", "12"},
    {"http.request.header.accept", "text/html"},
    {"http.request.header.accept", "application/json"}};

bool selects(std::string_view text) {
  const auto selector = Selector::parse(text);
  EXPECT_TRUE(selector) << text << ": " << selector.error().line();
  return selector && selector->matches(fields(kInsert));
}

TEST(Selector, AllConditionsMustHold) {
  EXPECT_TRUE(selects(R"(span[db.system.name=postgresql name contains "INSERT"])"));
  EXPECT_FALSE(selects(R"(span[db.system.name=postgresql name contains "SELECT"])"));
  EXPECT_FALSE(selects("span[db.system.name=mysql name=\"INSERT payments\"]"));
}

TEST(Selector, BareConditionsMeanTheSame) {
  EXPECT_TRUE(selects("service=payments peer=bank-db"));
  EXPECT_FALSE(selects("service=payments peer=stripe"));
}

TEST(Selector, CommaMeansOr) {
  EXPECT_TRUE(selects("service=nobody, peer=bank-db"));
  EXPECT_TRUE(selects("span[service=nobody], span[peer=bank-db]"));
  EXPECT_FALSE(selects("service=nobody, service=noone"));
}

TEST(Selector, SpanAloneSelectsEverything) {
  EXPECT_TRUE(selects("span"));
  EXPECT_TRUE(selects("span[]"));
  EXPECT_TRUE(Selector().matches(fields({})));
  EXPECT_EQ(Selector().text(), "span");
}

TEST(Selector, NameAloneMeansPresent) {
  EXPECT_TRUE(selects("db.query.text"));
  EXPECT_FALSE(selects("http.route"));
}

TEST(Selector, UnequalHoldsWhereTheFieldIsAbsent) {
  EXPECT_TRUE(selects("http.route!=/x"));
  EXPECT_TRUE(selects("service!=emails"));
  EXPECT_FALSE(selects("service!=payments"));
}

TEST(Selector, NumbersAreComparedAsNumbers) {
  EXPECT_TRUE(selects("db.response.returned_rows>9"));
  EXPECT_TRUE(selects("db.response.returned_rows>=12"));
  EXPECT_TRUE(selects("db.response.returned_rows <= 12"));
  EXPECT_FALSE(selects("db.response.returned_rows<12"));
  EXPECT_FALSE(selects("name>3")) << "text is no number";
}

TEST(Selector, TextOperators) {
  EXPECT_TRUE(selects("name starts-with INSERT"));
  EXPECT_FALSE(selects("name starts-with payments"));
  EXPECT_TRUE(selects("name ends-with payments"));
  EXPECT_FALSE(selects("name ends-with INSERT"));
  EXPECT_TRUE(selects("name matches \"INSERT *\""));
  EXPECT_FALSE(selects("name matches \"SELECT *\""));
}

TEST(Selector, OneOfSeveralValuesIsEnough) {
  EXPECT_TRUE(selects("http.request.header.accept=application/json"));
  EXPECT_FALSE(selects("http.request.header.accept=application/xml"));
}

TEST(Selector, QuotesKeepBlanksBracketsAndQuotes) {
  EXPECT_TRUE(selects(R"_(db.query.text contains "($1, \"x\")")_"));
  EXPECT_FALSE(selects(R"(name="]")"));
}

TEST(Selector, BrokenOnesNameTheCharacter) {
  const auto error = [](std::string_view text) {
    const auto selector = Selector::parse(text);
    EXPECT_FALSE(selector) << text;
    return selector ? std::string() : selector.error().line();
  };
  EXPECT_THAT(error(""), HasSubstr("a condition at character 1"));
  EXPECT_THAT(error("span[name=x"), HasSubstr("']' at character 12"));
  EXPECT_THAT(error("span[name=]"), HasSubstr("a value (\"\" for an empty one) at character 11"));
  EXPECT_THAT(error("name=\"x"), HasSubstr("a closing '\"'"));
  EXPECT_THAT(error("db.response.returned_rows > many"), HasSubstr("a number"));
  EXPECT_THAT(error("span[name=x] more"), HasSubstr("an end or a comma at character 14"));
  EXPECT_THAT(error("=x"), HasSubstr("the name of a field at character 1"));
  EXPECT_THAT(error("name=x]"), HasSubstr("span[service=payments"));
}

TEST(Fields, AnAttributeOfAUsersOwnIsOneOfAnotherNamespace) {
  EXPECT_TRUE(is_field("acme.area"));
  EXPECT_FALSE(is_field("http.request.metod"));
  EXPECT_FALSE(is_field("area"));
  EXPECT_FALSE(is_field("acme."));
  EXPECT_FALSE(is_field(".area"));
}

TEST(Fields, SpanAnswersUnderTheNamesOfTheContract) {
  Span span;
  span.kind = SpanKind::server;
  span.client.service = "10.0.0.1";
  span.client.endpoint = {*Address::parse("10.0.0.1"), 4000};
  span.server.service = "bff";
  span.server.named = true;
  span.what.name = "POST /deposit";
  span.what.protocol = "http/1.1";
  span.what.attributes.set("http.response.status_code", std::int64_t{200});
  span.what.attributes.append("http.request.header.accept", "a");
  span.what.attributes.append("http.request.header.accept", "b");
  const Fields fields = fields_of(span);
  EXPECT_THAT(fields("name"), testing::ElementsAre("POST /deposit"));
  EXPECT_THAT(fields("service"), testing::ElementsAre("bff"));
  EXPECT_THAT(fields("peer"), testing::ElementsAre("10.0.0.1"));
  EXPECT_THAT(fields("client.port"), testing::ElementsAre("4000"));
  EXPECT_THAT(fields("client.known"), testing::ElementsAre("false"));
  EXPECT_THAT(fields("server.known"), testing::ElementsAre("true"));
  EXPECT_THAT(fields("http.response.status_code"), testing::ElementsAre("200"));
  EXPECT_THAT(fields("http.request.header.accept"), testing::ElementsAre("a", "b"));
  EXPECT_THAT(fields("client.nonsense"), testing::IsEmpty());
}

TEST(Fields, GoldenSpanAnswersTheSame) {
  GoldenSpan span;
  span.kind = SpanKind::client;
  span.caller = "payments";
  span.callee = "stripe";
  span.operation = "POST /v1/payment_intents";
  span.leaves = {{"attributes.http.request.header.accept[0]", LeafType::text, {{{}, "json"}}},
                 {"attributes.http.response.status_code", LeafType::number, {{{}, "200"}}}};
  const Fields fields = fields_of(span);
  EXPECT_THAT(fields("service"), testing::ElementsAre("payments"));
  EXPECT_THAT(fields("peer"), testing::ElementsAre("stripe"));
  EXPECT_THAT(fields("http.response.status_code"), testing::ElementsAre("200"));
  EXPECT_THAT(fields("http.request.header.accept"), testing::ElementsAre("json"));
  EXPECT_THAT(fields("http.response"), testing::IsEmpty());
}

}  // namespace
}  // namespace goldwire
