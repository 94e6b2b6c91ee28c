// Where secrets stand as name=value: forms, queries and fragments of URLs, lines of text.
#pragma once

#include <string>
#include <string_view>

#include "harness/redact/secret_text.h"

namespace goldwire {

/// Fields of "name=value&name=value" (application/x-www-form-urlencoded; also a URL's query) with a
/// secret name; of user[password], the last part counts. The secret is the decoded value. A value
/// that holds a text with secrets of its own is encoded again.
std::string redact_form(std::string_view text, const RedactionRules& rules, const Replace& replace);

/// The same anywhere in a text: lines that are forms, URLs among words, name="quoted value".
/// Outside of quotes and forms a value ends at white space.
std::string redact_parameters(std::string_view text, const RedactionRules& rules,
                              const Replace& replace);

/// "user:password" of every URL in the text.
std::string redact_userinfo(std::string_view text, const Replace& replace);

/// The last part of "user[password]" or "user.password".
std::string last_part(std::string name);

}  // namespace goldwire
