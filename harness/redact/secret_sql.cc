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
};

bool is_name(char c) {
  const auto octet = static_cast<unsigned char>(c);
  return std::isalnum(octet) != 0 || c == '_' || octet >= 0x80;
}

/// The end of what begins with the quote at `at`; a doubled quote is one of its characters.
std::size_t quoted_end(std::string_view sql, std::size_t at) {
  const char quote = sql[at];
  for (std::size_t i = at + 1; i < sql.size(); ++i) {
    if (sql[i] != quote) continue;
    if (i + 1 == sql.size() || sql[i + 1] != quote) return i + 1;
    ++i;
  }
  return sql.size();
}

Word word_at(std::string_view sql, std::size_t at) {
  const char c = sql[at];
  std::size_t end = at + 1;
  if (c == '\'' || c == '"' || c == '`') {
    end = quoted_end(sql, at);
    const std::size_t inner = end > at + 1 && sql[end - 1] == c ? end - 1 : end;
    return {c == '\'' ? Word::Kind::literal : Word::Kind::name, at, end,
            std::string(sql.substr(at + 1, inner - at - 1))};
  }
  if (c == '$' && end < sql.size() && std::isdigit(static_cast<unsigned char>(sql[end])) != 0) {
    while (end < sql.size() && std::isdigit(static_cast<unsigned char>(sql[end])) != 0) ++end;
    return {Word::Kind::parameter, at, end, std::string(sql.substr(at + 1, end - at - 1))};
  }
  if (is_name(c)) {
    while (end < sql.size() && is_name(sql[end])) ++end;
    const bool number = std::isdigit(static_cast<unsigned char>(c)) != 0;
    return {number ? Word::Kind::mark : Word::Kind::name, at, end,
            std::string(sql.substr(at, end - at))};
  }
  return {Word::Kind::mark, at, end, std::string(1, c)};
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

  /// The literals and parameters that are secret, in their order.
  std::vector<const Word*> secrets() {
    for (std::size_t i = 0; i < words_.size(); ++i) {
      if (words_[i].kind != Word::Kind::name) continue;
      if (is_secret_field(words_[i].text, rules_)) take_operand(i + 1);
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
  for (const Word* const word : scanner.secrets()) {
    if (word->kind == Word::Kind::parameter) {
      std::size_t number = 0;
      std::from_chars(word->text.data(), word->text.data() + word->text.size(), number);
      if (number > 0) out.parameters.insert(number - 1);
      continue;
    }
    if (word->text.empty()) continue;
    out.text += sql.substr(copied, word->begin + 1 - copied);
    out.text += replace(word->text);
    copied = word->end - (sql[word->end - 1] == '\'' ? 1 : 0);
  }
  out.text += sql.substr(copied);
  return out;
}

}  // namespace goldwire
