// Credentials and cookies by the grammar of their headers.
#include "harness/redact/secret_header.h"

#include <algorithm>

namespace goldwire {
namespace {

/// "a=1; b=2" with every value replaced; only the first one when `first_only`.
std::string redact_cookies(std::string_view line, bool first_only, const RedactionRules& rules,
                           const Replace& replace) {
  std::string out;
  for (std::size_t at = 0; at < line.size();) {
    const std::size_t end = std::min(line.find(';', at), line.size());
    const std::string_view pair = line.substr(at, end - at);
    const std::size_t equals = pair.find('=');
    const bool secret = equals != std::string_view::npos && equals + 1 < pair.size() &&
                        (!first_only || at == 0) &&
                        !rules.keep.contains(plain_name(pair.substr(0, equals)));
    out += secret ? std::string(pair.substr(0, equals + 1)) + replace(pair.substr(equals + 1))
                  : std::string(pair);
    if (end < line.size()) out += ';';
    at = end + 1;
  }
  return out;
}

/// Credentials as RFC 9110 section 11.4 has them: a scheme, then a token or parameters.
std::string redact_credentials(std::string_view line, const Replace& replace) {
  const std::size_t blank = line.find(' ');
  if (blank == std::string_view::npos) return replace(line);
  std::string out(line.substr(0, blank + 1));
  const std::string_view rest = line.substr(blank + 1);
  const std::size_t equals = rest.find('=');
  const bool parameters = equals != std::string_view::npos && equals > 0 &&
                          rest.find_first_not_of('=', equals) != std::string_view::npos;
  if (!parameters) return out + replace(rest);
  for (std::size_t at = 0; at < rest.size();) {
    const std::size_t end = std::min(rest.find(',', at), rest.size());
    const std::string_view pair = rest.substr(at, end - at);
    const std::size_t sign = std::min(pair.find('='), pair.size());
    const std::string name = plain_name(pair.substr(0, sign));
    std::string_view value = sign < pair.size() ? pair.substr(sign + 1) : std::string_view();
    out += pair.substr(0, std::min(sign + 1, pair.size()));
    if (name ==
        "credential") {  // AWS: the scope after the key's id is no secret, and holds the day
      const std::size_t slash = std::min(value.find('/'), value.size());
      out += replace(value.substr(0, slash));
      out += value.substr(slash);
    } else {
      out += name == "signedheaders" || value.empty() ? std::string(value) : replace(value);
    }
    if (end < rest.size()) out += ',';
    at = end + 1;
  }
  return out;
}

}  // namespace

std::string redact_header(std::string_view name, std::string_view line, const RedactionRules& rules,
                          const Replace& replace) {
  if (line.empty()) return {};
  switch (secret_header(name, rules)) {
    case SecretHeader::none:
      return redact_text(line, rules, replace);
    case SecretHeader::credentials:
      return redact_credentials(line, replace);
    case SecretHeader::cookie:
      return redact_cookies(line, false, rules, replace);
    case SecretHeader::set_cookie:
      return redact_cookies(line, true, rules, replace);
    case SecretHeader::whole:
      return replace(line);
  }
  return std::string(line);
}

}  // namespace goldwire
