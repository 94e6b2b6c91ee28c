// Where secrets stand in texts: JSON, forms, header lines, URLs. Each function gives the text with
// every secret put through `replace`, and all around it as it was.
//
// Contract: lexical, so that a body that was cut, or is JSON inside a JSON string, is covered too.
// Pure, but for what `replace` does. Values that are redacted already are left alone.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "harness/redact/secret_names.h"

namespace goldwire {

using Replace = std::function<std::string(std::string_view secret)>;

/// Members of JSON text with a secret name. Numbers become text; true, false, null, objects and
/// lists are no secrets by themselves.
std::string redact_json(std::string_view text, const RedactionRules& rules, const Replace& replace);

/// Fields of "name=value&name=value" (application/x-www-form-urlencoded; also a URL's query) with a
/// secret name; of user[password], the last part counts. The secret is the decoded value.
std::string redact_form(std::string_view text, const RedactionRules& rules, const Replace& replace);

/// One line of a header of that name.
std::string redact_header(std::string_view name, std::string_view line, const RedactionRules& rules,
                          const Replace& replace);

/// "user:password" of every URL in the text.
std::string redact_userinfo(std::string_view text, const Replace& replace);

}  // namespace goldwire
