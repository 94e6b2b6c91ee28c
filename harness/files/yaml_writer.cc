// YamlWriter: which text may stand plain, which as a block, and how the rest is quoted.
#include "harness/files/yaml_writer.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <fmt/format.h>
#include <iterator>

#include "protocols/base/ascii.h"
#include "protocols/base/utf8.h"

namespace goldwire {
namespace {

/// Past this, a key is written the long way: parsers refuse implicit keys over 1024 characters.
constexpr std::size_t kLongKey = 500;

bool is_letter(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; }

/// Words that YAML 1.1 or 1.2 reads as null, boolean or number, in lower case.
bool is_retyped_word(std::string_view text) {
  static constexpr std::array<std::string_view, 11> kWords = {
      "y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf"};
  return std::ranges::find(kWords, lower_case(text)) != kWords.end();
}

/// Beginning with a letter or '/' rules out every number, date, time, and indicator.
bool is_plain(std::string_view text) {
  if (text.empty() || text.size() > 1000 || text.back() == ' ' || text.back() == ':') return false;
  if (!is_letter(text.front()) && text.front() != '/') return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool word = std::isalnum(static_cast<unsigned char>(c)) != 0 ||
                      std::string_view("_./-+@$=()*;<>&").find(c) != std::string_view::npos;
    const bool inner =
        c == ' ' || (c == ':' && text[i + 1] != ' ') || (c == '#' && text[i - 1] != ' ');
    if (!word && !inner) return false;
  }
  return !is_retyped_word(text);
}

/// The code point of a well-formed character of `length` octets.
std::uint32_t point_of(std::string_view character) {
  const auto octet = [&](std::size_t i) { return static_cast<unsigned char>(character[i]); };
  if (character.size() == 1) return octet(0);
  std::uint32_t point = octet(0) & (0x7fU >> character.size());
  for (std::size_t i = 1; i < character.size(); ++i) point = (point << 6U) | (octet(i) & 0x3fU);
  return point;
}

/// False for control characters, for U+0085, U+2028 and U+2029 (line breaks in YAML 1.1 only), for
/// the byte order mark and for what is no character.
bool is_printable(std::uint32_t point) {
  if (point < 0x20 || (point >= 0x7f && point < 0xa0)) return false;
  return point != 0x2028 && point != 0x2029 && point != 0xfeff && (point & 0xfffeU) != 0xfffeU;
}

bool is_block(std::string_view text) {
  if (text.find('\n') == std::string_view::npos || text.ends_with('\n')) return false;
  if (std::isspace(static_cast<unsigned char>(text.front())) != 0) return false;
  if (text.find(" \n") != std::string_view::npos || text.ends_with(' ')) return false;
  while (!text.empty()) {
    if (text.front() == '\n') {
      text.remove_prefix(1);
      continue;
    }
    const std::size_t length = utf8_length(text);
    if (length == 0 || !is_printable(point_of(text.substr(0, length)))) return false;
    text.remove_prefix(length);
  }
  return true;
}

void append_escaped(std::string& out, std::uint32_t point) {
  switch (point) {
    case '\n':
      out += "\\n";
      break;
    case '\r':
      out += "\\r";
      break;
    case '\t':
      out += "\\t";
      break;
    default:
      if (point <= 0xff) {
        fmt::format_to(std::back_inserter(out), "\\x{:02x}", point);
      } else if (point <= 0xffff) {
        fmt::format_to(std::back_inserter(out), "\\u{:04x}", point);
      } else {
        fmt::format_to(std::back_inserter(out), "\\U{:08x}", point);
      }
  }
}

std::string joined(const std::vector<std::string>& parts, char open, char close) {
  std::string out(1, open);
  for (std::size_t i = 0; i < parts.size(); ++i) out += (i == 0 ? "" : ", ") + parts[i];
  return out + close;
}

}  // namespace

std::string yaml_quoted(std::string_view text) {
  std::string out = "\"";
  while (!text.empty()) {
    const std::size_t length = std::max<std::size_t>(utf8_length(text), 1);
    const std::string_view character = text.substr(0, length);
    const std::uint32_t point = point_of(character);
    if (point == '"' || point == '\\') {
      out += '\\';
      out += character;
    } else if (is_printable(point)) {
      out += character;
    } else {
      append_escaped(out, point);
    }
    text.remove_prefix(length);
  }
  return out + '"';
}

std::string yaml_text(std::string_view text) {
  return is_plain(text) ? std::string(text) : yaml_quoted(text);
}

std::string yaml_flow_map(const std::vector<std::pair<std::string, std::string>>& members) {
  std::vector<std::string> parts;
  parts.reserve(members.size());
  for (const auto& [key, value] : members) parts.push_back(yaml_text(key) + ": " + value);
  return joined(parts, '{', '}');
}

std::string yaml_flow_list(const std::vector<std::string>& items) {
  return joined(items, '[', ']');
}

void YamlWriter::comment(std::string_view text) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    indent();
    out_ += '#';
    if (end > 0) out_.append(" ").append(text.substr(0, end));
    out_ += '\n';
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

void YamlWriter::blank() { out_ += '\n'; }

void YamlWriter::put(std::string_view key, std::string_view value) {
  begin_key(key);
  out_.append(" ").append(value) += '\n';
}

void YamlWriter::put_text(std::string_view key, std::string_view text) {
  if (!is_block(text)) return put(key, yaml_text(text));
  begin_key(key);
  out_ += " |-\n";
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    if (end > 0) out_.append(2 * depth_ + 2, ' ').append(text.substr(0, end));
    out_ += '\n';
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

void YamlWriter::put_item(std::string_view value) {
  indent();
  out_.append("- ").append(value) += '\n';
}

void YamlWriter::open(std::string_view key) {
  begin_key(key);
  out_ += '\n';
  ++depth_;
}

void YamlWriter::open_item() {
  dash_ = true;
  ++depth_;
}

void YamlWriter::close() { --depth_; }

void YamlWriter::indent() {
  const bool dash = std::exchange(dash_, false);
  out_.append(2 * (depth_ - (dash ? 1 : 0)), ' ');
  if (dash) out_ += "- ";
}

void YamlWriter::begin_key(std::string_view key) {
  indent();
  const std::string spelled = yaml_text(key);
  if (spelled.size() <= kLongKey) {
    out_.append(spelled) += ':';
    return;
  }
  out_.append("? ").append(spelled) += '\n';
  indent();
  out_ += ':';
}

}  // namespace goldwire
