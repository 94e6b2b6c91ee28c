// A small scanner over the words of a statement.
#include "harness/redact/secret_sql.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <optional>
#include <vector>

namespace goldwire {
namespace {

struct Word {
  enum class Kind { name, literal, parameter, mark };
  Kind kind = Kind::mark;
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string
      text;  ///< a name without its quotes, a literal's inside, a parameter's number, a mark
  std::size_t inner = 0;  ///< where a literal's inside begins
};

bool is_name(char c) {
  const auto octet = static_cast<unsigned char>(c);
  return std::isalnum(octet) != 0 || c == '_' || octet >= 0x80;
}

/// The end of what begins with the quote at `at`; a doubled quote is one of its characters, and one
/// behind a backslash where `escapes`.
std::size_t quoted_end(std::string_view sql, std::size_t at, bool escapes) {
  const char quote = sql[at];
  for (std::size_t i = at + 1; i < sql.size(); ++i) {
    if (escapes && sql[i] == '\\') {
      ++i;
    } else if (sql[i] == quote) {
      if (i + 1 == sql.size() || sql[i + 1] != quote) return i + 1;
      ++i;
    }
  }
  return sql.size();
}

/// A literal or a quoted name; what stands from `at` to the quote is its prefix.
Word quoted_word(std::string_view sql, std::size_t at, std::size_t quote) {
  const char mark = sql[quote];
  const bool escapes = quote > at && (sql[at] == 'E' || sql[at] == 'e');
  const std::size_t end = quoted_end(sql, quote, escapes);
  const std::size_t close = end > quote + 1 && sql[end - 1] == mark ? end - 1 : end;
  return {mark == '\'' ? Word::Kind::literal : Word::Kind::name, at, end,
          std::string(sql.substr(quote + 1, close - quote - 1)), quote + 1};
}

/// $tag$text$tag$; a mark when there is no such literal at `at`.
Word dollar_word(std::string_view sql, std::size_t at) {
  std::size_t open = at + 1;
  while (open < sql.size() && is_name(sql[open])) ++open;
  if (open >= sql.size() || sql[open] != '$') return {Word::Kind::mark, at, at + 1, "$", 0};
  const std::string_view tag = sql.substr(at, open + 1 - at);
  const std::size_t close = std::min(sql.find(tag, open + 1), sql.size());
  return {Word::Kind::literal, at, std::min(close + tag.size(), sql.size()),
          std::string(sql.substr(open + 1, close - open - 1)), open + 1};
}

Word word_at(std::string_view sql, std::size_t at) {
  const char c = sql[at];
  std::size_t end = at + 1;
  if (c == '\'' || c == '"' || c == '`') return quoted_word(sql, at, at);
  if (c == '$' && end < sql.size() && std::isdigit(static_cast<unsigned char>(sql[end])) != 0) {
    while (end < sql.size() && std::isdigit(static_cast<unsigned char>(sql[end])) != 0) ++end;
    return {Word::Kind::parameter, at, end, std::string(sql.substr(at + 1, end - at - 1)), 0};
  }
  if (c == '$') return dollar_word(sql, at);
  if (is_name(c)) {
    while (end < sql.size() && is_name(sql[end])) ++end;
    if (end == at + 1 && end < sql.size() && sql[end] == '\'') return quoted_word(sql, at, end);
    const bool number = std::isdigit(static_cast<unsigned char>(c)) != 0;
    return {number ? Word::Kind::mark : Word::Kind::name, at, end,
            std::string(sql.substr(at, end - at)), 0};
  }
  return {Word::Kind::mark, at, end, std::string(1, c), 0};
}

std::vector<Word> words_of(std::string_view sql) {
  std::vector<Word> words;
  for (std::size_t at = 0; at < sql.size();) {
    if (std::isspace(static_cast<unsigned char>(sql[at])) != 0) {
      ++at;
      continue;
    }
    words.push_back(word_at(sql, at));
    at = words.back().end;
  }
  return words;
}

class Scanner {
 public:
  Scanner(std::string_view sql, const RedactionRules& rules)
      : words_(words_of(sql)), rules_(rules) {}

  const std::vector<Word>& words() const { return words_; }
  /// The literals and parameters that are secret, in their order.
  std::vector<const Word*> secrets() {
    for (std::size_t i = 0; i < words_.size(); ++i) {
      if (words_[i].kind != Word::Kind::name) continue;
      if (is_keyword(i, "identified")) take_credential(i);
      if (is_secret_field(words_[i].text, rules_)) {
        take_credential(i + 1);
        take_operand(i + 1);
      }
      if (plain_name(words_[i].text) == "into") take_columns(i + 1);
    }
    std::ranges::sort(found_, {}, &Word::begin);
    const auto [again, end] = std::ranges::unique(found_);
    found_.erase(again, end);
    return found_;
  }

 private:
  bool is(std::size_t i, std::string_view mark) const {
    return i < words_.size() && words_[i].kind == Word::Kind::mark && words_[i].text == mark;
  }
  bool is_keyword(std::size_t i, std::string_view word) const {
    return i < words_.size() && words_[i].kind == Word::Kind::name &&
           plain_name(words_[i].text) == word;
  }

  /// Behind PASSWORD and IDENTIFIED [WITH ...] BY: what the role or user logs in with.
  void take_credential(std::size_t i) {
    if (is_keyword(i, "identified")) {
      const std::size_t last = std::min(words_.size(), i + 4);
      while (i < last && !is_keyword(i, "by")) ++i;
      ++i;
      if (is_keyword(i, "password")) ++i;
    }
    if (is(i, "(")) ++i;
    if (i < words_.size() &&
        (words_[i].kind == Word::Kind::literal || words_[i].kind == Word::Kind::parameter)) {
      found_.push_back(&words_[i]);
    }
  }

  /// Behind a secret name: an operator, then values up to the end of the expression.
  void take_operand(std::size_t i) {
    const std::size_t begin = i;
    while (is(i, "=") || is(i, "<") || is(i, ">") || is(i, "!") || is(i, "~")) ++i;
    for (const std::string_view word : {"not", "like", "ilike", "in", "is"}) {
      if (is_keyword(i, word)) ++i;
    }
    if (i > begin) take_values(i);
  }

  /// The literals and parameters of one expression: up to a comma, a closing bracket or a clause.
  void take_values(std::size_t i) {
    for (int depth = 0; i < words_.size(); ++i) {
      if (is(i, "(")) ++depth;
      if (is(i, ")") && --depth < 0) return;
      if (depth == 0 && (is(i, ",") || is(i, ";"))) return;
      for (const std::string_view word : {"and", "or", "where", "returning", "order", "limit"}) {
        if (depth == 0 && is_keyword(i, word)) return;
      }
      if (words_[i].kind == Word::Kind::literal || words_[i].kind == Word::Kind::parameter) {
        found_.push_back(&words_[i]);
      }
    }
  }

  /// Behind INTO: a table, its columns in brackets, and rows of values for them.
  void take_columns(std::size_t i) {
    while (i < words_.size() && !is(i, "(") && !is_keyword(i, "values")) ++i;
    if (!is(i, "(")) return;
    std::vector<bool> secret;
    for (++i; i < words_.size() && !is(i, ")"); ++i) {
      if (words_[i].kind == Word::Kind::name) {
        secret.push_back(is_secret_field(words_[i].text, rules_));
      }
    }
    while (i < words_.size() && !is_keyword(i, "values")) ++i;
    for (++i; is(i, "(") || is(i, ","); ++i) {
      if (is(i, "(")) i = take_row(i + 1, secret);
    }
  }

  /// One row of values; gives the place of its closing bracket.
  std::size_t take_row(std::size_t i, const std::vector<bool>& secret) {
    std::size_t column = 0;
    for (int depth = 0; i < words_.size(); ++i) {
      if (is(i, "(")) ++depth;
      if (is(i, ")") && --depth < 0) return i;
      if (depth == 0 && is(i, ",")) ++column;
      const bool value =
          words_[i].kind == Word::Kind::literal || words_[i].kind == Word::Kind::parameter;
      if (value && column < secret.size() && secret[column]) found_.push_back(&words_[i]);
    }
    return i;
  }

  std::vector<Word> words_;
  const RedactionRules& rules_;
  std::vector<const Word*> found_;
};

}  // namespace

RedactedSql redact_sql(std::string_view sql, const RedactionRules& rules, const Replace& replace) {
  RedactedSql out;
  std::size_t copied = 0;
  Scanner scanner(sql, rules);
  const std::vector<const Word*> secrets = scanner.secrets();
  for (const Word& word : scanner.words()) {
    const bool secret = std::ranges::find(secrets, &word) != secrets.end();
    if (secret && word.kind == Word::Kind::parameter) {
      std::size_t number = 0;
      std::from_chars(word.text.data(), word.text.data() + word.text.size(), number);
      if (number > 0) out.parameters.insert(number - 1);
    }
    if (word.kind != Word::Kind::literal || word.text.empty()) continue;
    out.text += sql.substr(copied, word.inner - copied);
    out.text += secret ? replace(word.text) : redact_text(word.text, rules, replace);
    copied = word.inner + word.text.size();
  }
  out.text += sql.substr(copied);
  return out;
}

}  // namespace goldwire
