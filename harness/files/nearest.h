// Nearest: known names nearest first to a mistyped one.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace goldwire {

/// `known` sorted by edit distance to `name`, then by name.
std::vector<std::string> nearest_first(std::string_view name, std::vector<std::string> known);

}  // namespace goldwire
