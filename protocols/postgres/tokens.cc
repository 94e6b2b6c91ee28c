// Cutting SQL text into tokens.
#include "protocols/postgres/tokens.h"

#include <algorithm>

#include "protocols/base/ascii.h"

namespace goldwire::postgres::sql {
namespace {

bool is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool begins_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}
bool goes_on_word(char c) { return begins_word(c) || is_digit(c) || c == '$'; }
char to_upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

}  // namespace

std::string upper(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), to_upper);
  return out;
}

bool Token::is(std::string_view upper) const {
  return kind == Kind::word &&
         std::ranges::equal(text, upper, [](char a, char b) { return to_upper(a) == b; });
}

std::string Token::name() const {
  if (kind != Kind::quoted) return lower_case(text);
  std::string out;
  for (std::size_t i = 1; i + 1 < text.size(); ++i) {
    out += text[i];
    if (text[i] == '"') ++i;
  }
  return out;
}

Token Tokens::next() {
  skip_blanks();
  Token token{Token::Kind::end, {}, at_};
  if (at_ >= text_.size()) return token;
  const char c = text_[at_];
  std::size_t end = at_ + 1;
  const char after = end < text_.size() ? text_[end] : '\0';
  if ((c == 'e' || c == 'E') && after == '\'') {
    token.kind = Token::Kind::string;
    end = quoted_end(at_ + 1, '\'', true);
  } else if (begins_word(c)) {
    token.kind = Token::Kind::word;
    while (end < text_.size() && goes_on_word(text_[end])) ++end;
  } else if (c == '"') {
    token.kind = Token::Kind::quoted;
    end = quoted_end(at_, '"', false);
  } else if (c == '\'') {
    token.kind = Token::Kind::string;
    end = quoted_end(at_, '\'', false);
  } else if (c == '$' && !is_digit(after)) {
    end = dollar_end(at_);
    token.kind = end == at_ + 1 ? Token::Kind::sign : Token::Kind::string;
  } else {
    token.kind = Token::Kind::sign;
    while (is_digit(c) && end < text_.size() && (goes_on_word(text_[end]) || text_[end] == '.'))
      ++end;
  }
  token.text = text_.substr(at_, end - at_);
  at_ = end;
  return token;
}

void Tokens::skip_blanks() {
  while (at_ < text_.size()) {
    if (is_blank(text_[at_])) {
      ++at_;
    } else if (text_.substr(at_, 2) == "--") {
      at_ = std::min(text_.find('\n', at_), text_.size());
    } else if (text_.substr(at_, 2) == "/*") {
      // Comments nest.
      std::size_t depth = 1;
      at_ += 2;
      while (at_ < text_.size() && depth > 0) {
        const std::string_view pair = text_.substr(at_, 2);
        if (pair == "/*") ++depth;
        if (pair == "*/") --depth;
        at_ += pair == "/*" || pair == "*/" ? 2 : 1;
      }
    } else {
      return;
    }
  }
}

std::size_t Tokens::quoted_end(std::size_t begin, char quote, bool escapes) const {
  for (std::size_t i = begin + 1; i < text_.size(); ++i) {
    if (escapes && text_[i] == '\\') {
      ++i;
    } else if (text_[i] == quote) {
      if (i + 1 >= text_.size() || text_[i + 1] != quote) return i + 1;
      ++i;
    }
  }
  return text_.size();
}

/// After $tag$ ... $tag$; begin + 1 when no such quote begins here.
std::size_t Tokens::dollar_end(std::size_t begin) const {
  std::size_t end = begin + 1;
  while (end < text_.size() && text_[end] != '$' && goes_on_word(text_[end])) ++end;
  if (end >= text_.size() || text_[end] != '$') return begin + 1;
  const std::string_view tag = text_.substr(begin, end + 1 - begin);
  const std::size_t close = text_.find(tag, end + 1);
  return close == std::string_view::npos ? text_.size() : close + tag.size();
}

}  // namespace goldwire::postgres::sql
