// Where secrets stand in structures that a protocol has read: records, rows, messages.
#pragma once

#include "harness/redact/secret_text.h"
#include "protocols/base/value.h"

namespace goldwire {

/// Everything scalar in `value`, but true, false and null.
void hide_value(Value& value, const Replace& replace);

/// Members and columns with a secret name, values of pairs whose name says secret, headers, and
/// secrets inside texts.
void redact_value(Value& value, const RedactionRules& rules, const Replace& replace);

}  // namespace goldwire
