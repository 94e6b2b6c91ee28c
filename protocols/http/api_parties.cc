// API parties: known by what their clients say, for a proxy or a stand-in has another host.
#include "protocols/http/api_parties.h"

#include <array>
#include <optional>

#include "protocols/base/semconv.h"
#include "protocols/http/route.h"

namespace goldwire::http {
namespace {

/// The part of an ApiRule that built-in ones have.
struct Party {
  std::string_view name;
  std::string_view host;
  std::string_view path;
  std::string_view header;
  std::string_view value;
};

constexpr std::array kParties = std::to_array<Party>({
    {"stripe", "api.stripe.com", "", "", ""},
    {"stripe", "", "", "stripe-version", ""},
    {"stripe", "", "", "x-stripe-client-user-agent", ""},
    {"stripe", "", "", "user-agent", "Stripe/*"},
    {"twilio", "*.twilio.com", "/2010-04-01/Accounts/{sid}/Messages.json", "", ""},
    {"twilio", "*.twilio.com", "/2010-04-01/Accounts/{sid}/{resource}.json", "", ""},
    {"twilio", "*.twilio.com", "/2010-04-01/Accounts/{sid}/**", "", ""},
    {"twilio", "*.twilio.com", "", "", ""},
    {"twilio", "", "/2010-04-01/Accounts/{sid}/{resource}.json", "user-agent", "twilio-*"},
    {"twilio", "", "/2010-04-01/Accounts/{sid}/**", "user-agent", "twilio-*"},
    {"twilio", "", "", "user-agent", "twilio-*"},
    {"sendgrid", "api.sendgrid.com", "", "", ""},
    {"sendgrid", "", "", "user-agent", "sendgrid/*"},
    {"mailgun", "api*.mailgun.net", "/v3/{domain}/messages", "", ""},
    {"mailgun", "api*.mailgun.net", "", "", ""},
    {"postmark", "api.postmarkapp.com", "", "", ""},
    {"postmark", "", "", "x-postmark-server-token", ""},
    {"mailchimp", "*.api.mailchimp.com", "", "", ""},
    {"paypal", "*.paypal.com", "", "", ""},
    {"paypal", "", "", "paypal-request-id", ""},
    {"paypal", "", "", "user-agent", "PayPalSDK/*"},
    {"adyen", "*.adyen.com", "", "", ""},
    {"adyen", "", "", "user-agent", "adyen-*"},
    {"square", "connect.squareup*.com", "", "", ""},
    {"square", "", "", "square-version", ""},
    {"braintree", "*.braintreegateway.com", "", "", ""},
    {"braintree", "", "", "user-agent", "Braintree *"},
    {"plaid", "*.plaid.com", "", "", ""},
    {"plaid", "", "", "plaid-version", ""},
    {"slack", "hooks.slack.com", "/services/{team}/{hook}/{secret}", "", ""},
    {"slack", "*slack.com", "", "", ""},
    {"slack", "", "", "user-agent", "@slack*"},
    {"github", "api.github.com", "/repos/{owner}/{repo}", "", ""},
    {"github", "api.github.com", "/repos/{owner}/{repo}/**", "", ""},
    {"github", "api.github.com", "/users/{user}/**", "", ""},
    {"github", "api.github.com", "/orgs/{org}/**", "", ""},
    {"github", "api.github.com", "", "", ""},
    {"github", "", "/repos/{owner}/{repo}", "x-github-api-version", ""},
    {"github", "", "/repos/{owner}/{repo}/**", "x-github-api-version", ""},
    {"github", "", "/repos/{owner}/{repo}/**", "user-agent", "octokit*"},
    {"github", "", "", "x-github-api-version", ""},
    {"github", "", "", "user-agent", "octokit*"},
    {"openai", "api.openai.com", "", "", ""},
    {"openai", "", "", "user-agent", "OpenAI/*"},
    {"anthropic", "api.anthropic.com", "", "", ""},
    {"anthropic", "", "", "anthropic-version", ""},
    {"auth0", "*.auth0.com", "", "", ""},
    {"auth0", "", "", "auth0-client", ""},
    {"okta", "*.okta.com", "", "", ""},
    {"okta", "", "", "user-agent", "okta-sdk-*"},
    {"google", "*.googleapis.com", "", "", ""},
    {"google", "", "", "x-goog-api-client", ""},
    {"microsoft", "graph.microsoft.com", "", "", ""},
    {"microsoft", "login.microsoftonline.com", "", "", ""},
    {"azure", "*.core.windows.net", "", "", ""},
    {"azure", "", "", "user-agent", "azsdk-*"},
    {"shopify", "*.myshopify.com", "", "", ""},
    {"shopify", "", "", "x-shopify-access-token", ""},
    {"salesforce", "*.salesforce.com", "", "", ""},
    {"hubspot", "api.hubapi.com", "", "", ""},
    {"zendesk", "*.zendesk.com", "", "", ""},
    {"datadog", "*.datadoghq.*", "", "", ""},
    {"sentry", "*.sentry.io", "", "", ""},
    {"sentry", "", "", "x-sentry-auth", ""},
    {"segment", "api.segment.io", "", "", ""},
});

bool fits_request(std::string_view host, std::string_view header, std::string_view value,
                  const ApiView& view) {
  if (!host.empty() && !fits_pattern(host, view.host)) return false;
  if (header.empty()) return true;
  const auto said = view.request.fields.find(header);
  return said && (value.empty() || fits_pattern(value, *said));
}

/// The route by a rule's path: "" for a rule without one, nothing when the path does not fit.
std::optional<std::string> route_of_rule(std::string_view path, const ApiView& view) {
  if (path.empty()) return std::string();
  return route_by(path, view.target.path);
}

void set_route(Interaction& out, std::string route, const ApiView& view, const Terms& terms,
               bool named) {
  if (route.empty()) return;
  for (const RouteTemplate& one : terms.routes) {
    if (route_by(one.text, view.target.path)) return;
  }
  if (!named) out.name = view.request.method + " " + route;
  out.attributes.set(semconv::kHttpRoute, std::move(route));
}

/// True when one of the user's rules fits.
bool add_users(Interaction& out, const ApiView& view, const Terms& terms, bool named) {
  for (const ApiRule& rule : terms.apis) {
    if (!rule.method.empty() && rule.method != view.request.method) continue;
    if (!fits_request(rule.host, rule.header, rule.value, view)) continue;
    auto route = route_of_rule(rule.path, view);
    if (!route) continue;
    set_route(out, *std::move(route), view, terms, named);
    if (!rule.name.empty()) out.name = rule.name;
    if (!rule.external.empty()) out.external_api = rule.external;
    for (const auto& [name, value] : rule.attributes) out.attributes.set(name, value);
    return true;
  }
  return false;
}

}  // namespace

void add_party(Interaction& out, const ApiView& view, const Terms& terms, bool named) {
  if (add_users(out, view, terms, named) || !out.external_api.empty()) return;
  for (const Party& party : kParties) {
    if (!fits_request(party.host, party.header, party.value, view)) continue;
    auto route = route_of_rule(party.path, view);
    if (!route) continue;
    set_route(out, *std::move(route), view, terms, named);
    out.external_api = party.name;
    return;
  }
}

}  // namespace goldwire::http
