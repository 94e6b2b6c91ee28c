// Where secrets stand in XML and HTML, whole, cut, or inside another text.
#pragma once

#include <string>
#include <string_view>

#include "harness/redact/secret_text.h"

namespace goldwire {

/// Attributes with a secret name; texts and attributes of elements with a secret name, or with an
/// attribute that says so (<param name="password">x</param>), or behind a sibling that says so
/// (<name>password</name><value>x</value>). The secret is the text with the five named entities
/// decoded.
std::string redact_xml(std::string_view text, const RedactionRules& rules, const Replace& replace);

}  // namespace goldwire
