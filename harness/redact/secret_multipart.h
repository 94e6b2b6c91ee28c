// Where secrets stand in multipart bodies (RFC 7578, multipart/form-data).
#pragma once

#include <string>
#include <string_view>

#include "harness/redact/secret_text.h"

namespace goldwire {

/// The content of parts with a secret name, up to the next boundary.
std::string redact_multipart(std::string_view text, const RedactionRules& rules,
                             const Replace& replace);

}  // namespace goldwire
