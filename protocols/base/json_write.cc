// Writing JSON: one line, the shortest spelling, the same bytes for the same Value.
#include <algorithm>
#include <array>
#include <cstring>

#include "protocols/base/json.h"
#include "protocols/base/utf8.h"

namespace goldwire {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD

/// Whether an octet stands for itself inside a string literal (RFC 8259 section 7) whatever comes
/// before and after it.
constexpr std::array<bool, 256> kPlain = [] {
  std::array<bool, 256> plain{};
  for (std::size_t octet = 0x20; octet < 0x80; ++octet) plain[octet] = true;
  plain['"'] = plain['\\'] = false;
  return plain;
}();

bool plain(char c) { return kPlain[static_cast<std::uint8_t>(c)]; }

constexpr std::size_t kWord = sizeof(std::uint64_t);

/// Whether `kWord` octets from `text` on are all plain, by arithmetic on all of them at once.
bool plain_word(const char* text) {
  constexpr std::uint64_t kEach = 0x0101010101010101;
  constexpr std::uint64_t kHigh = kEach * 0x80;
  std::uint64_t word = 0;
  std::memcpy(&word, text, kWord);
  const auto has_zero = [](std::uint64_t octets) { return (octets - kEach) & ~octets & kHigh; };
  const std::uint64_t below = (word - kEach * 0x20) & ~word & kHigh;
  return (below | has_zero(word ^ kEach * '"') | has_zero(word ^ kEach * '\\') | (word & kHigh)) ==
         0;
}

/// The two-character escape's second character; zero when there is none.
char short_escape(char c) {
  switch (c) {
    case '"':
    case '\\':
      return c;
    case '\b':
      return 'b';
    case '\f':
      return 'f';
    case '\n':
      return 'n';
    case '\r':
      return 'r';
    case '\t':
      return 't';
    default:
      return '\0';
  }
}

/// Both write at `to` and give the end of what they wrote.
char* put(char* to, std::string_view octets) { return std::ranges::copy(octets, to).out; }

char* put_escaped(char* to, char c) {
  constexpr std::string_view kHex = "0123456789abcdef";
  *to++ = '\\';
  if (const char escape = short_escape(c); escape != '\0') {
    *to++ = escape;
    return to;
  }
  const auto octet = static_cast<std::uint8_t>(c);
  to = put(to, "u00");
  *to++ = kHex[octet >> 4];
  *to++ = kHex[octet & 0xF];
  return to;
}

struct Writer {
  std::string& out;

  void operator()(std::nullptr_t) { out += "null"; }
  void operator()(bool flag) { out += flag ? "true" : "false"; }
  void operator()(const Value::Number& number) { out += number.text; }
  void operator()(const std::string& text) { write_json_text(out, text); }
  void operator()(const Value::Blob& blob) {
    out.push_back('"');
    out += base64(blob.octets);
    out.push_back('"');
  }
  void operator()(const Value::List& list) {
    out.push_back('[');
    bool first = true;
    for (const Value& value : list) {
      if (!std::exchange(first, false)) out.push_back(',');
      write_json(out, value);
    }
    out.push_back(']');
  }
  void operator()(const Value::Object& object) {
    out.push_back('{');
    bool first = true;
    for (const auto& [name, value] : object) {
      if (!std::exchange(first, false)) out.push_back(',');
      write_json_text(out, name);
      out.push_back(':');
      write_json(out, value);
    }
    out.push_back('}');
  }
};

}  // namespace

void write_json_text(std::string& out, std::string_view text) {
  // Part by part into a room that holds it whatever it becomes: texts are runs of a few octets
  // between quotes, and to append each costs more than the octets do.
  constexpr std::size_t kPart = 128;
  constexpr std::size_t kMostForOne = 6;  // \u001f
  std::array<char, kPart * kMostForOne> room;
  out.push_back('"');
  while (!text.empty()) {
    char* to = room.data();
    const std::size_t part = std::min(text.size(), kPart);
    std::size_t at = 0;
    while (at < part) {
      for (; at + kWord <= part && plain_word(&text[at]); at += kWord, to += kWord) {
        std::memcpy(to, &text[at], kWord);
      }
      while (at < part && plain(text[at])) *to++ = text[at++];
      if (at == part) break;
      const std::size_t length = utf8_length(text.substr(at));
      if (length == 0) {
        to = put(to, kReplacement);
      } else if (length == 1) {
        to = put_escaped(to, text[at]);
      } else {
        to = put(to, text.substr(at, length));
      }
      at += std::max<std::size_t>(length, 1);
    }
    out.append(room.data(), to);
    text.remove_prefix(at);
  }
  out.push_back('"');
}

void write_json(std::string& out, const Value& value) { std::visit(Writer{out}, value.any()); }

std::string write_json(const Value& value) {
  std::string out;
  write_json(out, value);
  return out;
}

bool is_readable_text(std::string_view text) {
  for (;;) {
    const auto* const special = std::ranges::find_if_not(
        text, [](std::uint8_t octet) { return octet >= 0x20 && octet < 0x7F; });
    text.remove_prefix(static_cast<std::size_t>(special - text.begin()));
    if (text.empty()) return true;
    const std::size_t length = utf8_length(text);
    const auto first = static_cast<std::uint8_t>(text.front());
    const bool control =
        (first < 0x20 && first != '\t' && first != '\n' && first != '\r') || first == 0x7F ||
        (first == 0xC2 && length == 2 && static_cast<std::uint8_t>(text[1]) < 0xA0);
    if (length == 0 || control) return false;
    text.remove_prefix(length);
  }
}

}  // namespace goldwire
