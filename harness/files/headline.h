// Headline: "CALLER -> CALLEE: OPERATION" taken apart.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace goldwire {

struct Headline {
  std::string caller;
  std::string callee;
  std::string operation;
  friend bool operator==(const Headline&, const Headline&) = default;
};

/// Cuts at the first " -> " and the first ": " after it; nothing when one of them is missing.
inline std::optional<Headline> read_headline(std::string_view text) {
  const std::size_t arrow = text.find(" -> ");
  if (arrow == std::string_view::npos) return std::nullopt;
  const std::string_view rest = text.substr(arrow + 4);
  const std::size_t colon = rest.find(": ");
  if (colon == std::string_view::npos) return std::nullopt;
  return Headline{std::string(text.substr(0, arrow)), std::string(rest.substr(0, colon)),
                  std::string(rest.substr(colon + 2))};
}

}  // namespace goldwire
