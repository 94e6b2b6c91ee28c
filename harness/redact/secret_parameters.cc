// Pairs of a name, "=" and a value, wherever a text has them.
#include "harness/redact/secret_parameters.h"

#include <algorithm>
#include <cctype>
#include <fmt/format.h>

#include "protocols/http/target.h"

namespace goldwire {
namespace {

std::string percent_encoded(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto octet = static_cast<unsigned char>(c);
    const bool plain =
        std::isalnum(octet) != 0 || std::string_view("-._~:/").find(c) != std::string_view::npos;
    out += plain ? std::string(1, c) : fmt::format("%{:02X}", octet);
  }
  return out;
}

/// A value that may hold a percent-encoded text with secrets of its own.
std::string redact_encoded(std::string_view value, const RedactionRules& rules,
                           const Replace& replace) {
  if (value.find('%') == std::string_view::npos) return std::string(value);
  const std::string held = http::form_decoded(value);
  const std::string known = redact_text(held, rules, replace);
  return known == held ? std::string(value) : percent_encoded(known);
}

bool is_name(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
         std::string_view("_-.[]%").find(c) != std::string_view::npos;
}

/// "a=1&b", but not "a == 1".
bool is_form(std::string_view line) {
  std::size_t at = 0;
  while (at < line.size() && (is_name(line[at]) || line[at] == '&' || line[at] == '+')) ++at;
  return at > 0 && at < line.size() && line[at] == '=' && !line.substr(at).starts_with("==");
}

struct Span {
  std::size_t begin;
  std::size_t end;
};

/// The value behind the "=" at `equals`, of a name that begins at `name`.
Span value_at(std::string_view text, std::size_t name, std::size_t equals, bool xml) {
  const std::size_t begin = equals + 1;
  const std::size_t quote = std::min(text.find_first_not_of('\\', begin), text.size());
  if (quote < text.size() && (text[quote] == '"' || text[quote] == '\'')) {
    // The quote may also be the end of the string that holds the name.
    const char next = quote + 1 < text.size() ? text[quote + 1] : ',';
    const bool ends = std::string_view(",}]:").find(next) != std::string_view::npos;
    const bool same = name > 0 && text[name - 1] == text[quote];
    if (same || (ends && !xml)) return {begin, begin};
    const std::string mark(text.substr(begin, quote + 1 - begin));
    return {quote + 1, std::min(text.find(mark, quote + 1), text.size())};
  }
  const char before = name > 0 ? text[name - 1] : '\0';
  std::string_view stops = " \t\r\n\"<>&#";
  if (before == ';') stops = " \t\r\n\"<>&#;";
  if (before == '"') stops = "\r\n\"<>&#";
  std::size_t end = begin;
  while (end < text.size() && stops.find(text[end]) == std::string_view::npos) ++end;
  while (end > begin && end < text.size() && text[end] == '"' && text[end - 1] == '\\') --end;
  return {begin, end};
}

/// Parameters among other words.
std::string redact_among_words(std::string_view text, const RedactionRules& rules,
                               const Replace& replace) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  const bool xml = first != std::string_view::npos && text[first] == '<';
  std::string out;
  std::size_t copied = 0;
  for (std::size_t at = text.find('='); at != std::string_view::npos; at = text.find('=', at + 1)) {
    std::size_t name = at;
    while (name > copied && is_name(text[name - 1])) --name;
    if (name == at || at < copied || text.substr(at).starts_with("==")) continue;
    const Span value = value_at(text, name, at, xml);
    if (value.begin >= value.end) continue;
    const std::string_view written = text.substr(value.begin, value.end - value.begin);
    const bool secret =
        is_secret_field(last_part(http::form_decoded(text.substr(name, at - name))), rules);
    const std::string known =
        secret ? replace(http::form_decoded(written)) : redact_encoded(written, rules, replace);
    if (known == written) continue;
    out += text.substr(copied, value.begin - copied);
    out += known;
    copied = value.end;
  }
  return out.append(text.substr(copied));
}

}  // namespace

std::string last_part(std::string name) {
  while (name.ends_with(']') || name.ends_with('[')) name.pop_back();
  const std::size_t cut = name.find_last_of("[.");
  return cut == std::string::npos ? name : name.substr(cut + 1);
}

std::string redact_form(std::string_view text, const RedactionRules& rules,
                        const Replace& replace) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('&', at), text.size());
    const std::string_view pair = text.substr(at, end - at);
    const std::size_t equals = pair.find('=');
    if (equals != std::string_view::npos && equals + 1 < pair.size() &&
        is_secret_field(last_part(http::form_decoded(pair.substr(0, equals))), rules)) {
      out += pair.substr(0, equals + 1);
      out += replace(http::form_decoded(pair.substr(equals + 1)));
    } else if (equals != std::string_view::npos) {
      out += pair.substr(0, equals + 1);
      out += redact_encoded(pair.substr(equals + 1), rules, replace);
    } else {
      out += pair;
    }
    if (end < text.size()) out += '&';
    at = end + 1;
  }
  return out;
}

std::string redact_parameters(std::string_view text, const RedactionRules& rules,
                              const Replace& replace) {
  if (text.find('=') == std::string_view::npos) return std::string(text);
  std::string lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find_first_of("\r\n", at), text.size());
    const std::string_view line = text.substr(at, end - at);
    lines += is_form(line) ? redact_form(line, rules, replace) : std::string(line);
    if (end < text.size()) lines += text[end];
    at = end + 1;
  }
  return redact_among_words(lines, rules, replace);
}

std::string redact_userinfo(std::string_view text, const Replace& replace) {
  std::string out;
  std::size_t copied = 0;
  for (std::size_t at = text.find("://"); at != std::string_view::npos;
       at = text.find("://", at + 3)) {
    const std::size_t begin = at + 3;
    const std::size_t end = text.find_first_of("/?# \t\r\n\"'<>\\@", begin);
    if (end == std::string_view::npos || text[end] != '@' || end == begin) continue;
    out += text.substr(copied, begin - copied);
    out += replace(text.substr(begin, end - begin));
    copied = end;
  }
  return out.append(text.substr(copied));
}

}  // namespace goldwire
