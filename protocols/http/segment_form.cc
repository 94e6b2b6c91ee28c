// Segment form: one test for each kind of value.
#include "protocols/http/segment_form.h"

#include <algorithm>

#include "protocols/http/target.h"

namespace goldwire::http {
namespace {

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
constexpr bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
constexpr bool is_alpha(char c) { return is_lower(c) || is_upper(c); }
constexpr bool is_alnum(char c) { return is_alpha(c) || is_digit(c); }
constexpr bool is_hex(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}
constexpr bool is_separator(char c) { return c == '-' || c == '_' || c == ':'; }

bool all(std::string_view text, bool (*is)(char)) {
  return !text.empty() && std::ranges::all_of(text, is);
}
bool any(std::string_view text, bool (*is)(char)) { return std::ranges::any_of(text, is); }
std::size_t count(std::string_view text, bool (*is)(char)) {
  return static_cast<std::size_t>(std::ranges::count_if(text, is));
}

/// 8-4-4-4-12 hex digits (RFC 9562), in braces or not.
bool is_uuid(std::string_view text) {
  if (text.size() == 38 && text.front() == '{' && text.back() == '}') text = text.substr(1, 36);
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? text[i] != '-' : !is_hex(text[i])) return false;
  }
  return true;
}

/// Two digits from `least` to `most`.
bool is_between(std::string_view two, int least, int most) {
  if (two.size() != 2 || !all(two, is_digit)) return false;
  const int number = (two[0] - '0') * 10 + (two[1] - '0');
  return number >= least && number <= most;
}

/// ISO 8601: YYYY-MM-DD, alone or before a time; YYYY-MM; YYYY-Www.
bool is_date(std::string_view text) {
  if (text.size() < 7 || !all(text.substr(0, 4), is_digit) || text[4] != '-') return false;
  if (text[5] == 'W') return text.size() == 8 && is_between(text.substr(6), 1, 53);
  if (!is_between(text.substr(5, 2), 1, 12)) return false;
  if (text.size() == 7) return true;
  return text.size() >= 10 && text[7] == '-' && is_between(text.substr(8, 2), 1, 31) &&
         (text.size() == 10 || text[10] == 'T' || text[10] == ' ');
}

/// 2.0, 1.10.3, 2024.1: short numbers between dots.
bool is_version(std::string_view text) {
  std::size_t parts = 0;
  while (true) {
    const std::size_t dot = text.find('.');
    const std::string_view part = text.substr(0, dot);
    if (!all(part, is_digit) || part.size() > (parts == 0 ? 4U : 2U)) return false;
    ++parts;
    if (dot == std::string_view::npos) return parts == 2 || parts == 3;
    text.remove_prefix(dot + 1);
  }
}

/// 42, -7, +49-30-1234567, 4111 1111 1111 1111, 10.0.0.1, 52.5200,13.4050, 0-99.
bool is_numeric(std::string_view text) {
  if (all(text, is_digit)) return true;
  const auto part = [](char c) {
    return is_digit(c) || std::string_view("+-.,:_ ()").find(c) != std::string_view::npos;
  };
  return std::ranges::all_of(text, part) && any(text, is_digit) && !is_version(text);
}

/// How often the kind of character (digit, lower, upper) changes between two that stand side by
/// side; a capital that starts a word is no change.
std::size_t changes(std::string_view text) {
  std::size_t total = 0;
  for (std::size_t i = 1; i < text.size(); ++i) {
    const char a = text[i - 1];
    const char b = text[i];
    if (!is_alnum(a) || !is_alnum(b)) continue;
    const bool word = is_upper(a) && is_lower(b);
    const bool same = is_digit(a) == is_digit(b) && is_lower(a) == is_lower(b);
    if (!same && !word) ++total;
  }
  return total;
}

/// Digests, object ids and their abbreviations, with 0x or without. "deadbeef" and "facade" are
/// words, "3f2a91c" is none.
bool is_hash(std::string_view text) {
  if (text.starts_with("0x") && text.size() >= 8) return all(text.substr(2), is_hex);
  if (!all(text, is_hex) || !any(text, is_digit)) return false;
  return text.size() >= 12 || (text.size() >= 7 && count(text, is_digit) >= 2 &&
                               count(text, is_alpha) >= 2 && changes(text) >= 2);
}

/// v1, V2, v1beta1.
bool is_named_version(std::string_view text) {
  return text.size() >= 2 && (text[0] == 'v' || text[0] == 'V') && is_digit(text[1]);
}

/// The generated part of an id: digits among letters as no one would type them.
bool is_random(std::string_view text) {
  if (text.size() < 5 || !all(text, is_alnum) || is_named_version(text)) return false;
  if (is_hash(text)) return true;
  if (any(text, is_digit) && any(text, is_alpha)) {
    const bool mixed = any(text, is_lower) && any(text, is_upper);
    return mixed || (changes(text) >= 2 && count(text, is_digit) >= 2);
  }
  return text.size() >= 10 && changes(text) >= text.size() / 3;
}

/// UN M.49 regions that locales name: es-419, en-001, en-150.
bool is_region(std::string_view kind, std::string_view number) {
  return kind.size() == 2 && (number == "419" || number == "001" || number == "150");
}

bool is_year(std::string_view text) {
  return text.size() == 4 && (text.starts_with("19") || text.starts_with("20"));
}

/// pi_3NabcD91xyz, ord-10023, user:42017, acct-3f2504e0-4f89-...: a kind, then what was generated.
bool is_prefixed_id(std::string_view text) {
  constexpr std::size_t kUuid = 36;
  if (text.size() > kUuid + 1 && is_separator(text[text.size() - kUuid - 1]) &&
      is_uuid(text.substr(text.size() - kUuid))) {
    return true;
  }
  const std::size_t at = text.find_last_of("_-:");
  if (at == std::string_view::npos || at == 0) return false;
  const std::string_view kind = text.substr(0, at);
  const std::string_view rest = text.substr(at + 1);
  const auto of_kind = [](char c) { return is_alpha(c) || is_separator(c); };
  if (!std::ranges::all_of(kind, of_kind)) return false;
  if (!all(rest, is_digit)) return is_random(rest);
  // A route that changes where a counter gets another digit is worse than one that says too little,
  // for the path itself is told as well; but "utf-8" and "step-2" are words, and slugs
  // ("part-two-2024") end in numbers, too.
  const bool slug = any(kind, is_separator) && (is_year(rest) || rest.size() < 3);
  return rest.size() >= 2 && !slug && !is_region(kind, rest);
}

/// INV7, user12345: capitals, then a number; a word, then a long one.
bool is_numbered(std::string_view text) {
  const std::size_t letters =
      static_cast<std::size_t>(std::ranges::find_if_not(text, is_alpha) - text.begin());
  const std::string_view number = text.substr(letters);
  if (letters == 0 || !all(number, is_digit) || is_named_version(text)) return false;
  return number.size() >= 5 || (letters >= 2 && all(text.substr(0, letters), is_upper));
}

/// ISO 13616, with its check digits right.
bool is_iban(std::string_view text) {
  if (text.size() < 15 || text.size() > 34 || !all(text, is_alnum)) return false;
  if (!is_alpha(text[0]) || !is_alpha(text[1]) || !all(text.substr(2, 2), is_digit)) return false;
  unsigned rest = 0;
  const auto take = [&rest](char c) {
    if (is_digit(c)) {
      rest = (rest * 10 + static_cast<unsigned>(c - '0')) % 97;
    } else {
      rest = (rest * 100 + static_cast<unsigned>((c | 0x20) - 'a') + 10) % 97;
    }
  };
  std::ranges::for_each(text.substr(4), take);
  std::ranges::for_each(text.substr(0, 4), take);
  return rest == 1;
}

/// ULID, KSUID, cuid, nanoid, base64 and base64url: long, and digits and letters much mixed.
bool is_token(std::string_view text) {
  while (text.ends_with('=')) text.remove_suffix(1);
  const auto of_token = [](char c) {
    return is_alnum(c) || is_separator(c) || c == '+' || c == '/';
  };
  if (text.size() < 16 || !std::ranges::all_of(text, of_token)) return false;
  return any(text, is_digit) && changes(text) >= text.size() / 4;
}

/// A JSON Web Token (RFC 7519): its header is a JSON object, so it begins with `{"`.
bool is_jwt(std::string_view text) {
  return text.starts_with("eyJ") && std::ranges::count(text, '.') == 2;
}

bool is_mail_address(std::string_view text) {
  const std::size_t at = text.find('@');
  return at != std::string_view::npos && at > 0 && text.find('.', at) != std::string_view::npos;
}

std::string_view placeholder(SegmentForm form) {
  return form == SegmentForm::date ? "{date}" : "{id}";
}

/// A part of a segment, decoded; false when it stays.
bool append_value(std::string& out, std::string_view text) {
  const SegmentForm form = form_of(text);
  if (form == SegmentForm::word) return false;
  out += placeholder(form);
  return true;
}

/// 42.json, 3f2a....pdf, app.3f2a91c8.js: the extension says the kind, not the one.
bool append_file_name(std::string& out, std::string_view text) {
  const std::size_t dot = text.rfind('.');
  if (dot == std::string_view::npos || dot == 0 || text.size() - dot > 6) return false;
  const std::string_view extension = text.substr(dot + 1);
  if (!all(extension, is_alnum) || !is_alpha(extension.front())) return false;
  const std::string_view stem = text.substr(0, dot);
  if (append_value(out, stem)) {
    out += text.substr(dot);
    return true;
  }
  const std::size_t inner = stem.rfind('.');
  if (inner == std::string_view::npos || inner == 0 || !is_random(stem.substr(inner + 1))) {
    return false;
  }
  out += stem.substr(0, inner + 1);
  out += "{id}";
  out += text.substr(dot);
  return true;
}

/// OData: Users(42), Users('ann'), Lines(Order=1,Line=2).
bool append_key(std::string& out, std::string_view text) {
  const std::size_t open = text.find('(');
  if (open == std::string_view::npos || open == 0 || !text.ends_with(')')) return false;
  const std::string_view key = text.substr(open + 1, text.size() - open - 2);
  const bool value =
      key.find_first_of("='") != std::string_view::npos || form_of(key) != SegmentForm::word;
  if (key.empty() || !value || !all(text.substr(0, open), is_alnum)) return false;
  out += text.substr(0, open + 1);
  out += "{id})";
  return true;
}

void append_plain(std::string& out, std::string_view segment) {
  const std::string text = percent_decoded(segment);
  if (append_value(out, text) || append_file_name(out, text) || append_key(out, text)) return;
  out += segment;
}

}  // namespace

SegmentForm form_of(std::string_view text) {
  if (text.empty()) return SegmentForm::word;
  if (is_date(text)) return SegmentForm::date;
  const bool id = is_numeric(text) || is_uuid(text) || is_hash(text) || is_prefixed_id(text) ||
                  is_numbered(text) || is_iban(text) || is_token(text) || is_jwt(text) ||
                  is_mail_address(text);
  return id ? SegmentForm::id : SegmentForm::word;
}

void append_segment(std::string& out, std::string_view segment) {
  // Matrix parameters (RFC 3986 section 3.3): the names stay.
  std::size_t end = segment.find(';');
  append_plain(out, segment.substr(0, end));
  while (end != std::string_view::npos) {
    segment.remove_prefix(end + 1);
    end = segment.find(';');
    const std::string_view parameter = segment.substr(0, end);
    const std::size_t equals = parameter.find('=');
    out += ';';
    if (equals == std::string_view::npos) {
      append_plain(out, parameter);
    } else {
      out += parameter.substr(0, equals + 1);
      append_plain(out, parameter.substr(equals + 1));
    }
  }
}

}  // namespace goldwire::http
