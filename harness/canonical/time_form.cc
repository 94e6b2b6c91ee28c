// Each form is a mask of fields (Fields::of), '@' for a letter, BBB for a month's name; the rest is
// itself. Longer masks stand before those they begin with.
#include "harness/canonical/time_form.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace goldwire {
namespace {

/// Y year, M month, D day, h hour, m minute, s second, B month name, @ any letter.
constexpr std::array<std::string_view, 9> kMasks = {"YYYY-MM-DDThh:mm:ss",
                                                    "YYYY-MM-DD hh:mm:ss",
                                                    "YYYYMMDDThhmmss",
                                                    "@@@, DD BBB YYYY hh:mm:ss",
                                                    "@@@ BBB DD YYYY hh:mm:ss",
                                                    "YYYY-MM-DDThh:mm",
                                                    "YYYY-MM-DD hh:mm",
                                                    "YYYY-MM-DD",
                                                    "YYYYMMDD"};
constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

struct Fields {
  int year = 0;
  int month = 0;
  int day = 0;
  int hour = 0;
  int minute = 0;
  int second = 0;

  int* of(char mask) {
    switch (mask) {
      case 'Y':
        return &year;
      case 'M':
        return &month;
      case 'D':
        return &day;
      case 'h':
        return &hour;
      case 'm':
        return &minute;
      case 's':
        return &second;
      default:
        return nullptr;
    }
  }
  bool valid() const {
    return year >= 1900 && year <= 2200 && month >= 1 && month <= 12 && day >= 1 && day <= 31 &&
           hour < 24 && minute < 60 && second <= 60;
  }
};

std::optional<Fields> fit(std::string_view mask, std::string_view text) {
  if (text.size() < mask.size()) return std::nullopt;
  Fields fields;
  for (std::size_t i = 0; i < mask.size(); ++i) {
    if (mask.substr(i).starts_with("BBB")) {
      const std::size_t at = kMonths.find(text.substr(i, 3));
      if (at == std::string_view::npos || at % 3 != 0) return std::nullopt;
      fields.month = static_cast<int>(at / 3) + 1;
      i += 2;
    } else if (mask[i] == '@') {
      if (!is_letter(text[i])) return std::nullopt;
    } else if (int* field = fields.of(mask[i])) {
      if (!is_digit(text[i])) return std::nullopt;
      *field = *field * 10 + (text[i] - '0');
    } else if (mask[i] != text[i]) {
      return std::nullopt;
    }
  }
  if (!fields.valid()) return std::nullopt;
  return fields;
}

/// The length of a zone at the front of `text`: "Z", "+01", "+0100", "+01:00", " GMT", " GMT+0000";
/// how many minutes it is ahead of UTC is added to `minutes`.
std::size_t zone(std::string_view text, int& minutes) {
  if (text.starts_with('Z')) return 1;
  std::size_t at = text.starts_with(" GMT") ? 4 : 0;
  const bool offset_follows = text.size() >= at + 3 && (text[at] == '+' || text[at] == '-') &&
                              is_digit(text[at + 1]) && is_digit(text[at + 2]);
  if (!offset_follows) return at;
  const int sign = text[at] == '-' ? -1 : 1;
  const auto two_digits = [&](std::size_t i) { return (text[i] - '0') * 10 + (text[i + 1] - '0'); };
  int offset = two_digits(at + 1) * 60;
  at += 3;
  const std::size_t colon = at < text.size() && text[at] == ':' ? 1 : 0;
  if (text.size() >= at + colon + 2 && is_digit(text[at + colon]) &&
      is_digit(text[at + colon + 1])) {
    offset += two_digits(at + colon);
    at += colon + 2;
  }
  minutes += sign * offset;
  return at;
}

}  // namespace

std::optional<WrittenTime> written_time(std::string_view text) {
  if (text.size() < 8) return std::nullopt;
  for (const std::string_view mask : kMasks) {
    const std::optional<Fields> fields = fit(mask, text);
    if (!fields) continue;
    WrittenTime out;
    out.length = mask.size();
    out.day_only = mask.find('h') == std::string_view::npos;
    int minutes = 0;
    if (!out.day_only) {
      const auto point = [&](std::size_t at) {
        return at + 1 < text.size() && (text[at] == '.' || text[at] == ',') &&
               is_digit(text[at + 1]);
      };
      if (mask.ends_with("ss") && point(out.length)) {
        std::int64_t digit = 100'000'000;  // of nanoseconds
        for (++out.length; out.length < text.size() && is_digit(text[out.length]); ++out.length) {
          ++out.fraction;
          out.time += Duration(digit * (text[out.length] - '0'));
          digit /= 10;
        }
      }
      const std::size_t of_zone = zone(text.substr(out.length), minutes);
      out.zone = of_zone > 0;
      out.length += of_zone;
    }
    const auto day = std::chrono::sys_days(
        std::chrono::year(fields->year) / std::chrono::month(static_cast<unsigned>(fields->month)) /
        std::chrono::day(static_cast<unsigned>(fields->day)));
    out.time += day.time_since_epoch() + std::chrono::hours(fields->hour) +
                std::chrono::minutes(fields->minute - minutes) +
                std::chrono::seconds(fields->second);
    const bool ends =
        out.length == text.size() || !(is_digit(text[out.length]) || is_letter(text[out.length]));
    if (ends) return out;
  }
  return std::nullopt;
}

std::optional<CountedTime> counted_time(std::string_view text) {
  const std::string_view digits = text.substr(0, text.find('.'));
  if (digits.size() < 10 || digits.size() > 19 || (digits.size() - 10) % 3 != 0) {
    return std::nullopt;
  }
  if (!std::ranges::all_of(digits, is_digit)) return std::nullopt;
  const std::string_view fraction = text.substr(digits.size());
  if (fraction.size() == 1 ||
      !std::ranges::all_of(fraction.substr(fraction.empty() ? 0 : 1), is_digit)) {
    return std::nullopt;
  }
  std::int64_t count = 0;
  if (std::from_chars(digits.data(), digits.data() + digits.size(), count).ec != std::errc{}) {
    return std::nullopt;
  }
  // What the fraction adds is less than one of the unit, and times are told apart by far more.
  std::int64_t scale = 1;
  for (std::size_t i = digits.size(); i < 19; i += 3) scale *= 1000;
  constexpr std::int64_t kLatest = 4'102'444'800'000'000'000;
  if (count > kLatest / scale) return std::nullopt;
  return CountedTime{from_unix_nano(count * scale),
                     static_cast<EpochUnit>((digits.size() - 10) / 3)};
}

}  // namespace goldwire
