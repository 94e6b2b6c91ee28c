// SQL summary: words one after another.
#include "protocols/http/api_sql.h"

#include <algorithm>

namespace goldwire::http {
namespace {

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '$' || static_cast<unsigned char>(c) >= 0x80;
}

std::string upper(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return out;
}

class Words {
 public:
  explicit Words(std::string_view text) : rest_(text) {}

  /// A word, a quoted identifier without its quotes, or one other character; empty at the end.
  std::string_view next() {
    skip();
    if (rest_.empty()) return {};
    const char first = rest_.front();
    if (first == '`' || first == '"' || first == '\'') return quoted(first);
    std::size_t size = 1;
    if (is_word(first)) {
      while (size < rest_.size() && is_word(rest_[size])) ++size;
    }
    return take(size);
  }
  /// True when a dot follows at once; it is taken.
  bool dot() {
    if (!rest_.starts_with('.')) return false;
    rest_.remove_prefix(1);
    return true;
  }

 private:
  void skip() {
    while (!rest_.empty()) {
      if (rest_.starts_with("--")) {
        rest_.remove_prefix(std::min(rest_.find('\n'), rest_.size()));
      } else if (rest_.starts_with("/*")) {
        const std::size_t end = rest_.find("*/");
        rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 2);
      } else if (std::string_view(" \t\r\n(").find(rest_.front()) != std::string_view::npos) {
        rest_.remove_prefix(1);
      } else {
        return;
      }
    }
  }
  std::string_view quoted(char quote) {
    const std::size_t end = rest_.find(quote, 1);
    const std::string_view inner = rest_.substr(1, end == std::string_view::npos ? end : end - 1);
    rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
    // A literal is no name.
    return quote == '\'' ? std::string_view("'") : inner;
  }
  std::string_view take(std::size_t size) {
    const std::string_view out = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return out;
  }

  std::string_view rest_;
};

std::string qualified(Words& words, std::string_view first) {
  std::string name(first);
  while (words.dot()) name.append(".").append(words.next());
  return name;
}

/// Words between the one that announces a table and its name.
bool is_filler(std::string_view word) {
  for (const std::string_view one :
       {"TABLE", "IF", "NOT", "EXISTS", "ONLY", "INTO", "OVERWRITE", "VIEW", "FROM", "AS"}) {
    if (word == one) return true;
  }
  return false;
}

/// Whether the table's name is announced by `word` in a statement of `operation`.
bool announces(std::string_view operation, std::string_view word) {
  if (operation == "SELECT" || operation == "WITH" || operation == "DELETE") return word == "FROM";
  if (operation == "INSERT" || operation == "MERGE" || operation == "COPY") {
    return word == "INTO" || word == "OVERWRITE";
  }
  return word == "TABLE" || word == "VIEW";
}

}  // namespace

SqlSummary summary_of_sql(std::string_view statement) {
  Words words(statement);
  SqlSummary summary;
  summary.operation = upper(words.next());
  if (summary.operation.empty() || !is_word(summary.operation.front())) return {};
  const std::string verb = summary.operation;
  bool announced = verb == "UPDATE" || verb == "TRUNCATE" || verb == "DESCRIBE";
  for (std::string_view word = words.next(); !word.empty(); word = words.next()) {
    const std::string known = upper(word);
    if (announced && !is_filler(known)) {
      if (is_word(word.front())) summary.collection = qualified(words, word);
      break;
    }
    if (verb == "WITH" && (known == "SELECT" || known == "INSERT")) summary.operation = known;
    if (!announced) announced = announces(verb, known);
    const bool schema = verb == "CREATE" || verb == "DROP" || verb == "ALTER";
    if (schema && (known == "TABLE" || known == "VIEW")) summary.operation.append(" ") += known;
  }
  return summary;
}

}  // namespace goldwire::http
