// PostgreSQL's date and time values in binary -> the text the server writes for them (DateStyle
// ISO, IntervalStyle postgres, TimeZone UTC).
//
// Contract: days count from 2000-01-01, times are microseconds; the largest and smallest values are
// infinity and -infinity (PostgreSQL documentation, "Date/Time Types").
#pragma once

#include <cstdint>
#include <string>

namespace goldwire::postgres {

std::string date_text(std::int32_t days);
std::string time_text(std::int64_t microseconds);
/// `west` is the zone's distance from UTC in seconds, counted westward.
std::string timetz_text(std::int64_t microseconds, std::int32_t west);
std::string timestamp_text(std::int64_t microseconds);
std::string timestamptz_text(std::int64_t microseconds);
std::string interval_text(std::int64_t microseconds, std::int32_t days, std::int32_t months);

}  // namespace goldwire::postgres
