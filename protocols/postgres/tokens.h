// Tokens: SQL text cut into words, quoted pieces and signs (PostgreSQL documentation, "Lexical
// Structure"), for what the grammar cannot read or need not.
//
// Contract: borrowed text. Comments and blanks are left out. Never fails: an unended quote reaches
// to the end of the text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace goldwire::postgres::sql {

struct Token {
  enum class Kind : std::uint8_t { end, word, quoted, string, sign };
  Kind kind = Kind::end;
  std::string_view text;  ///< as written, quotes and all
  std::size_t begin = 0;  ///< octets from the start of the text

  std::size_t stop() const { return begin + text.size(); }
  bool is(char sign) const { return kind == Kind::sign && text[0] == sign; }
  /// Is this the word `upper` (given in upper case), in any case?
  bool is(std::string_view upper) const;
  bool is_name() const { return kind == Kind::word || kind == Kind::quoted; }
  /// The name PostgreSQL takes it for: quotes removed, else folded to lower case.
  std::string name() const;
};

class Tokens {
 public:
  explicit Tokens(std::string_view text) : text_(text) {}
  Token next();

 private:
  void skip_blanks();
  std::size_t quoted_end(std::size_t begin, char quote, bool escapes) const;
  std::size_t dollar_end(std::size_t begin) const;

  std::string_view text_;
  std::size_t at_ = 0;
};

std::string upper(std::string_view text);

}  // namespace goldwire::postgres::sql
