// Where secrets stand in a header's line.
//
// Contract: pure, but for what `replace` does; all around a secret stays as it was.
#pragma once

#include <string>
#include <string_view>

#include "harness/redact/secret_text.h"

namespace goldwire {

/// One line of a header of that name. A header that holds no secret by its name is read as any
/// other text: it may be a URL.
std::string redact_header(std::string_view name, std::string_view line, const RedactionRules& rules,
                          const Replace& replace);

}  // namespace goldwire
