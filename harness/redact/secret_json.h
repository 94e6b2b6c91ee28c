// Where secrets stand in JSON, whole, cut, or inside a JSON string.
#pragma once

#include <string>
#include <string_view>

#include "harness/redact/secret_text.h"

namespace goldwire {

/// Members with a secret name, and the value of a pair whose name says secret. Everything scalar
/// under such a member is secret; numbers become text; true, false and null are no secrets.
std::string redact_json(std::string_view text, const RedactionRules& rules, const Replace& replace);

}  // namespace goldwire
