// Durations: a number and a unit.
#include "harness/golden/duration_text.h"

#include <array>
#include <charconv>
#include <cmath>
#include <utility>

namespace goldwire {
namespace {

constexpr std::array<std::pair<std::string_view, double>, 6> kUnits{
    {{"", 1e9}, {"us", 1e3}, {"ms", 1e6}, {"s", 1e9}, {"m", 60e9}, {"h", 3600e9}}};

}  // namespace

std::optional<Duration> read_duration(std::string_view text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || !std::isfinite(number) || number < 0) return std::nullopt;
  const std::string_view unit(end, text.data() + text.size());
  for (const auto& [name, nanoseconds] : kUnits) {
    if (unit != name) continue;
    const double total = std::round(number * nanoseconds);
    if (total > 9e18) return std::nullopt;
    return Duration(static_cast<Duration::rep>(total));
  }
  return std::nullopt;
}

Duration rounded_up(Duration duration) {
  Duration::rep step = 1;
  while (duration.count() / step >= 1000) step *= 10;
  return Duration((duration.count() + step - 1) / step * step);
}

std::string spell_duration(Duration duration) {
  const auto nanoseconds = duration.count();
  const auto spelled = [&](Duration::rep unit, std::string_view name) {
    std::string text = std::to_string(nanoseconds / unit);
    if (const auto rest = nanoseconds % unit; rest != 0) {
      text += '.' + std::to_string(unit + rest).substr(1);  // with its zeros in front
      text.erase(text.find_last_not_of('0') + 1);
    }
    return text.append(name);
  };
  if (nanoseconds == 0 || nanoseconds >= 1'000'000'000) return spelled(1'000'000'000, "s");
  if (nanoseconds >= 1'000'000) return spelled(1'000'000, "ms");
  return spelled(1'000, "us");
}

}  // namespace goldwire
