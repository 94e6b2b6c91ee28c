// Script: requests filled in from live answers and secrets, and every rule that cannot hold
// refused.
#include "replay/script.h"

#include <gmock/gmock.h>

#include "replay/flow.h"
#include "tests/replay/entry_maker.h"

namespace goldwire::replay {
namespace {

using test::entry;
using testing::HasSubstr;

constexpr const char* kToken = "redacted:aaaaaaaaaaaaaaaa";
constexpr const char* kPassword = "redacted:0123456789abcdef";

Entries shop() {
  return {
      entry("POST", "/login", {}, std::string(R"({"user":"ada", "password":")") + kPassword + "\"}",
            std::string(R"({"token":")") + kToken + "\"}"),
      entry("POST", "/orders", {{"authorization", std::string("Bearer ") + kToken}},
            R"({"amount":12})", "", {{"Location", "/orders/1041"}}),
      entry("GET", "/orders/1041", {{"authorization", std::string("Bearer ") + kToken}}, "", "")};
}

Rules rules() {
  Rules rules;
  rules.carry = {{{1, "body.token", ""}, {*read_destination("requests 2-3 header.authorization")}},
                 {{2, "header.location", "*/orders/{}"}, {*read_destination("request 3 path[1]")}}};
  rules.secrets = {{"PASSWORD", {*read_destination("request 1 body.password")}}};
  return rules;
}

std::optional<std::string> secrets(const std::string& variable) {
  return variable == "PASSWORD" ? std::optional<std::string>("love \"lace\"") : std::nullopt;
}

Result<Script> make(const Rules& rules, Entries entries = shop()) {
  return Script::make(std::move(entries), rules, secrets, "scenario.yaml");
}

std::string refusal(const Rules& rules) {
  const auto script = make(rules);
  EXPECT_FALSE(script);
  return script ? std::string() : script.error().line();
}

http::Response answer(std::uint16_t status, const std::string& body,
                      const test::Headers& headers = {}) {
  http::Response out;
  out.status = status;
  out.body.kept = body;
  out.fields = test::fields(headers);
  return out;
}

TEST(Script, LiveValuesTakeThePlaceOfTheRecordedOnes) {
  auto script = make(rules());
  ASSERT_TRUE(script) << script.error().line();
  const auto first = script->request(0);
  ASSERT_TRUE(first);
  EXPECT_EQ(first->body.kept, R"({"user":"ada", "password":"love \"lace\""})");
  script->answered(0, answer(200, R"({"token":"live-7"})"));
  const auto second = script->request(1);
  ASSERT_TRUE(second);
  EXPECT_EQ(second->fields.find("authorization"), "Bearer live-7");
  EXPECT_EQ(second->body.kept, R"({"amount":12})");
  script->answered(1, answer(201, "", {{"location", "http://live:9/orders/77"}}));
  const auto third = script->request(2);
  ASSERT_TRUE(third);
  EXPECT_EQ(third->target, "/orders/77");
  EXPECT_EQ(third->fields.find("authorization"), "Bearer live-7");
}

TEST(Script, AnswerWithoutTheValueStopsWhatNeedsIt) {
  auto script = make(rules());
  ASSERT_TRUE(script);
  script->answered(0, answer(500, R"({"error":"down"})"));
  const auto second = script->request(1);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().what,
            "request 2 (POST /orders) cannot be made: answer 1 (POST /login, status 500) has no "
            "body.token");
}

TEST(Script, RulesFoundInARecordingHoldForIt) {
  const std::vector<Entries> runs{shop()};
  Rules found = find_rules(runs, "shop");
  ASSERT_EQ(found.secrets.size(), 1U);
  found.secrets[0].variable = "PASSWORD";
  found.carry.push_back(rules().carry[1]);  // too short to be found in one run
  EXPECT_TRUE(make(found));
}

TEST(Script, MissingVariableIsNamed) {
  Rules changed = rules();
  changed.secrets[0].variable = "GOLDWIRE_SECRET_SHOP_PASSWORD";
  EXPECT_EQ(refusal(changed),
            "scenario.yaml: the environment variable GOLDWIRE_SECRET_SHOP_PASSWORD is not set; set "
            "it to the secret of request 1 body.password, which is on no disk");
}

TEST(Script, RuleThatTheRecordingDoesNotBearIsRefused) {
  Rules changed = rules();
  changed.carry[0].from.answer = 4;
  EXPECT_THAT(refusal(changed), HasSubstr("'answer 4 body.token': the recording has 3 answers"));
  changed = rules();
  changed.carry[0].from.place = "body.jwt";
  EXPECT_THAT(refusal(changed), HasSubstr("the recorded answer 1 body.jwt has no such value"));
  changed = rules();
  changed.carry[1].from.like = "/bills/{}";
  EXPECT_THAT(refusal(changed),
              HasSubstr("the recorded answer 2 header.location has no such value"));
  changed = rules();
  changed.carry[1].to[0].requests = {2};
  EXPECT_THAT(refusal(changed), HasSubstr("'request 2 path[1]' is sent before"));
  changed = rules();
  changed.carry[1].to[0].place = "path[0]";
  EXPECT_THAT(refusal(changed),
              HasSubstr("the recorded request 3 path[0] does not hold the value"));
  changed = rules();
  changed.carry[0].to[0].requests = {2, 3, 4};
  EXPECT_THAT(refusal(changed), HasSubstr("the recording has 3 requests"));
  changed = rules();
  changed.secrets[0].to[0].place = "body.user";
  EXPECT_THAT(refusal(changed), HasSubstr("no secret was redacted at request 1 body.user"));
}

TEST(Script, RedactedValueWithoutARuleIsRefused) {
  Rules changed = rules();
  changed.secrets.clear();
  EXPECT_THAT(refusal(changed),
              HasSubstr("request 1 (POST /login) has a redacted value at body.password"));
  changed = rules();
  changed.carry[0].to[0].requests = {3};
  EXPECT_THAT(refusal(changed),
              HasSubstr("request 2 (POST /orders) has a redacted value at header.authorization"));
}

TEST(Script, RequestThatCannotBeSentAgainIsNamed) {
  Entries entries = shop();
  entries[1].obstacle = "only 10 of the 20 octets of its body were recorded";
  const auto script = make(rules(), entries);
  ASSERT_FALSE(script);
  EXPECT_EQ(script.error().what,
            "request 2 (POST /orders) cannot be sent again: only 10 of the 20 "
            "octets of its body were recorded");
}

TEST(Script, OneHostIsTheTargetsAndSeveralStay) {
  Entries entries{entry("GET", "/a", {{"Host", "a:1"}}, "", ""),
                  entry("GET", "/b", {{"host", "a:1"}}, "", "")};
  EXPECT_EQ(make({}, entries)->host(), "a:1");
  entries.push_back(entry("GET", "/c", {{"host", "b:1"}}, "", ""));
  EXPECT_EQ(make({}, entries)->host(), std::nullopt);
}

}  // namespace
}  // namespace goldwire::replay
