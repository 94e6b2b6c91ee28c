// Durations as people write them: "500ms", "2s", "1.5m"; a bare number is seconds.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "protocols/base/time.h"

namespace goldwire {

/// Nothing when `text` is no duration, or a negative one.
std::optional<Duration> read_duration(std::string_view text);
/// The shortest of the spellings above that is exact: "1500ms", "2s".
std::string spell_duration(Duration duration);

}  // namespace goldwire
