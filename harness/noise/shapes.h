// Shapes: what generated values look like beyond their class (value_shape.h).
//
// Contract: runs after relate_times(). A shape is learned of all values that all runs show at one
// path of calls of one kind, two different ones at least, and only where agreement is hardly
// chance:
//
//   - a length, and an alphabet, of tokens that look random and have 16 characters or more, and of
//     as long hexadecimal numbers. Equal lengths up to 64 characters are one; of longer or unequal
//     ones, and of encoded text, whose length goes with what it says, half the shortest is the
//     least. The letters of base64 are any that a token without '-' or '+' may have by chance.
//   - that a token or a text is no word for want of a value: no run showed one.
//   - the sign of a number. Zero is no value only where numbers lie ten times as far from it as
//   from
//     each other, or are large (four digits at least, six some); smaller ones (a duration, a rest)
//     may come down to it.
//   - a fraction of six digits or more: programs that drop zeros drop all of them once in a million
//     times, but of milliseconds once in a thousand.
//   - a time's zone.
//
// The number of an integer's digits, or of a fraction's, is no shape.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/canonical/value_shape.h"
#include "harness/noise/draft.h"

namespace goldwire {

/// Adds shapes to the kinds of all noise.
void hold_shapes(Draft& draft);

/// The kinds of Draft::symbols, in their order; what is named alike is of one shape.
std::vector<std::string> kinds_of_symbols(const Draft& draft);

/// What `values` of the class have in common.
ValueShape shape_of(std::span<const std::string_view> values, ValueClass value_class);

}  // namespace goldwire
