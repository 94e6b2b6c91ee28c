// Routes: what is an id in a path and what is a word.
#include "protocols/http/route.h"

#include <gtest/gtest.h>

namespace goldwire::http {
namespace {

TEST(Route, ValuesBecomePlaceholders) {
  EXPECT_EQ(route_of("/accounts/42"), "/accounts/{id}");
  EXPECT_EQ(route_of("/accounts/42/cards/7/"), "/accounts/{id}/cards/{id}/");
  EXPECT_EQ(route_of("/o/3f2504e0-4f89-11d3-9a0c-0305e82c3301"), "/o/{id}");
  EXPECT_EQ(route_of("/o/3F2504E0-4F89-11D3-9A0C-0305E82C3301/x"), "/o/{id}/x");
  EXPECT_EQ(route_of("/blob/9e107d9d372bb6826bd81d3542a419d6"), "/blob/{id}");
  EXPECT_EQ(route_of("/v1/payment_intents/pi_3NabcD91xyz0Qr"), "/v1/payment_intents/{id}");
  EXPECT_EQ(route_of("/v1/payment_intents/pi_3Nabc/confirm"), "/v1/payment_intents/{id}/confirm");
  EXPECT_EQ(route_of("/v1/customers/cus_NffrFeUfNV2Hib"), "/v1/customers/{id}");
  EXPECT_EQ(route_of("/sessions/01ARZ3NDEKTSV4RRFFQ69G5FAV"), "/sessions/{id}");
  EXPECT_EQ(route_of("/t/V1StGXR8_Z5jdHi6B-myT"), "/t/{id}");
  EXPECT_EQ(route_of("/orders/ord-10023"), "/orders/{id}");
  EXPECT_EQ(route_of("/users/ann%40example.org/mail"), "/users/{id}/mail");
  EXPECT_EQ(route_of("/reports/2024-05-01"), "/reports/{date}");
  EXPECT_EQ(route_of("/files/42.json"), "/files/{id}.json");
}

TEST(Route, WordsStay) {
  for (const char* path :
       {"/", "/deposit", "/v1/charges", "/v2/email/outbound-emails", "/api/v3/users", "/a//b", "*",
        "/oauth2/authorize", "/.well-known/openid-configuration", "/payment_methods", "/healthz",
        "/static/app.js", "/SCREAMING_CASE", "/camelCaseWordsInPath", "/facade",
        "/internationalization", "/api/getUserByAccountNumber", "/en-US/", ""}) {
    EXPECT_EQ(route_of(path), path);
  }
}

TEST(Route, ATemplateIsItsOwnTemplate) {
  for (const char* path : {"/accounts/42/x", "/reports/2024-05-01/9", "/files/42.json"}) {
    EXPECT_EQ(route_of(route_of(path)), route_of(path));
  }
}

}  // namespace
}  // namespace goldwire::http
