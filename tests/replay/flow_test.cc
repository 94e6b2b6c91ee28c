// Flow: what is found to have come out of earlier answers, and what is not.
#include "replay/flow.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/replay/entry_maker.h"

namespace goldwire::replay {
namespace {

using test::entry;
using testing::ElementsAre;
using testing::IsEmpty;

/// "answer 1 body.token -> request 2 header.authorization" of each rule, its `like` in brackets.
std::vector<std::string> lines(const Rules& rules) {
  std::vector<std::string> out;
  for (const Carry& carry : rules.carry) {
    const std::string like = carry.from.like.empty() ? "" : " (" + carry.from.like + ")";
    for (const Destination& to : carry.to) {
      out.push_back(spell(carry.from) + like + " -> " + spell(to));
    }
  }
  for (const Secret& secret : rules.secrets) {
    for (const Destination& to : secret.to) out.push_back(secret.variable + " -> " + spell(to));
  }
  return out;
}

std::vector<std::string> found(const std::vector<Entries>& runs) {
  return lines(find_rules(runs, "shop"));
}

Entries shop(const std::string& token, const std::string& order) {
  return {entry("POST", "/login", {}, R"({"user":"ada","password":"redacted:0123456789abcdef"})",
                R"({"token":")" + token + R"("})"),
          entry("POST", "/orders", {{"authorization", "Bearer " + token}}, R"({"amount":12})",
                R"({"id":)" + order + R"(,"status":"new"})"),
          entry("GET", "/orders/" + order, {{"authorization", "Bearer " + token}}, "", "{}"),
          entry("POST", "/pay", {{"authorization", "Bearer " + token}},
                R"({"order":)" + order + R"(,"note":"for order )" + order + R"("})", "{}")};
}

TEST(Flow, TokenAndCreatedIdAreCarriedAndThePasswordIsASecret) {
  EXPECT_THAT(
      found({shop("redacted:aaaaaaaaaaaaaaaa", "1041"), shop("redacted:bbbbbbbbbbbbbbbb", "1042"),
             shop("redacted:cccccccccccccccc", "1043")}),
      ElementsAre("answer 1 body.token -> requests 2-4 header.authorization",
                  "answer 2 body.id -> request 3 path[1]",
                  "answer 2 body.id -> request 4 body.order",
                  "answer 2 body.id -> request 4 body.note",
                  "GOLDWIRE_SECRET_SHOP_PASSWORD -> request 1 body.password"));
}

TEST(Flow, ASecretWithAnIdInTheOpenIsCarriedWhole) {
  const auto run = [](const std::string& id, const std::string& hidden) {
    const std::string secret = "pi_" + id + "_redacted:" + hidden;
    return Entries{entry("POST", "/pay", {}, "{}", R"({"client_secret":")" + secret + R"("})"),
                   entry("POST", "/confirm", {}, R"({"client_secret":")" + secret + R"("})", "{}")};
  };
  EXPECT_THAT(found({run("3f9b56a8f204ccff", "aaaaaaaaaaaaaaaa"),
                     run("33707ae7605dcf48", "bbbbbbbbbbbbbbbb")}),
              ElementsAre("answer 1 body.client_secret -> request 2 body.client_secret"));
}

TEST(Flow, OneRunAloneCarriesOnlyWhatCannotBeChance) {
  EXPECT_THAT(found({shop("redacted:aaaaaaaaaaaaaaaa", "1041")}),
              ElementsAre("answer 1 body.token -> requests 2-4 header.authorization",
                          "GOLDWIRE_SECRET_SHOP_PASSWORD -> request 1 body.password"));
}

TEST(Flow, ValueEqualInEveryRunIsNotCarriedUnlessItLooksLikeAnId) {
  const auto run = [](const std::string& account) {
    return Entries{
        entry("POST", "/login", {}, "{}", R"({"currency":"usd","account":")" + account + R"("})"),
        entry("GET", "/accounts/" + account + "?currency=usd", {}, "", "{}")};
  };
  EXPECT_THAT(found({run("main"), run("main"), run("main")}), IsEmpty());
  const std::string id = "84d26308-0095-40ec-90c6-40be418b1580";
  EXPECT_THAT(found({run(id), run(id)}), ElementsAre("answer 1 body.account -> request 2 path[1]"));
}

TEST(Flow, ValueThatTheClientMadeItselfStaysTheClients) {
  const auto run = [](const std::string& key) {
    return Entries{
        entry("POST", "/orders", {{"idempotency-key", key}}, "{}", R"({"key":")" + key + R"("})"),
        entry("POST", "/orders", {{"idempotency-key", key}}, "{}", "{}")};
  };
  EXPECT_THAT(found({run("k-1000-aa"), run("k-2000-bb"), run("k-3000-cc")}), IsEmpty());
}

TEST(Flow, ValueThatDoesNotHoldInEveryRunIsNotCarried) {
  const auto run = [](const std::string& answered, const std::string& used) {
    return Entries{entry("POST", "/a", {}, "{}", R"({"id":")" + answered + R"("})"),
                   entry("GET", "/b/" + used, {}, "", "{}")};
  };
  EXPECT_THAT(found({run("1001", "1001"), run("1002", "1002"), run("1003", "1001")}), IsEmpty());
  EXPECT_THAT(found({run("1001", "1001"), run("1002", "1002"), run("1003", "1003")}),
              ElementsAre("answer 1 body.id -> request 2 path[1]"));
}

TEST(Flow, LocationGivesItsLastSegmentWhateverTheHostIs) {
  const auto run = [](const std::string& id, const std::string& host) {
    return Entries{
        entry("POST", "/orders", {}, "{}", "", {{"Location", "http://" + host + "/orders/" + id}}),
        entry("GET", "/orders/" + id, {}, "", "{}")};
  };
  EXPECT_THAT(found({run("1001", "10.0.0.1:80"), run("1002", "10.0.0.2:80")}),
              ElementsAre("answer 1 header.location (*/orders/{}) -> request 2 path[1]"));
}

TEST(Flow, CookiesAreCarriedByName) {
  const auto run = [](const std::string& session) {
    return Entries{entry("POST", "/login", {}, "{}", "",
                         {{"Set-Cookie", "sid=" + session + "; Path=/; HttpOnly"},
                          {"Set-Cookie", "theme=dark"}}),
                   entry("GET", "/home", {{"Cookie", "theme=dark; sid=" + session}}, "", "{}")};
  };
  EXPECT_THAT(found({run("redacted:aaaaaaaaaaaaaaaa"), run("redacted:bbbbbbbbbbbbbbbb")}),
              ElementsAre("answer 1 cookie.sid -> request 2 cookie.sid"));
}

TEST(Flow, TheEarliestAnswerIsTheSource) {
  const auto run = [](const std::string& id) {
    const std::string body = R"({"id":")" + id + R"("})";
    return Entries{entry("POST", "/a", {}, "{}", body), entry("GET", "/b/" + id, {}, "", body),
                   entry("GET", "/c/" + id, {}, "", body)};
  };
  EXPECT_THAT(found({run("x1001"), run("x1002")}),
              ElementsAre("answer 1 body.id -> requests 2-3 path[1]"));
}

TEST(Flow, RunsOfOtherRequestsAreLeftOut) {
  Entries longer = shop("redacted:dddddddddddddddd", "1044");
  longer.push_back(entry("GET", "/more", {}, "", "{}"));
  EXPECT_EQ(found({shop("redacted:aaaaaaaaaaaaaaaa", "1041"), longer}),
            found({shop("redacted:aaaaaaaaaaaaaaaa", "1041")}));
  EXPECT_FALSE(correspond(longer, shop("redacted:aaaaaaaaaaaaaaaa", "1041")));
}

TEST(Flow, OneSecretAtSeveralPlacesIsOneVariable) {
  const std::string key = "redacted:0123456789abcdef";
  const std::string other = "redacted:fedcba9876543210";
  const Entries run{
      entry("POST", "/a", {{"x-api-key", key}}, R"({"pin":")" + other + R"("})", "{}"),
      entry("POST", "/b", {{"x-api-key", key}}, R"({"pin":")" + key + R"("})", "{}"),
      entry("POST", "/c", {{"x-api-key", other}}, "{}", "{}")};
  EXPECT_THAT(lines(find_rules(std::vector<Entries>{run}, "my-shop")),
              ElementsAre("GOLDWIRE_SECRET_MY_SHOP_X_API_KEY -> requests 1-2 header.x-api-key",
                          "GOLDWIRE_SECRET_MY_SHOP_X_API_KEY -> request 2 body.pin",
                          "GOLDWIRE_SECRET_MY_SHOP_PIN -> request 1 body.pin",
                          "GOLDWIRE_SECRET_MY_SHOP_PIN -> request 3 header.x-api-key"));
}

TEST(Flow, NoRunGivesNoRule) { EXPECT_TRUE(find_rules({}, "shop").empty()); }

}  // namespace
}  // namespace goldwire::replay
