// XML: an answer's elements as leaves (Extensible Markup Language 1.0, as far as web APIs use it).
//
// Contract: reads elements, attributes, text, CDATA, the five named entities and character
// references; skips the prolog, comments and instructions. Refuses what is not one well-formed
// element, and anything with a DOCTYPE.
#pragma once

#include <string_view>

#include "protocols/base/result.h"
#include "protocols/base/value.h"

namespace goldwire {

/// An object of one member, named after the root element. An element with text only is that text;
/// otherwise an object of its attributes ("@name"), its children, and its text ("#text") where it
/// has any, apart where a child stands between. Children of one name are a list when there are
/// several.
Decoded<Value> read_xml(std::string_view text);

}  // namespace goldwire
