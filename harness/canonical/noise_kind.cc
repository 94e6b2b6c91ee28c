// Spelled with the least that says it; judged by minutes, and by days what is counted in them.
#include "harness/canonical/noise_kind.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <fmt/format.h>
#include <utility>

namespace goldwire {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;

using Wide = std::chrono::duration<double>;  // centuries both ways

/// Clocks of hosts that nobody sets, and what happens between a time's making and its sending.
constexpr Duration kClose = minutes(5);
/// Summer time.
constexpr Duration kZoneChange = hours(1);
/// What months differ by, and a weekend with a holiday beside it.
constexpr Duration kCalendar = days(3);
/// Clocks that are set right differ by less.
constexpr Duration kSet = minutes(1);

constexpr std::array<std::string_view, 4> kUnits = {"s", "ms", "us", "ns"};
constexpr std::array<std::string_view, 4> kUnitNames = {"seconds", "milliseconds", "microseconds",
                                                        "nanoseconds"};
constexpr std::string_view kNow = "now";

/// "+24h", "-30d"; nothing for less than a minute.
std::string offset_text(Duration offset) {
  const auto count = std::chrono::round<minutes>(offset).count();
  if (count == 0) return {};
  const char* const sign = count < 0 ? "-" : "+";
  const auto size = count < 0 ? -count : count;
  if (size >= 2 * 1440 && size % 1440 == 0) return fmt::format("{}{}d", sign, size / 1440);
  if (size % 60 == 0) return fmt::format("{}{}h", sign, size / 60);
  return fmt::format("{}{}m", sign, size);
}

std::optional<Duration> read_offset(std::string_view text) {
  if (text.empty()) return Duration{};
  if (text.size() < 3 || (text.front() != '+' && text.front() != '-')) return std::nullopt;
  const std::string_view digits = text.substr(1, text.size() - 2);
  std::int32_t count = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), count);
  if (error != std::errc{} || end != digits.data() + digits.size() || digits.front() == '-') {
    return std::nullopt;
  }
  constexpr std::int32_t kMost = 1'000'000;  // of minutes, hours or days within some 290 years
  if (count > kMost || (text.back() == 'd' && count > kMost / 10)) return std::nullopt;
  if (text.front() == '-') count = -count;
  switch (text.back()) {
    case 'm':
      return minutes(count);
    case 'h':
      return hours(count);
    case 'd':
      return days(count);
    default:
      return std::nullopt;
  }
}

/// How far from its relation a time may lie. Nothing is `written` of what is counted.
Duration slack_of(Duration relation, const std::optional<WrittenTime>& written) {
  const Duration size = std::chrono::abs(relation);
  const bool day_only = written && written->day_only;
  if (size >= days(2) || (day_only && size >= days(1))) return kCalendar;
  if (day_only) return days(1);
  const bool local = written && !written->zone;
  return local || size >= days(1) ? kClose + kZoneChange : kClose;
}

/// From `call` to `time`; nothing when centuries lie between that nanoseconds cannot count.
std::optional<Duration> distance(Time call, Time time) {
  constexpr auto kMost = std::chrono::floor<std::chrono::seconds>(Duration::max());
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time.time_since_epoch()) -
                       std::chrono::floor<std::chrono::seconds>(call.time_since_epoch());
  if (std::chrono::abs(seconds) >= kMost) return std::nullopt;
  return time - call;
}

}  // namespace

std::string name_of(const NoiseKind& kind) {
  std::string out(name_of(kind.value_class));
  if (kind.after_call && kind.value_class == ValueClass::epoch) {
    out.append(" ").append(kUnits[static_cast<std::size_t>(kind.unit)]);
  }
  if (kind.after_call) out.append(" ").append(kNow) += offset_text(*kind.after_call);
  return out + spell(kind.shape);
}

std::string_view class_in(std::string_view name) { return name.substr(0, name.find(' ')); }

std::optional<NoiseKind> noise_kind_named(std::string_view name) {
  const std::string_view first = class_in(name);
  const std::optional<ValueClass> value_class = value_class_named(first);
  if (!value_class) return std::nullopt;
  NoiseKind out{*value_class, std::nullopt, EpochUnit::seconds, {}};
  std::string_view rest = name.substr(first.size());
  const auto take = [&]() -> std::string_view {
    if (!rest.starts_with(' ')) return {};
    const std::string_view word = rest.substr(1, rest.find(' ', 1) - 1);
    rest.remove_prefix(1 + word.size());
    return word;
  };
  if (*value_class == ValueClass::epoch && !rest.empty()) {
    const auto at = std::ranges::find(kUnits, take());
    if (at == kUnits.end() || rest.empty()) return std::nullopt;
    out.unit = static_cast<EpochUnit>(at - kUnits.begin());
  }
  const bool time = *value_class == ValueClass::timestamp || *value_class == ValueClass::epoch;
  if (time && rest.substr(std::min<std::size_t>(rest.size(), 1)).starts_with(kNow)) {
    out.after_call = read_offset(take().substr(kNow.size()));
    if (!out.after_call) return std::nullopt;
  } else if (*value_class == ValueClass::epoch && !rest.empty()) {
    return std::nullopt;
  }
  out.shape = take_shape(*value_class, rest);
  if (!rest.empty()) return std::nullopt;
  return out;
}

NoiseKind common(const NoiseKind& a, const NoiseKind& b) {
  NoiseKind out{a.value_class, std::nullopt, EpochUnit::seconds, common(a.shape, b.shape)};
  if (a.after_call != b.after_call || a.unit != b.unit) return out;
  out.after_call = a.after_call;
  out.unit = a.unit;
  return out;
}

std::optional<Duration> after_call(std::string_view text, Time call) {
  if (const std::optional<CountedTime> counted = counted_time(text)) {
    return distance(call, counted->time);
  }
  const std::optional<WrittenTime> written = written_time(text);
  if (!written || written->length != text.size()) return std::nullopt;
  return distance(written->day_only ? Time(std::chrono::floor<days>(call)) : call, written->time);
}

std::optional<Duration> after_call(std::string_view text, const NoiseKind& kind,
                                   const CallTime& call) {
  std::optional<Duration> here = after_call(text, call.begin);
  if (!here) return here;
  constexpr Duration kMost = Duration::max() - days(1000);  // so that any clock can be taken out
  here = std::clamp(*here, -kMost, kMost);
  const Wide wanted = kind.after_call.value_or(Duration{});
  const auto off = [&](Duration clock) { return std::chrono::abs(Wide(*here - clock) - wanted); };
  const auto nearest = std::ranges::min_element(call.clocks, {}, off);
  return nearest == call.clocks.end() ? *here : *here - *nearest;
}

bool keeps_relation(std::string_view text, const NoiseKind& kind, const CallTime& call) {
  if (!kind.after_call) return true;
  const std::optional<CountedTime> counted = counted_time(text);
  if (kind.value_class == ValueClass::epoch && (!counted || counted->unit != kind.unit)) {
    return false;
  }
  const std::optional<Duration> here = after_call(text, kind, call);
  if (!here) return false;
  const std::optional<WrittenTime> written = counted ? std::nullopt : written_time(text);
  const Wide after(*here);
  const Wide wanted(*kind.after_call);
  const Wide early(call.since);
  const Wide late(call.took);
  if (wanted > Wide(kSet) && after < -early - kSet) return false;
  if (wanted < -Wide(kSet) && after > late + kSet) return false;
  const Wide slack(slack_of(*kind.after_call, written));
  return after >= wanted - early - slack && after <= wanted + late + slack;
}

bool has_shape(const NoiseKind& kind, std::string_view text) {
  return kept(kind.shape, kind.value_class, text) == kind.shape;
}

NoiseKind kept(const NoiseKind& kind, std::string_view text, const CallTime& call) {
  NoiseKind out = kind;
  out.shape = kept(kind.shape, kind.value_class, text);
  if (keeps_relation(text, kind, call)) return out;
  out.after_call.reset();
  out.unit = EpochUnit::seconds;
  return out;
}

std::string length_text(Duration duration) {
  using std::chrono::seconds;
  using std::chrono::years;
  const Duration size = std::chrono::abs(duration);
  const std::array<std::pair<Duration, std::string_view>, 6> units = {
      {{Duration(years(1)), "years"},
       {Duration(days(1)), "days"},
       {Duration(hours(1)), "h"},
       {Duration(minutes(1)), "min"},
       {Duration(seconds(1)), "s"},
       {Duration(std::chrono::milliseconds(1)), "ms"}}};
  for (const auto& [unit, name] : units) {
    if (size >= 2 * unit) return fmt::format("{} {}", size / unit, name);
  }
  return fmt::format("{} ms", size / Duration(std::chrono::milliseconds(1)));
}

std::string_view name_of(EpochUnit unit) { return kUnitNames[static_cast<std::size_t>(unit)]; }

}  // namespace goldwire
