// Chance: how much agreement of values proves that they are one.
//
// Contract: pure. Values stand by run; empty ones count for nothing.
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "harness/canonical/value_class.h"

namespace goldwire {

/// Classes of which an id may be.
bool may_be_id(ValueClass value_class);

/// Bits that chance would have to meet for one more place to hold the same values.
double bits(std::span<const std::string> values, ValueClass value_class);

/// Bits that prove it among `rivals` values: among many, some pair meets by chance.
double bits_needed(std::size_t rivals);

}  // namespace goldwire
