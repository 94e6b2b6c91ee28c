// Routes: each segment is judged by its own form.
#include "protocols/http/route.h"

#include <algorithm>

#include "protocols/http/target.h"

namespace goldwire::http {
namespace {

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
constexpr bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
constexpr bool is_alpha(char c) { return is_lower(c) || is_upper(c); }
constexpr bool is_hex(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool all(std::string_view text, bool (*is)(char)) {
  return !text.empty() && std::ranges::all_of(text, is);
}
bool any(std::string_view text, bool (*is)(char)) { return std::ranges::any_of(text, is); }

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

/// YYYY-MM-DD, alone or before a time.
bool is_date(std::string_view text) {
  if (text.size() < 10 || text[4] != '-' || text[7] != '-') return false;
  if (!all(text.substr(0, 4), is_digit) || !all(text.substr(5, 2), is_digit)) return false;
  return all(text.substr(8, 2), is_digit) && (text.size() == 10 || text[10] == 'T');
}

/// Digests and object ids: 12 hex digits or more, not a word.
bool is_long_hex(std::string_view text) {
  return text.size() >= 12 && all(text, is_hex) && any(text, is_digit);
}

/// How often the kind of character (digit, lower, upper) changes; a capital that starts a word is
/// none.
std::size_t changes(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t i = 1; i < text.size(); ++i) {
    const char a = text[i - 1];
    const char b = text[i];
    const bool word = is_upper(a) && is_lower(b);
    const bool same = (is_digit(a) && is_digit(b)) || (is_lower(a) && is_lower(b)) ||
                      (is_upper(a) && is_upper(b));
    if (!same && !word) ++count;
  }
  return count;
}

bool is_word_character(char c) { return is_alpha(c) || is_digit(c); }

/// The generated part of an id: digits among letters as no one would type them.
bool is_random(std::string_view text) {
  if (text.size() < 5 || !all(text, is_word_character)) return false;
  if (any(text, is_digit) && any(text, is_alpha)) {
    return changes(text) >= 2 || (any(text, is_lower) && any(text, is_upper));
  }
  return text.size() >= 10 && changes(text) >= text.size() / 3;
}

/// pi_3NabcD91xyz, cus_Nffr..., ord-10023, user:42017: a short kind, then what was generated.
bool is_prefixed_id(std::string_view text) {
  const std::size_t at = text.find_last_of("_-:");
  if (at == std::string_view::npos || at == 0) return false;
  const std::string_view kind = text.substr(0, at);
  const std::string_view rest = text.substr(at + 1);
  const auto of_kind = [](char c) { return is_alpha(c) || c == '_' || c == '-' || c == ':'; };
  if (!std::ranges::all_of(kind, of_kind)) return false;
  return all(rest, is_digit) ? rest.size() >= 3 : is_random(rest);
}

/// ULID, KSUID, nanoid, base64url: long, and digits and letters much mixed.
bool is_token(std::string_view text) {
  const auto of_token = [](char c) { return is_word_character(c) || c == '_' || c == '-'; };
  if (text.size() < 16 || !std::ranges::all_of(text, of_token)) return false;
  return std::ranges::count_if(text, is_digit) >= 2 && changes(text) >= text.size() / 4;
}

bool is_mail_address(std::string_view text) {
  const std::size_t at = text.find('@');
  return at != std::string_view::npos && at > 0 && text.find('.', at) != std::string_view::npos;
}

bool is_id(std::string_view text) {
  return all(text, is_digit) || is_uuid(text) || is_long_hex(text) || is_prefixed_id(text) ||
         is_token(text) || is_mail_address(text);
}

void append_segment(std::string& out, std::string_view segment) {
  const std::string text = percent_decoded(segment);
  if (is_date(text)) {
    out += "{date}";
    return;
  }
  if (is_id(text)) {
    out += "{id}";
    return;
  }
  // 42.json, 3f2a....pdf: the extension says the kind, not the one.
  const std::size_t dot = text.rfind('.');
  const bool extension = dot != std::string::npos && dot > 0 && text.size() - dot <= 6 &&
                         all(std::string_view(text).substr(dot + 1), is_word_character);
  if (extension && is_id(std::string_view(text).substr(0, dot))) {
    out += "{id}";
    out += text.substr(dot);
    return;
  }
  out += segment;
}

}  // namespace

std::string route_of(std::string_view path) {
  std::string out;
  out.reserve(path.size());
  while (true) {
    const std::size_t slash = path.find('/');
    append_segment(out, path.substr(0, slash));
    if (slash == std::string_view::npos) return out;
    out += '/';
    path.remove_prefix(slash + 1);
  }
}

}  // namespace goldwire::http
