// Value classes by their characters, and words by what surrounds them.
#include "harness/canonical/value_class.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>

#include "harness/canonical/time_form.h"

namespace goldwire {
namespace {

constexpr std::array<std::string_view, 10> kNames = {
    "uuid", "timestamp", "epoch", "integer", "decimal", "hex", "token", "text", "octets", "any"};

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }
/// Octets of UTF-8 beyond ASCII belong to words.
bool is_word(char c) {
  return is_digit(c) || is_lower(c) || is_upper(c) || static_cast<unsigned char>(c) >= 0x80;
}
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

bool is_uuid(std::string_view text) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < 36; ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? text[i] != '-' : !is_hex(text[i])) return false;
  }
  return true;
}

bool is_integer(std::string_view text) {
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  return !text.empty() && std::ranges::all_of(text, is_digit);
}

bool is_decimal(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error != std::errc::invalid_argument && end == text.data() + text.size() &&
         std::ranges::any_of(text, is_digit);
}

bool is_hex_word(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, is_hex) &&
         !(std::ranges::any_of(text, is_lower) && std::ranges::any_of(text, is_upper));
}

bool is_written_time(std::string_view text) {
  const std::optional<WrittenTime> time = written_time(text);
  return time && time->length == text.size();
}

/// Letters and digits change places as they do in random text, and hardly in words.
bool looks_random(std::string_view text) {
  const auto kind = [](char c) { return is_digit(c) ? 0 : is_lower(c) ? 1 : 2; };
  std::size_t changes = 0;
  for (std::size_t i = 1; i < text.size(); ++i)
    changes += kind(text[i]) != kind(text[i - 1]) ? 1U : 0U;
  return changes * 4 >= text.size() && changes >= 2;
}

/// The length of a random-looking run of words joined by `joints` at the front of `text`.
std::size_t random_run(std::string_view text, std::string_view joints) {
  std::size_t length = 0;
  std::size_t piece = 0;
  const auto piece_is_random = [&] {
    const std::string_view word = text.substr(piece, length - piece);
    return word.size() <= 3 || looks_random(word);
  };
  while (length < text.size()) {
    const char c = text[length];
    if (joints.find(c) != std::string_view::npos) {
      if (!piece_is_random()) return 0;
      piece = length + 1;
    } else if (!is_digit(c) && !is_lower(c) && !is_upper(c)) {
      break;
    }
    ++length;
  }
  if (length < 20 || !piece_is_random() || !looks_random(text.substr(0, length))) return 0;
  while (length < text.size() && text[length] == '=') ++length;
  return length;
}

/// "%2F" (RFC 3986 section 2.1) stands between words, as what it encodes mostly does.
bool encoded_octet(std::string_view text) {
  return text.size() >= 3 && text[0] == '%' && is_hex(text[1]) && is_hex(text[2]);
}

/// The length of the word at the front of `text`, which begins with a word character. `before` is
/// the character in front of it: after a '/', a '/' is no letter of base64 but divides a path, and
/// after a point a point begins no fraction.
std::size_t word_length(std::string_view text, char before) {
  const auto ends_at = [&](std::size_t at) { return at >= text.size() || !is_word(text[at]); };
  if (text.size() >= 36 && is_uuid(text.substr(0, 36)) && ends_at(36)) return 36;
  if (const std::optional<WrittenTime> time = written_time(text)) return time->length;
  if (const std::size_t run = random_run(text, before == '/' ? "-_" : "-_+/"); run > 0) return run;
  std::size_t length = 0;
  while (length < text.size() && is_word(text[length])) ++length;
  // A fraction: digits, a point, digits, and no further point (that would be an address or a
  // version).
  const bool digits = std::ranges::all_of(text.substr(0, length), is_digit);
  if (digits && before != '.' && length + 1 < text.size() && text[length] == '.' &&
      is_digit(text[length + 1])) {
    std::size_t end = length + 1;
    while (end < text.size() && is_digit(text[end])) ++end;
    if (ends_at(end) && !(end + 1 < text.size() && text[end] == '.' && is_word(text[end + 1]))) {
      return end;
    }
  }
  return length;
}

}  // namespace

std::string_view name_of(ValueClass value_class) {
  return kNames[static_cast<std::size_t>(value_class)];
}

std::optional<ValueClass> value_class_named(std::string_view name) {
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    if (kNames[i] == name) return static_cast<ValueClass>(i);
  }
  return std::nullopt;
}

bool fits(std::string_view text, ValueClass value_class) {
  switch (value_class) {
    case ValueClass::uuid:
      return is_uuid(text);
    case ValueClass::timestamp:
      return is_written_time(text);
    case ValueClass::epoch:
      return counted_time(text).has_value();
    case ValueClass::integer:
      return is_integer(text);
    case ValueClass::decimal:
      return is_decimal(text);
    case ValueClass::hex:
      return is_hex_word(text);
    case ValueClass::token:
      return !text.empty() && std::ranges::none_of(text, is_space);
    case ValueClass::text:
    case ValueClass::octets:
      return !text.empty();
    case ValueClass::any:
      break;
  }
  return true;
}

ValueClass common_class(std::span<const std::string_view> texts, std::span<const Time> times) {
  const auto all = [&](ValueClass value_class) {
    return std::ranges::all_of(texts,
                               [&](std::string_view text) { return fits(text, value_class); });
  };
  if (all(ValueClass::uuid)) return ValueClass::uuid;
  if (all(ValueClass::epoch)) {
    bool near = true;
    for (std::size_t i = 0; i < texts.size(); ++i) {
      const Time time = i < times.size() ? times[i] : Time{};
      near = near && std::chrono::abs(counted_time(texts[i])->time - time) < std::chrono::days(400);
    }
    if (near) return ValueClass::epoch;
  }
  if (all(ValueClass::timestamp)) return ValueClass::timestamp;
  if (all(ValueClass::integer)) return ValueClass::integer;
  if (all(ValueClass::decimal)) return ValueClass::decimal;
  if (all(ValueClass::hex)) {
    // Few characters may be hexadecimal by chance.
    std::size_t characters = 0;
    for (const std::string_view text : texts) characters += text.size();
    if (characters >= 16) return ValueClass::hex;
  }
  if (all(ValueClass::token)) return ValueClass::token;
  return all(ValueClass::text) ? ValueClass::text : ValueClass::any;
}

bool is_own_time(std::string_view text, Time time) {
  if (const std::optional<CountedTime> counted = counted_time(text)) {
    return std::chrono::abs(counted->time - time) < std::chrono::days(1);
  }
  const std::optional<WrittenTime> written = written_time(text);
  if (!written || written->length != text.size()) return false;
  const auto window = written->day_only ? std::chrono::days(2) : std::chrono::days(1);
  return std::chrono::abs(written->time - time) < window;
}

bool is_distinctive(std::string_view text, ValueClass value_class) {
  switch (value_class) {
    case ValueClass::uuid:
      return true;
    case ValueClass::hex:
      return text.size() >= 16;
    case ValueClass::token:
      return text.size() >= 12 && looks_random(text);
    default:
      return false;
  }
}

std::vector<Word> words_of(std::string_view text) {
  std::vector<Word> out;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t length = 0;
    const bool word = is_word(text[at]);
    if (word) {
      length = word_length(text.substr(at), at > 0 ? text[at - 1] : ' ');
    } else {
      while (at + length < text.size() && !is_word(text[at + length])) {
        length += encoded_octet(text.substr(at + length)) ? 3 : 1;
      }
    }
    out.push_back({text.substr(at, length), word});
    at += length;
  }
  return out;
}

std::optional<std::vector<std::pair<std::string_view, std::string_view>>> word_differences(
    std::string_view a, std::string_view b) {
  const std::vector<Word> left = words_of(a);
  const std::vector<Word> right = words_of(b);
  if (left.size() != right.size()) return std::nullopt;
  std::vector<std::pair<std::string_view, std::string_view>> out;
  for (std::size_t i = 0; i < left.size(); ++i) {
    if (left[i].text == right[i].text) continue;
    if (!left[i].word || !right[i].word) return std::nullopt;
    out.emplace_back(left[i].text, right[i].text);
  }
  return out;
}

}  // namespace goldwire
