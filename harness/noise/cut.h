// Cut: one value as several runs showed it, as literal pieces and pieces that differ.
//
// Contract: joined, a run's pieces are that run's text. Words stay whole (value_class.h). Where the
// runs' texts are built differently, what they begin and end with in common is literal and the rest
// one piece.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "harness/canonical/leaf.h"
#include "harness/noise/draft.h"

namespace goldwire {

/// `leaves` are the value in each of `runs`; at least one. Leaves of different types become one
/// piece of noise class "any".
DraftLeaf cut(std::string_view path, std::vector<std::size_t> runs,
              const std::vector<const Leaf*>& leaves);

/// The same of texts alone, or of the parts of texts; as many as there are runs.
std::vector<DraftPiece> cut_texts(const std::vector<std::string_view>& texts);

}  // namespace goldwire
