// XML: tags are found, everything else is skipped.
#include "protocols/http/api_xml.h"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <utility>

namespace goldwire::http {
namespace {

constexpr std::string_view kBlank = " \t\r\n";
constexpr std::size_t kLongestEntity = 10;

std::string_view trimmed_xml(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(kBlank);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlank) - begin + 1);
}

std::string_view local_name(std::string_view name) {
  const std::size_t colon = name.find(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

/// Skips past `end`; everything when it is not there.
void skip_past(std::string_view& rest, std::string_view end) {
  const std::size_t at = rest.find(end);
  rest.remove_prefix(at == std::string_view::npos ? rest.size() : at + end.size());
}

/// The end of a tag: ">" outside of quoted attribute values.
std::size_t tag_end(std::string_view tag) {
  char quote = '\0';
  for (std::size_t i = 0; i < tag.size(); ++i) {
    const char c = tag[i];
    if (quote != '\0') {
      if (c == quote) quote = '\0';
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '>') {
      return i;
    }
  }
  return std::string_view::npos;
}

void append_utf8(std::string& out, unsigned code) {
  const auto tail = [&out](unsigned bits) { out += static_cast<char>(0x80U | (bits & 0x3fU)); };
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xc0U | (code >> 6U));
    tail(code);
  } else if (code < 0x10000) {
    out += static_cast<char>(0xe0U | (code >> 12U));
    tail(code >> 6U);
    tail(code);
  } else {
    out += static_cast<char>(0xf0U | (code >> 18U));
    tail(code >> 12U);
    tail(code >> 6U);
    tail(code);
  }
}

/// &amp; &#65; &#x41;. False when `name` is none of them.
bool append_entity(std::string& out, std::string_view name) {
  constexpr std::string_view kNames[] = {"amp", "lt", "gt", "quot", "apos"};
  constexpr char kCharacters[] = {'&', '<', '>', '"', '\''};
  for (std::size_t i = 0; i < std::size(kNames); ++i) {
    if (name == kNames[i]) {
      out += kCharacters[i];
      return true;
    }
  }
  if (!name.starts_with('#')) return false;
  name.remove_prefix(1);
  const bool hex = name.starts_with('x');
  if (hex) name.remove_prefix(1);
  unsigned code = 0;
  const auto [end, error] =
      std::from_chars(name.data(), name.data() + name.size(), code, hex ? 16 : 10);
  const bool surrogate = code >= 0xd800 && code < 0xe000;
  if (error != std::errc{} || end != name.data() + name.size() || code > 0x10ffff || surrogate) {
    return false;
  }
  append_utf8(out, code);
  return true;
}

std::string unescaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '&') {
      const std::size_t end = text.substr(i, kLongestEntity + 2).find(';');
      if (end != std::string_view::npos && append_entity(out, text.substr(i + 1, end - 1))) {
        i += end;
        continue;
      }
    }
    out += text[i];
  }
  return out;
}

}  // namespace

std::string_view XmlReader::next() {
  if (closed_) --depth_;
  closed_ = false;
  while (true) {
    skip_past(rest_, "<");
    if (rest_.empty()) return {};
    if (rest_.starts_with("!--")) {
      skip_past(rest_, "-->");
    } else if (rest_.starts_with("![CDATA[")) {
      skip_past(rest_, "]]>");
    } else if (rest_.starts_with('?')) {
      skip_past(rest_, "?>");
    } else if (rest_.starts_with('!')) {
      rest_ = {};  // a document type could define what names mean
    } else {
      const std::size_t end = tag_end(rest_);
      if (end == std::string_view::npos) {
        rest_ = {};
        return {};
      }
      const std::string_view tag = rest_.substr(0, end);
      rest_.remove_prefix(end + 1);
      if (tag.starts_with('/')) {
        if (depth_ > 0) --depth_;
        continue;
      }
      ++depth_;
      closed_ = tag.ends_with('/');
      return local_name(tag.substr(0, tag.find_first_of(" \t\r\n/")));
    }
  }
}

std::string XmlReader::text() const {
  if (closed_) return {};
  constexpr std::string_view kCdata = "<![CDATA[";
  const std::string_view from =
      rest_.substr(std::min(rest_.find_first_not_of(kBlank), rest_.size()));
  if (from.starts_with(kCdata)) {
    return std::string(from.substr(kCdata.size(), from.find("]]>") - kCdata.size()));
  }
  return unescaped(trimmed_xml(rest_.substr(0, rest_.find('<'))));
}

std::vector<std::string> xml_texts(std::string_view xml, std::string_view name, std::size_t limit) {
  std::vector<std::string> out;
  XmlReader reader(xml);
  for (std::string_view at = reader.next(); !at.empty() && out.size() < limit; at = reader.next()) {
    if (at == name) out.push_back(reader.text());
  }
  return out;
}

std::optional<std::string> xml_text(std::string_view xml, std::string_view name) {
  std::vector<std::string> texts = xml_texts(xml, name, 1);
  if (texts.empty()) return std::nullopt;
  return std::move(texts.front());
}

}  // namespace goldwire::http
