// Time forms: the ways in which times are written as text, or counted as numbers.
//
// Contract: pure. Reads the form at the front of a text and says how long it is and, where the form
// tells it, which time it means (UTC where it names no zone).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "protocols/base/time.h"

namespace goldwire {

struct WrittenTime {
  std::size_t length = 0;  ///< characters
  Time time;
  bool day_only = false;
  bool zone = false;         ///< it says one
  std::size_t fraction = 0;  ///< digits of parts of a second
};

/// ISO 8601 (extended, basic, with a space, with fraction and zone; a date alone), RFC 9110
/// IMF-fixdate, and what JavaScript's Date prints. Nothing when none of them stands at the front.
std::optional<WrittenTime> written_time(std::string_view text);

/// What a count since 1970 counts; told by the number of its digits.
enum class EpochUnit : std::uint8_t { seconds, milliseconds, microseconds, nanoseconds };

struct CountedTime {
  Time time;
  EpochUnit unit = EpochUnit::seconds;
};

/// A number of 10, 13, 16 or 19 digits, with a fraction or not, as a time between 2001 and 2100;
/// nothing for any other text.
std::optional<CountedTime> counted_time(std::string_view text);

}  // namespace goldwire
