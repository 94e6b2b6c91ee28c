// Which names stand for a secret.
//
// Contract: pure functions of the name. Case, '-', '_', '.' and blanks do not count: clientSecret,
// client_secret and Client-Secret are one name.
#pragma once

#include <set>
#include <string>
#include <string_view>

namespace goldwire {

/// Names that goldwire.yaml adds or takes away, each as plain_name() gives it.
struct RedactionRules {
  std::set<std::string, std::less<>> headers;
  std::set<std::string, std::less<>> fields;
  std::set<std::string, std::less<>> keep;  ///< no secret here
};

/// Letters and digits only, in lower case.
std::string plain_name(std::string_view name);

/// A JSON member, form field, query parameter or SQL column.
bool is_secret_field(std::string_view name, const RedactionRules& rules);

/// Members that stand for a pair when they are siblings: {"name": "password", "value": "x"}. The
/// first names what the second holds.
bool is_pair_name(std::string_view name);
bool is_pair_value(std::string_view name);

enum class SecretHeader { none, credentials, cookie, set_cookie, whole };
SecretHeader secret_header(std::string_view name, const RedactionRules& rules);

}  // namespace goldwire
