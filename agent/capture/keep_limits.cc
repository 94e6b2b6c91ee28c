// Numbers and their units.
#include "agent/capture/keep_limits.h"

#include <array>
#include <charconv>
#include <chrono>
#include <fmt/format.h>

namespace goldwire {
namespace {

constexpr std::uint64_t kMost = 1'000'000'000'000'000;  ///< of octets; of ns it is 11 days
constexpr Duration kLongest = std::chrono::hours(24 * 365);
constexpr std::uint64_t kLeast = 1'000'000;

struct SizeUnit {
  std::string_view name;
  std::uint64_t octets;
};
constexpr std::array kSizes{SizeUnit{"kB", 1000},      SizeUnit{"KB", 1000},
                            SizeUnit{"MB", 1'000'000}, SizeUnit{"GB", 1'000'000'000},
                            SizeUnit{"KiB", 1U << 10}, SizeUnit{"MiB", 1U << 20},
                            SizeUnit{"GiB", 1U << 30}};
struct TimeUnit {
  std::string_view name;
  std::chrono::seconds length;
};
constexpr std::array kTimes{
    TimeUnit{"s", std::chrono::seconds(1)}, TimeUnit{"m", std::chrono::minutes(1)},
    TimeUnit{"h", std::chrono::hours(1)}, TimeUnit{"d", std::chrono::hours(24)}};

/// One of the two; false when `text` is neither, out of bounds, or there already.
bool read_one(std::string_view text, KeepLimits& limits) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || number == 0 || number > kMost) return false;
  const std::string_view unit(end, text.data() + text.size());
  for (const TimeUnit& one : kTimes) {
    if (unit != one.name) continue;
    const auto most = static_cast<std::uint64_t>(kLongest / one.length);
    if (number > most || limits.time != Duration{}) return false;
    limits.time = static_cast<std::int64_t>(number) * Duration(one.length);
    return true;
  }
  for (const SizeUnit& one : kSizes) {
    if (unit != one.name) continue;
    if (number > kMost / one.octets || number * one.octets < kLeast || limits.size != 0) {
      return false;
    }
    limits.size = number * one.octets;
    return true;
  }
  return false;
}

}  // namespace

Result<KeepLimits> KeepLimits::parse(std::string_view text) {
  KeepLimits limits;
  const std::size_t comma = text.find(',');
  bool read = read_one(text.substr(0, comma), limits);
  if (read && comma != std::string_view::npos) read = read_one(text.substr(comma + 1), limits);
  if (read) return limits;
  return failure(fmt::format("'{}' says neither how long nor how much (1MB or more) to keep", text),
                 {}, "write for instance 5m, 200MB, or 5m,200MB");
}

}  // namespace goldwire
