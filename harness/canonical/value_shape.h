// Value shape: what values that differ from run to run still have in common, beyond their class.
//
// Contract: pure. Spelled as words behind a class, in this order:
//
//   text given             none of the words that programs write for want of a value (undefined,
//                          null, NaN, ...); any word for a token says the same
//   token lower            small letters and digits; upper: capital letters and digits;
//                          base64: what base64 and base64url have, '-', '_', '+', '/', '=' too
//   token 27               characters; hex 32: hexadecimal digits
//   token 12..             12 characters or more
//   integer positive       more than 0; unsigned: not less; negative: less. Decimals too
//   decimal fraction       has a fraction, or an exponent
//   timestamp zone         says its zone; timestamp fraction: has parts of a second
//
// A length is meant with a small tolerance: numbers written in base 16 to 62 lose leading zeros.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "harness/canonical/value_class.h"

namespace goldwire {

struct ValueShape {
  enum class Alphabet : std::uint8_t { any, lower, upper, base64 };
  enum class Sign : std::uint8_t { any, positive, not_negative, negative };

  bool given = false;
  Alphabet alphabet = Alphabet::any;
  std::size_t length = 0;  ///< characters; 0: any
  std::size_t least = 0;   ///< characters, where `length` is 0
  Sign sign = Sign::any;
  bool fraction = false;
  bool zone = false;
  friend bool operator==(const ValueShape&, const ValueShape&) = default;
};

/// " base64 27": each word behind a blank; empty for a shape that says nothing.
std::string spell(const ValueShape& shape);
/// Takes the words of a shape that values of the class can have off the front of `words`, which
/// begins with a blank or is empty. Stops at the first word that is none.
ValueShape take_shape(ValueClass value_class, std::string_view& words);

/// What of `shape` the text has. `text` is of the class; all of it has the shape when nothing is
/// lost.
ValueShape kept(const ValueShape& shape, ValueClass value_class, std::string_view text);
/// What both say.
ValueShape common(const ValueShape& a, const ValueShape& b);

/// "a token of 27 characters", "a positive integer", "a timestamp with a zone".
std::string said(const ValueShape& shape, ValueClass value_class);

/// The words for want of a value: "undefined", "null", "NaN", "[object Object]", ...
bool is_no_value(std::string_view text);
/// The narrowest that holds all characters of `text`.
ValueShape::Alphabet alphabet_of(std::string_view text);
/// Of a number: digits behind a point, or an exponent.
bool has_fraction(std::string_view number);

}  // namespace goldwire
