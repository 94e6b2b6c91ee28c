// One word for each property; a text has it or loses it.
#include "harness/canonical/value_shape.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <fmt/format.h>
#include <utility>
#include <vector>

#include "harness/canonical/time_form.h"

namespace goldwire {
namespace {

using Alphabet = ValueShape::Alphabet;
using Sign = ValueShape::Sign;

constexpr std::array<std::string_view, 4> kAlphabets = {"", "lower", "upper", "base64"};
constexpr std::array<std::string_view, 4> kSigns = {"", "positive", "unsigned", "negative"};
constexpr std::string_view kGiven = "given";
constexpr std::string_view kFraction = "fraction";
constexpr std::string_view kZone = "zone";

/// What programs write where they have no value: JavaScript, Java, Go, Python, C#, SQL.
constexpr std::array<std::string_view, 10> kNoValues = {
    "undefined",       "null",        "NULL", "NaN", "nil", "<nil>", "(nil)", "(null)",
    "[object Object]", "Invalid Date"};

/// Leading zeros that chance may take from a number: more than three of sixteen, or two of what is
/// written in base 32 to 62, happen once in some ten thousand values.
std::size_t slack(ValueClass value_class) { return value_class == ValueClass::hex ? 3 : 2; }

bool is_number(ValueClass value_class) {
  return value_class == ValueClass::integer || value_class == ValueClass::decimal;
}

bool is_word(ValueClass value_class) {
  return value_class == ValueClass::token || value_class == ValueClass::hex;
}

bool is_zero(std::string_view number) {
  return number.substr(0, number.find_first_of("eE")).find_first_of("123456789") ==
         std::string_view::npos;
}

bool has_sign(std::string_view number, Sign sign) {
  const bool zero = is_zero(number);
  const bool negative = number.starts_with('-') && !zero;
  switch (sign) {
    case Sign::positive:
      return !negative && !zero;
    case Sign::not_negative:
      return !negative;
    case Sign::negative:
      return negative;
    case Sign::any:
      break;
  }
  return true;
}

bool has_length(const ValueShape& shape, ValueClass value_class, std::size_t length) {
  if (shape.length == 0) return length >= shape.least;
  const std::size_t most = slack(value_class);
  return length + most >= shape.length && length <= shape.length + most;
}

/// Whether every character of `alphabet` is one of `wider`.
bool is_within(Alphabet alphabet, Alphabet wider) {
  return wider == Alphabet::any || alphabet == wider ||
         (wider == Alphabet::base64 && alphabet != Alphabet::any);
}

bool has_both(Sign a, Sign b, Sign one, Sign other) {
  return (a == one && b == other) || (a == other && b == one);
}

std::optional<std::size_t> count(std::string_view digits) {
  std::size_t out = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), out);
  constexpr std::size_t kMost = 1'000'000;
  if (error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
  return out > 0 && out <= kMost ? std::optional(out) : std::nullopt;
}

/// Where `word` stands in `names`, but for the first, which is no word.
std::size_t index_of(const std::array<std::string_view, 4>& names, std::string_view word) {
  const auto at = std::find(names.begin() + 1, names.end(), word);
  return at == names.end() ? 0 : static_cast<std::size_t>(at - names.begin());
}

/// Takes what `word` says; false when it says nothing of such values, or they know it already.
bool take_word(ValueShape& shape, ValueClass value_class, std::string_view word) {
  const bool token = value_class == ValueClass::token;
  const bool sized = shape.length != 0 || shape.least != 0;
  if (token && !sized && shape.alphabet == Alphabet::any) {
    shape.alphabet = static_cast<Alphabet>(index_of(kAlphabets, word));
    if (shape.alphabet != Alphabet::any) return true;
  }
  if (is_word(value_class) && !sized) {
    const bool open = word.ends_with("..");
    const auto characters = count(open ? word.substr(0, word.size() - 2) : word);
    if (characters) (open ? shape.least : shape.length) = *characters;
    if (characters) return true;
  }
  if (is_number(value_class) && shape.sign == Sign::any && !shape.fraction) {
    shape.sign = static_cast<Sign>(index_of(kSigns, word));
    if (shape.sign != Sign::any) return true;
  }
  const auto take = [&](bool& property, bool fits, std::string_view name) {
    return fits && word == name && !std::exchange(property, true);
  };
  const bool time = value_class == ValueClass::timestamp;
  return take(shape.given, (token && shape == ValueShape{}) || value_class == ValueClass::text,
              kGiven) ||
         take(shape.zone, time && !shape.fraction, kZone) ||
         take(shape.fraction, time || value_class == ValueClass::decimal, kFraction);
}

}  // namespace

std::string spell(const ValueShape& shape) {
  std::string out;
  const auto add = [&](std::string_view word) { out.append(" ").append(word); };
  if (shape.alphabet != Alphabet::any) add(kAlphabets[static_cast<std::size_t>(shape.alphabet)]);
  if (shape.length != 0) {
    add(fmt::format("{}", shape.length));
  } else if (shape.least != 0) {
    add(fmt::format("{}..", shape.least));
  }
  if (shape.given && out.empty()) add(kGiven);
  if (shape.sign != Sign::any) add(kSigns[static_cast<std::size_t>(shape.sign)]);
  if (shape.zone) add(kZone);
  if (shape.fraction) add(kFraction);
  return out;
}

ValueShape take_shape(ValueClass value_class, std::string_view& words) {
  ValueShape out;
  while (words.starts_with(' ')) {
    const std::size_t end = std::min(words.find(' ', 1), words.size());
    if (!take_word(out, value_class, words.substr(1, end - 1))) break;
    words.remove_prefix(end);
  }
  if (value_class == ValueClass::token && out != ValueShape{}) out.given = true;
  return out;
}

ValueShape kept(const ValueShape& shape, ValueClass value_class, std::string_view text) {
  if (shape.given && is_no_value(text)) return {};
  ValueShape out = shape;
  if (!is_within(alphabet_of(text), shape.alphabet)) out.alphabet = Alphabet::any;
  if (!has_length(shape, value_class, text.size())) out.length = out.least = 0;
  if (!has_sign(text, shape.sign)) {
    const bool zero = shape.sign == Sign::positive && has_sign(text, Sign::not_negative);
    out.sign = zero ? Sign::not_negative : Sign::any;
  }
  if (const auto time = shape.zone || shape.fraction ? written_time(text) : std::nullopt) {
    out.zone = shape.zone && time->zone;
    out.fraction = shape.fraction && time->fraction;
  } else {
    out.fraction = shape.fraction && has_fraction(text);
  }
  return out;
}

ValueShape common(const ValueShape& a, const ValueShape& b) {
  ValueShape out;
  out.given = a.given && b.given;
  if (is_within(a.alphabet, b.alphabet)) {
    out.alphabet = b.alphabet;
  } else {
    out.alphabet = is_within(b.alphabet, a.alphabet) ? a.alphabet : Alphabet::base64;
  }
  if (a.length == b.length) out.length = a.length;
  if (out.length == 0)
    out.least = std::min(std::max(a.length, a.least), std::max(b.length, b.least));
  if (a.sign == b.sign) {
    out.sign = a.sign;
  } else if (has_both(a.sign, b.sign, Sign::positive, Sign::not_negative)) {
    out.sign = Sign::not_negative;
  }
  out.fraction = a.fraction && b.fraction;
  out.zone = a.zone && b.zone;
  return out;
}

std::string said(const ValueShape& shape, ValueClass value_class) {
  constexpr std::array<std::string_view, 4> kOf = {
      "", "small letters and digits", "capital letters and digits", "letters of base64"};
  constexpr std::array<std::string_view, 4> kSaid = {"", "positive ", "not negative ", "negative "};
  const bool hex = value_class == ValueClass::hex;
  const std::string_view name = hex ? "hexadecimal number" : name_of(value_class);
  std::string out = shape.sign == Sign::any && name.front() == 'i' ? "an " : "a ";
  out.append(kSaid[static_cast<std::size_t>(shape.sign)]).append(name);
  std::vector<std::string> with;
  if (shape.zone) with.emplace_back("a zone");
  if (shape.fraction) with.emplace_back("a fraction");
  if (!with.empty()) out += " with " + fmt::format("{}", fmt::join(with, " and "));
  const std::string_view unit = hex ? "digits" : "characters";
  if (shape.length != 0) {
    out += fmt::format(" of {} {}", shape.length, unit);
  } else if (shape.least != 0) {
    out += fmt::format(" of {} {} or more", shape.least, unit);
  }
  if (shape.alphabet != Alphabet::any) {
    out += shape.length != 0 || shape.least != 0 ? ", " : " of ";
    out += kOf[static_cast<std::size_t>(shape.alphabet)];
  }
  return out;
}

bool is_no_value(std::string_view text) {
  return std::ranges::find(kNoValues, text) != kNoValues.end();
}

Alphabet alphabet_of(std::string_view text) {
  bool small = false;
  bool capital = false;
  for (const char c : text) {
    small = small || (c >= 'a' && c <= 'z');
    capital = capital || (c >= 'A' && c <= 'Z');
    const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (plain) continue;
    if (std::string_view("-_+/=").find(c) == std::string_view::npos) return Alphabet::any;
    small = capital = true;
  }
  if (small && capital) return Alphabet::base64;
  return capital ? Alphabet::upper : Alphabet::lower;
}

bool has_fraction(std::string_view number) {
  return number.find_first_of(".eE") != std::string_view::npos;
}

}  // namespace goldwire
