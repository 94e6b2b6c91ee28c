// Value classes: what a text is made of, and what a value that differs from run to run looks like.
//
// Contract: pure functions of the text. Nothing here knows today's date: a time is told from a
// constant only by its distance from packet time.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "protocols/base/time.h"

namespace goldwire {

/// The classes, narrowest first. Names as they stand in rules and goldens: "uuid", "timestamp",
/// "epoch", "integer", "decimal", "hex", "token", "text", "octets", "any".
enum class ValueClass : std::uint8_t {
  uuid,       ///< RFC 9562 in its text form
  timestamp,  ///< a date, or date and time, in one of the usual text forms
  epoch,      ///< a number that counts seconds, milli-, micro- or nanoseconds since 1970
  integer,    ///< digits, with a sign at most
  decimal,    ///< digits with a fraction or an exponent
  hex,        ///< hexadecimal digits of one case
  token,      ///< one word of anything but white space
  text,       ///< anything, not empty
  octets,     ///< of a blob
  any         ///< anything at all, of any type, empty too
};
std::string_view name_of(ValueClass value_class);
std::optional<ValueClass> value_class_named(std::string_view name);

/// True when `text` could be a value of the class.
bool fits(std::string_view text, ValueClass value_class);

/// The narrowest class that all of `texts` fit. `epoch` only when each lies within 400 days of the
/// packet time at the same index; `times` may be shorter, the rest is then taken for no time.
ValueClass common_class(std::span<const std::string_view> texts, std::span<const Time> times);

/// True for a time in text form that lies within a day of `time`, or a date that is its day or the
/// one beside it: the run's own clock, though it may stay equal while the runs are made.
bool is_own_time(std::string_view text, Time time);

/// True when two equal values of this class cannot be chance: at least some 60 bits.
bool is_distinctive(std::string_view text, ValueClass value_class);

/// A word of a text, or what stands between words.
struct Word {
  std::string_view text;
  bool word = false;
};

/// Cuts a text into words and what stands between them; joined they are the text again. A uuid, a
/// time, a number with a fraction and a random-looking run (base64, base64url) are one word each; a
/// percent-encoded octet is none.
/// Borrowed.
std::vector<Word> words_of(std::string_view text);

/// The pairs of words in which two texts differ, when they are built alike: as many words, the same
/// between them. Borrowed.
std::optional<std::vector<std::pair<std::string_view, std::string_view>>> word_differences(
    std::string_view a, std::string_view b);

}  // namespace goldwire
