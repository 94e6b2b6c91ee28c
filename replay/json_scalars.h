// JSON scalars: where each value of a JSON text stands in it, so that one can be replaced and all
// else stays byte for byte.
//
// Contract: pure. A path is written as in goldens: ".items[0].id"; names that hold '.', brackets,
// '"' or white space are quoted: ["a b"]. A second member of the same name is name#2.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace goldwire::replay {

struct JsonScalar {
  std::string path;       ///< empty for a text that is one scalar
  std::size_t begin = 0;  ///< octets of its spelling, quotes included
  std::size_t end = 0;
  bool quoted = false;
  std::string text;  ///< of a string what it says, else as written
};

/// The strings and numbers of `json` in its order (true, false and null are left out); nothing when
/// it is not one JSON text.
std::vector<JsonScalar> json_scalars(std::string_view json);

/// A value as JSON: what stood there as a number stays one where `text` allows it.
std::string json_spelling(bool was_quoted, std::string_view text);

}  // namespace goldwire::replay
