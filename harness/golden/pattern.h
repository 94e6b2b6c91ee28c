// Pattern: whether a value fits a golden's pattern, and what stands at its volatile pieces.
//
// Contract: pure. Literal pieces anchor; a volatile piece takes what lies between them and fits it.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/golden/golden.h"

namespace goldwire {

/// Says whether `text` may stand at a volatile piece.
using PieceFits = std::function<bool(const Piece& piece, std::string_view text)>;

/// What of `text` stands at each volatile piece, in order; nothing when `text` does not fit.
/// Borrowed from `text`.
std::optional<std::vector<std::string_view>> captured(const Pattern& pattern, std::string_view text,
                                                      const PieceFits& piece_fits);

/// A pattern that is `text` itself.
Pattern literally(std::string_view text);
bool is_literal(const Pattern& pattern);

}  // namespace goldwire
