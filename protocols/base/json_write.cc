// Writing JSON: one line, the shortest spelling, the same bytes for the same Value.
#include <array>

#include "protocols/base/json.h"
#include "protocols/base/utf8.h"

namespace goldwire {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD

/// Stands for itself inside a string literal (RFC 8259 section 7), in one octet.
bool plain(char c) { return c >= 0x20 && c < 0x7F && c != '"' && c != '\\'; }

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

void write_escaped(std::string& out, char c) {
  constexpr std::string_view kHex = "0123456789abcdef";
  out.push_back('\\');
  if (const char escape = short_escape(c); escape != '\0') {
    out.push_back(escape);
    return;
  }
  const auto octet = static_cast<std::uint8_t>(c);
  out.append("u00");
  out.push_back(kHex[octet >> 4]);
  out.push_back(kHex[octet & 0xF]);
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
  out.push_back('"');
  while (!text.empty()) {
    std::size_t run = 0;
    while (run < text.size() && plain(text[run])) ++run;
    out.append(text.substr(0, run));
    text.remove_prefix(run);
    if (text.empty()) break;
    const std::size_t length = utf8_length(text);
    if (length == 0) {
      out += kReplacement;
    } else if (length == 1 && text.front() != '\x7F') {
      write_escaped(out, text.front());
    } else {
      out.append(text.substr(0, length));
    }
    text.remove_prefix(length == 0 ? 1 : length);
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
  while (!text.empty()) {
    if (text.front() >= 0x20 && text.front() < 0x7F) {
      text.remove_prefix(1);
      continue;
    }
    const std::size_t length = utf8_length(text);
    const auto first = static_cast<std::uint8_t>(text.front());
    const bool control =
        (first < 0x20 && first != '\t' && first != '\n' && first != '\r') || first == 0x7F ||
        (first == 0xC2 && length == 2 && static_cast<std::uint8_t>(text[1]) < 0xA0);
    if (length == 0 || control) return false;
    text.remove_prefix(length);
  }
  return true;
}

}  // namespace goldwire
