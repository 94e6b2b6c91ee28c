// Lexical scanners, one for each kind of text.
#include "harness/redact/secret_text.h"

#include <algorithm>
#include <cctype>
#include <optional>

#include "protocols/base/json.h"

namespace goldwire {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

std::size_t skip_blanks(std::string_view text, std::size_t at) {
  while (at < text.size() && is_blank(text[at])) ++at;
  return at;
}

/// A quoted string whose quotes stand behind `escapes` backslashes each (JSON inside a string).
struct Quoted {
  std::size_t inner = 0;  ///< offset of its first character
  std::size_t close = 0;  ///< offset of the backslashes of its closing quote; the end when cut
  std::size_t after = 0;
};

std::size_t backslashes_before(std::string_view text, std::size_t at, std::size_t from) {
  std::size_t count = 0;
  while (at > from + count && text[at - count - 1] == '\\') ++count;
  return count;
}

/// The string whose opening quote is at `at`, and whose quotes have `escapes` backslashes.
Quoted quoted_at(std::string_view text, std::size_t at, std::size_t escapes) {
  for (std::size_t end = text.find('"', at + 1); end != std::string_view::npos;
       end = text.find('"', end + 1)) {
    if (backslashes_before(text, end, at + 1) == escapes) {
      return {at + 1, end - escapes, end + 1};
    }
  }
  return {at + 1, text.size(), text.size()};
}

/// True, false, null, an object or a list: no secret by itself.
bool is_no_secret(std::string_view value) {
  return value.empty() || value == "true" || value == "false" || value == "null" ||
         value.front() == '{' || value.front() == '[';
}

std::string percent_decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() &&
        std::isxdigit(static_cast<unsigned char>(text[i + 1])) != 0 &&
        std::isxdigit(static_cast<unsigned char>(text[i + 2])) != 0) {
      out += static_cast<char>(std::stoi(std::string(text.substr(i + 1, 2)), nullptr, 16));
      i += 2;
    } else {
      out += text[i] == '+' ? ' ' : text[i];
    }
  }
  return out;
}

/// The last part of "user[password]" or "user.password".
std::string last_part(std::string name) {
  while (name.ends_with(']') || name.ends_with('[')) name.pop_back();
  const std::size_t cut = name.find_last_of("[.");
  return cut == std::string::npos ? name : name.substr(cut + 1);
}

/// "a=1; b=2" with every value replaced; only the first one when `first_only`.
std::string redact_cookies(std::string_view line, bool first_only, const RedactionRules& rules,
                           const Replace& replace) {
  std::string out;
  for (std::size_t at = 0; at < line.size();) {
    const std::size_t end = std::min(line.find(';', at), line.size());
    const std::string_view pair = line.substr(at, end - at);
    const std::size_t equals = pair.find('=');
    const bool secret = equals != std::string_view::npos && equals + 1 < pair.size() &&
                        (!first_only || at == 0) &&
                        !rules.keep.contains(plain_name(pair.substr(0, equals)));
    out += secret ? std::string(pair.substr(0, equals + 1)) + replace(pair.substr(equals + 1))
                  : std::string(pair);
    if (end < line.size()) out += ';';
    at = end + 1;
  }
  return out;
}

/// Credentials as RFC 9110 section 11.4 has them: a scheme, then a token or parameters.
std::string redact_credentials(std::string_view line, const Replace& replace) {
  const std::size_t blank = line.find(' ');
  if (blank == std::string_view::npos) return replace(line);
  std::string out(line.substr(0, blank + 1));
  const std::string_view rest = line.substr(blank + 1);
  const std::size_t equals = rest.find('=');
  const bool parameters = equals != std::string_view::npos && equals > 0 &&
                          rest.find_first_not_of('=', equals) != std::string_view::npos;
  if (!parameters) return out + replace(rest);
  for (std::size_t at = 0; at < rest.size();) {
    const std::size_t end = std::min(rest.find(',', at), rest.size());
    const std::string_view pair = rest.substr(at, end - at);
    const std::size_t sign = std::min(pair.find('='), pair.size());
    const std::string name = plain_name(pair.substr(0, sign));
    std::string_view value = sign < pair.size() ? pair.substr(sign + 1) : std::string_view();
    out += pair.substr(0, std::min(sign + 1, pair.size()));
    if (name ==
        "credential") {  // AWS: the scope after the key's id is no secret, and holds the day
      const std::size_t slash = std::min(value.find('/'), value.size());
      out += replace(value.substr(0, slash));
      out += value.substr(slash);
    } else {
      out += name == "signedheaders" || value.empty() ? std::string(value) : replace(value);
    }
    if (end < rest.size()) out += ',';
    at = end + 1;
  }
  return out;
}

}  // namespace

std::string redact_json(std::string_view text, const RedactionRules& rules,
                        const Replace& replace) {
  std::string out;
  std::size_t copied = 0;
  for (std::size_t at = text.find('"'); at != std::string_view::npos && at < text.size();) {
    const std::size_t escapes = backslashes_before(text, at, 0);
    const Quoted name = quoted_at(text, at, escapes);
    const std::size_t colon = skip_blanks(text, name.after);
    if (colon >= text.size() || text[colon] != ':' ||
        !is_secret_field(text.substr(name.inner, name.close - name.inner), rules)) {
      // Not past the closing quote: in JSON inside a string it may open the next one.
      at = text.find('"', at + 1);
      continue;
    }
    const std::size_t value = skip_blanks(text, colon + 1);
    const std::size_t quote = text.find_first_not_of('\\', value);
    if (quote != std::string_view::npos && text[quote] == '"' && quote - value == escapes) {
      const Quoted secret = quoted_at(text, quote, escapes);
      const std::string_view inner = text.substr(secret.inner, secret.close - secret.inner);
      const auto plain =
          escapes == 0 ? read_json("\"" + std::string(inner) + "\"") : Decoded<Value>(Value(inner));
      out += text.substr(copied, secret.inner - copied);
      if (!inner.empty()) out += replace(plain && plain->text() ? *plain->text() : inner);
      copied = secret.close;
      at = text.find('"', secret.after);
      continue;
    }
    const std::size_t end = std::min(text.find_first_of(",}] \t\r\n", value), text.size());
    const std::string_view bare = text.substr(value, end - value);
    if (!is_no_secret(bare)) {
      const std::string marks = std::string(escapes, '\\') + '"';
      out += text.substr(copied, value - copied);
      out += marks + replace(bare) + marks;
      copied = end;
    }
    at = text.find('"', value);
  }
  return out.append(text.substr(copied));
}

std::string redact_form(std::string_view text, const RedactionRules& rules,
                        const Replace& replace) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('&', at), text.size());
    const std::string_view pair = text.substr(at, end - at);
    const std::size_t equals = pair.find('=');
    if (equals != std::string_view::npos && equals + 1 < pair.size() &&
        is_secret_field(last_part(percent_decoded(pair.substr(0, equals))), rules)) {
      out += pair.substr(0, equals + 1);
      out += replace(percent_decoded(pair.substr(equals + 1)));
    } else {
      out += pair;
    }
    if (end < text.size()) out += '&';
    at = end + 1;
  }
  return out;
}

std::string redact_header(std::string_view name, std::string_view line, const RedactionRules& rules,
                          const Replace& replace) {
  if (line.empty()) return {};
  switch (secret_header(name, rules)) {
    case SecretHeader::none:
      return std::string(line);
    case SecretHeader::credentials:
      return redact_credentials(line, replace);
    case SecretHeader::cookie:
      return redact_cookies(line, false, rules, replace);
    case SecretHeader::set_cookie:
      return redact_cookies(line, true, rules, replace);
    case SecretHeader::whole:
      return replace(line);
  }
  return std::string(line);
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
