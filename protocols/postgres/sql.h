// The meaning of SQL text: which statements it holds, what each does, and to which table.
//
// Contract: pure functions of the text. PostgreSQL's own grammar (libpg_query) reads it; what that
// cannot read (newer syntax, very long texts) is scanned by words, and `parsed` is false. Readings
// are remembered by text in a bounded cache of the thread.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace goldwire::postgres::sql {

struct Meaning {
  std::size_t begin = 0;  ///< the statement's octets in the text, without blanks and ';' around it
  std::size_t length = 0;
  std::string operation;  ///< "SELECT", "INSERT", "CREATE TABLE", "BEGIN", ...; upper case
  std::vector<std::string>
      collections;  ///< the table written to first, then those read, as written
};

struct Script {
  std::vector<Meaning> statements;
  bool parsed = false;   ///< the grammar took it
  bool refused = false;  ///< the grammar found an error in it
};

/// The text's statements. Never empty unless the text holds none (blanks and comments only).
std::shared_ptr<const Script> read(std::string_view text);

/// The `index`-th statement of `text`; empty when there is no such. Borrowed from `text`.
std::string_view statement_at(std::string_view text, std::size_t index);

/// The first word after blanks and comments, in upper case.
std::string first_word(std::string_view text);

/// PREPARE name [(types)] AS query.
struct Preparation {
  std::string name;
  std::string query;
};
std::optional<Preparation> read_prepare(std::string_view text);

}  // namespace goldwire::postgres::sql
