// Third parties and the user's own APIs.
#include <gtest/gtest.h>

#include "protocols/base/semconv.h"
#include "protocols/http/api_view.h"
#include "tests/protocols/http/described.h"

namespace goldwire::http {
namespace {

std::string party(const std::string& target, const Headers& fields) {
  const Interaction out = described(request("POST", target, fields));
  return out.external_api + ":" + out.name;
}

TEST(ApiParties, AreKnownByWhatTheirClientsSay) {
  EXPECT_EQ(party("/v1/charges/ch_3NabcD91xyz", {{"Stripe-Version", "2024-06-20"}}),
            "stripe:POST /v1/charges/{id}");
  EXPECT_EQ(party("/v1/charges", {{"User-Agent", "Stripe/v1 NodeBindings/15"}}),
            "stripe:POST /v1/charges");
  EXPECT_EQ(party("/v1/charges", {{"Host", "API.stripe.com:443"}}), "stripe:POST /v1/charges");
  EXPECT_EQ(party("/2010-04-01/Accounts/AC1/Messages.json", {{"Host", "api.twilio.com"}}),
            "twilio:POST /2010-04-01/Accounts/{sid}/Messages.json");
  EXPECT_EQ(party("/repos/ann/thing/issues/7", {{"User-Agent", "octokit-rest.js/20"}}),
            "github:POST /repos/{owner}/{repo}/issues/{id}");
  EXPECT_EQ(party("/v1/chat/completions", {{"User-Agent", "OpenAI/Python 1.30"}}),
            "openai:POST /v1/chat/completions");
  EXPECT_EQ(party("/v1/charges", {{"Host", "bff"}}), ":POST /v1/charges");
  EXPECT_EQ(party("/v1/charges", {{"Host", "api.stripe.com.evil.org"}}), ":POST /v1/charges");
}

TEST(ApiParties, TheUsersRulesComeFirst) {
  Terms terms;
  terms.routes = {{"/v1/charges/{charge}"}};
  terms.apis = {{.host = "*.acme.*",
                 .path = "/v1/entries/{entry}",
                 .name = "Ledger.Get",
                 .attributes = {{"rpc.service", "ledger"}}},
                {.method = "POST", .path = "/v1/charges/{x}", .external = "till"},
                {.header = "x-api", .value = "pay*", .external = "payer"}};
  const Interaction ledger = described(
      request("GET", "/v1/entries/a", {{"Host", "ledger.acme.org:80"}}), response(200), terms);
  EXPECT_EQ(ledger.name, "Ledger.Get");
  EXPECT_EQ(ledger.external_api, "");
  EXPECT_EQ(ledger.attributes.text("rpc.service"), "ledger");
  EXPECT_EQ(ledger.attributes.text(semconv::kHttpRoute), "/v1/entries/{entry}");
  const Interaction till =
      described(request("POST", "/v1/charges/7", {{"Stripe-Version", "1"}}), response(200), terms);
  EXPECT_EQ(till.external_api, "till");
  EXPECT_EQ(till.attributes.text(semconv::kHttpRoute), "/v1/charges/{charge}");
  EXPECT_EQ(till.name, "POST /v1/charges/{charge}");
  const Interaction payer =
      described(request("GET", "/x", {{"X-Api", "Payments"}}), response(200), terms);
  EXPECT_EQ(payer.external_api, "payer");
  EXPECT_EQ(described(request("GET", "/x", {{"X-Api", "none"}}), response(200), terms).external_api,
            "");
}

TEST(ApiParties, PatternsFitWholeTexts) {
  EXPECT_TRUE(fits_pattern("*.slack.com", "files.SLACK.com"));
  EXPECT_TRUE(fits_pattern("a*b*c", "aXbXbc"));
  EXPECT_TRUE(fits_pattern("*", ""));
  EXPECT_FALSE(fits_pattern("", "a"));
  EXPECT_FALSE(fits_pattern("a*b", "ac"));
  EXPECT_FALSE(fits_pattern("abc", "abcd"));
}

}  // namespace
}  // namespace goldwire::http
