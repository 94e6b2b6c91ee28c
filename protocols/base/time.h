// Time: packet time. Nanoseconds since the Unix epoch as the capture recorded them.
//
// Contract: every Time in goldwire comes from a packet. Nothing below the programs reads a clock.
#pragma once

#include <chrono>
#include <cstdint>

namespace goldwire {

using Duration = std::chrono::nanoseconds;
using Time = std::chrono::sys_time<Duration>;

inline Time from_unix_nano(std::int64_t nanoseconds) { return Time{Duration{nanoseconds}}; }
inline std::int64_t unix_nano(Time time) { return time.time_since_epoch().count(); }

}  // namespace goldwire
