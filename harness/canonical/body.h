// Body: the octets of a payload as leaves, read as their Content-Type says.
//
// Contract: JSON, JSON lines, XML, forms and multipart bodies are taken apart, in whatever charset
// they are named to be; a part of a multipart body is read like a body of its own. The boundary is
// random and makes no leaf. What cannot be read stays one leaf.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/canonical/leaf.h"
#include "protocols/base/result.h"
#include "protocols/base/value.h"

namespace goldwire {

/// Adds the leaves of `octets` at `path` and under it. `content_type` is empty when it is not said.
void add_body(std::vector<Leaf>& out, std::string_view path, std::string_view octets,
              std::string_view content_type);

/// One leaf: text where a person can read it, else octets.
void add_text(std::vector<Leaf>& out, std::string path, std::string_view text);

/// The JSON object or list that `text` holds; nothing when it is no such text.
Decoded<Value> read_structure(std::string_view text);

}  // namespace goldwire
