// Content: a span's attributes and payloads as leaves.
//
// Contract: nothing is lost but what framing.h names: every scalar, and every empty list or object,
// is a leaf. Bodies are read as body.h says, and texts that hold JSON are taken apart; what cannot
// be read stays one leaf.
#pragma once

#include <string_view>
#include <vector>

#include "harness/canonical/leaf.h"
#include "protocols/base/interaction.h"

namespace goldwire {

/// The leaves of `what`, sorted by path.
std::vector<Leaf> leaves_of(const Interaction& what);

/// Adds the leaves of `value` at `path` and under it.
void add_leaves(std::vector<Leaf>& out, std::string_view path, const Value& value);

}  // namespace goldwire
