// Durations as people write them: "500ms", "2s", "1.5m"; a bare number is seconds.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "protocols/base/time.h"

namespace goldwire {

/// Nothing when `text` is no duration, or a negative one.
std::optional<Duration> read_duration(std::string_view text);
/// With three digits: "2.016693367s" is read as 2.02s. Rounded up, so that what is longer than a
/// limit reads so.
Duration rounded_up(Duration duration);
/// Exact, in the largest unit of s, ms and us that it fills: "1.5s", "2s", "312.457ms", "0.5us".
/// Not of negative ones.
std::string spell_duration(Duration duration);

}  // namespace goldwire
