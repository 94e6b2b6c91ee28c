// Where secrets stand in a text of any kind: JSON, XML, multipart, forms, lines, URLs.
//
// Contract: lexical, by what the text looks like and not by what it claims to be, so that a body
// that was cut, or one kind inside another, is covered too. What was cut inside a secret is hidden
// to the end. All around a secret stays as it was. Pure, but for what `replace` does, which has to
// leave alone what is redacted already.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "harness/redact/secret_names.h"

namespace goldwire {

using Replace = std::function<std::string(std::string_view secret)>;

/// The text with every secret put through `replace`.
std::string redact_text(std::string_view text, const RedactionRules& rules, const Replace& replace);

}  // namespace goldwire
