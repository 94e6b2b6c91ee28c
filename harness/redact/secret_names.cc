// The names themselves.
#include "harness/redact/secret_names.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "protocols/base/ascii.h"

namespace goldwire {
namespace {

constexpr std::array<std::string_view, 12> kEndings = {
    "passwd",    "passphrase",  "pwd",          "secret",          "apikey",       "privatekey",
    "secretkey", "accesstoken", "refreshtoken", "secretaccesskey", "sessiontoken", "authtoken"};

constexpr std::array<std::string_view, 12> kWhole = {
    "token", "idtoken", "bearertoken", "apitoken", "csrftoken",   "xsrftoken",
    "pass",  "jwt",     "cvc",         "cvv",      "credentials", "passcode"};

/// "path" as in JSON Patch (RFC 6902).
constexpr std::array<std::string_view, 7> kPairNames = {"name",      "key",      "field", "param",
                                                        "parameter", "property", "path"};

constexpr std::array<std::string_view, 4> kHeaderEndings = {"token", "apikey", "secret",
                                                            "password"};

bool ends_with_any(std::string_view name, const auto& endings) {
  return std::ranges::any_of(endings, [&](std::string_view end) { return name.ends_with(end); });
}

}  // namespace

std::string plain_name(std::string_view name) {
  std::string plain;
  for (const char c : name) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0) plain += lower_case(c);
  }
  return plain;
}

bool is_secret_field(std::string_view name, const RedactionRules& rules) {
  const std::string plain = plain_name(name);
  if (rules.keep.contains(plain)) return false;
  return rules.fields.contains(plain) || plain.find("password") != std::string::npos ||
         ends_with_any(plain, kEndings) || std::ranges::find(kWhole, plain) != kWhole.end();
}

bool is_pair_name(std::string_view name) {
  return std::ranges::find(kPairNames, plain_name(name)) != kPairNames.end();
}

bool is_pair_value(std::string_view name) {
  const std::string plain = plain_name(name);
  return plain.ends_with("value") || plain.ends_with("values") || plain == "val" ||
         plain == "content" || plain == "text";
}

SecretHeader secret_header(std::string_view name, const RedactionRules& rules) {
  const std::string plain = plain_name(name);
  if (rules.keep.contains(plain)) return SecretHeader::none;
  if (plain == "authorization" || plain == "proxyauthorization") return SecretHeader::credentials;
  if (plain == "cookie") return SecretHeader::cookie;
  if (plain == "setcookie") return SecretHeader::set_cookie;
  const bool whole = rules.headers.contains(plain) || ends_with_any(plain, kHeaderEndings);
  return whole ? SecretHeader::whole : SecretHeader::none;
}

}  // namespace goldwire
