// Calendar arithmetic by <chrono>, spelling as in PostgreSQL's own output functions.
#include "protocols/postgres/datetime.h"

#include <fmt/format.h>
#include <limits>

#include "protocols/base/time.h"

namespace goldwire::postgres {
namespace {

constexpr std::int64_t kSecond = 1'000'000;
constexpr std::int64_t kDay = 86400 * kSecond;

/// "2024-02-29" and whether it lies before the common era, where year 0 is 1 BC. <chrono> ends at
/// the year 32767 and PostgreSQL does not, so whole cycles of 400 years are taken off first.
struct Day {
  std::string text;
  bool before_era = false;
};

Day day_of(std::int64_t days_since_2000) {
  constexpr std::int64_t kCycle = 146097;
  std::int64_t cycles = days_since_2000 / kCycle;
  std::int64_t rest = days_since_2000 % kCycle;
  if (rest < 0) {
    rest += kCycle;
    --cycles;
  }
  constexpr std::chrono::sys_days kEpoch{std::chrono::year{2000} / 1 / 1};
  const std::chrono::year_month_day date{kEpoch + std::chrono::days{rest}};
  std::int64_t year = static_cast<int>(date.year()) + 400 * cycles;
  const bool before_era = year <= 0;
  if (before_era) year = 1 - year;
  return {fmt::format("{:04}-{:02}-{:02}", year, static_cast<unsigned>(date.month()),
                      static_cast<unsigned>(date.day())),
          before_era};
}

/// "04:05:06.5" of a time of any length.
std::string clock_text(std::uint64_t microseconds) {
  const std::uint64_t seconds = microseconds / kSecond;
  std::string out =
      fmt::format("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
  if (microseconds % kSecond != 0) {
    out += fmt::format(".{:06}", microseconds % kSecond);
    out.erase(out.find_last_not_of('0') + 1);
  }
  return out;
}

std::string moment_text(std::int64_t microseconds, const char* zone) {
  if (microseconds == std::numeric_limits<std::int64_t>::max()) return "infinity";
  if (microseconds == std::numeric_limits<std::int64_t>::min()) return "-infinity";
  std::int64_t days = microseconds / kDay;
  std::int64_t rest = microseconds % kDay;
  if (rest < 0) {
    rest += kDay;
    --days;
  }
  const Day day = day_of(days);
  return day.text + " " + clock_text(static_cast<std::uint64_t>(rest)) + zone +
         (day.before_era ? " BC" : "");
}

std::uint64_t magnitude(std::int64_t number) {
  return number < 0 ? 0 - static_cast<std::uint64_t>(number) : static_cast<std::uint64_t>(number);
}

}  // namespace

std::string date_text(std::int32_t days) {
  if (days == std::numeric_limits<std::int32_t>::max()) return "infinity";
  if (days == std::numeric_limits<std::int32_t>::min()) return "-infinity";
  const Day day = day_of(days);
  return day.text + (day.before_era ? " BC" : "");
}

std::string time_text(std::int64_t microseconds) { return clock_text(magnitude(microseconds)); }

std::string timetz_text(std::int64_t microseconds, std::int32_t west) {
  const std::uint64_t zone = magnitude(west);
  std::string out =
      time_text(microseconds) + (west <= 0 ? "+" : "-") + fmt::format("{:02}", zone / 3600);
  if (zone % 3600 != 0) out += fmt::format(":{:02}", zone / 60 % 60);
  if (zone % 60 != 0) out += fmt::format(":{:02}", zone % 60);
  return out;
}

std::string timestamp_text(std::int64_t microseconds) { return moment_text(microseconds, ""); }

std::string timestamptz_text(std::int64_t microseconds) { return moment_text(microseconds, "+00"); }

std::string interval_text(std::int64_t microseconds, std::int32_t days, std::int32_t months) {
  std::string out;
  bool before = false;  // the part before was negative, so a positive one shows its sign
  const auto part = [&](std::int32_t count, const char* unit) {
    if (count == 0) return;
    out += fmt::format("{}{}{} {}{}", out.empty() ? "" : " ", before && count > 0 ? "+" : "", count,
                       unit, count == 1 ? "" : "s");
    before = count < 0;
  };
  part(months / 12, "year");
  part(months % 12, "mon");
  part(days, "day");
  if (out.empty() || microseconds != 0) {
    out += fmt::format("{}{}{}", out.empty() ? "" : " ",
                       microseconds < 0 ? "-"
                       : before         ? "+"
                                        : "",
                       clock_text(magnitude(microseconds)));
  }
  return out;
}

}  // namespace goldwire::postgres
