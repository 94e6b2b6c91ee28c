// Time forms: the ways in which times are written as text.
//
// Contract: pure. Reads the form at the front of a text and says how long it is and, where the form
// tells it, which time it means (UTC where it names no zone).
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "protocols/base/time.h"

namespace goldwire {

struct WrittenTime {
  std::size_t length = 0;  ///< characters
  Time time;
  bool day_only = false;
};

/// ISO 8601 (extended, basic, with a space, with fraction and zone; a date alone), RFC 9110
/// IMF-fixdate, and what JavaScript's Date prints. Nothing when none of them stands at the front.
std::optional<WrittenTime> written_time(std::string_view text);

}  // namespace goldwire
