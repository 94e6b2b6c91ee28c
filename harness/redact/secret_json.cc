// A walk over the words of JSON. Quotes of JSON inside a string have backslashes: their number
// tells the level, and only quotes of one level are read together.
#include "harness/redact/secret_json.h"

#include <algorithm>

#include "protocols/base/json.h"

namespace goldwire {
namespace {

struct Word {
  enum class Kind { end, text, mark, bare };
  Kind kind = Kind::end;
  std::size_t begin = 0;  ///< of a text, the first character inside its quotes
  std::size_t close = 0;  ///< one past the last; the text's end when it was cut
  std::size_t after = 0;  ///< where the next word may begin
};

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

std::size_t backslashes_before(std::string_view text, std::size_t at, std::size_t from) {
  std::size_t count = 0;
  while (at > from + count && text[at - count - 1] == '\\') ++count;
  return count;
}

/// The string whose opening quote is at `at`, and whose quotes have `escapes` backslashes.
Word text_at(std::string_view text, std::size_t at, std::size_t escapes) {
  for (std::size_t end = text.find('"', at + 1); end != std::string_view::npos;
       end = text.find('"', end + 1)) {
    if (backslashes_before(text, end, at + 1) == escapes) {
      return {Word::Kind::text, at + 1, end - escapes, end + 1};
    }
  }
  return {Word::Kind::text, at + 1, text.size(), text.size()};
}

Word word_at(std::string_view text, std::size_t at, std::size_t escapes) {
  while (at < text.size()) {
    const std::size_t quote = std::min(text.find_first_not_of('\\', at), text.size());
    const std::size_t slashes = quote - at;
    const char next = quote < text.size() ? text[quote] : '\0';
    if (next == '"' && slashes == escapes) return text_at(text, quote, escapes);
    if (next == '"' && slashes < escapes) break;  // the string around all this ends
    const bool escaped_blank = slashes > 0 && (next == 'n' || next == 'r' || next == 't');
    if (!escaped_blank && (slashes > 0 || !is_blank(next))) {
      if (slashes == 0 && std::string_view("{}[],:").find(next) != std::string_view::npos) {
        return {Word::Kind::mark, at, at + 1, at + 1};
      }
      const std::size_t end =
          std::min(text.find_first_of("{}[],: \t\r\n\"\\", std::max(quote, at + 1)), text.size());
      return {Word::Kind::bare, at, end, end};
    }
    at = quote + 1;
  }
  return {Word::Kind::end, text.size(), text.size(), text.size()};
}

class Scanner {
 public:
  Scanner(std::string_view text, const RedactionRules& rules, const Replace& replace)
      : text_(text), rules_(rules), replace_(replace) {}

  std::string redacted() {
    std::size_t pair_end = 0;  // up to here, siblings of a name that says secret
    for (std::size_t at = text_.find('"'); at < text_.size();) {
      const std::size_t escapes = backslashes_before(text_, at, 0);
      const Word name = text_at(text_, at, escapes);
      const Word colon = word_at(text_, name.after, escapes);
      // Not past the closing quote: in JSON inside a string it may open the next one.
      at = text_.find('"', at + 1);
      if (!is(colon, ':')) continue;
      const bool value_of_pair = is_pair_value(spelled(name)) &&
                                 (name.begin < pair_end || sees_secret_name(colon.after, escapes));
      if (value_of_pair || is_secret_field(spelled(name), rules_)) {
        at = text_.find('"', hide(colon.after, escapes));
      } else if (says_secret(name, word_at(text_, colon.after, escapes))) {
        pair_end = std::max(pair_end, end_of_object(colon.after, escapes));
      }
    }
    return out_.append(text_.substr(copied_));
  }

 private:
  bool is(const Word& word, char mark) const {
    return word.kind == Word::Kind::mark && text_[word.begin] == mark;
  }
  bool opens(const Word& word) const { return is(word, '{') || is(word, '['); }
  bool closes(const Word& word) const { return is(word, '}') || is(word, ']'); }
  std::string_view spelled(const Word& word) const {
    return text_.substr(word.begin, word.close - word.begin);
  }
  /// "name": "password"
  bool says_secret(const Word& name, const Word& value) const {
    return value.kind == Word::Kind::text && is_pair_name(spelled(name)) &&
           is_secret_field(spelled(value), rules_);
  }

  /// Where the object ends in which `at` stands; calls `member` for each of its words from there.
  template <class Visit>
  std::size_t walk(std::size_t at, std::size_t escapes, Visit visit) const {
    for (int depth = 0; true;) {
      const Word word = word_at(text_, at, escapes);
      if (word.kind == Word::Kind::end || (closes(word) && --depth < 0)) return word.begin;
      if (opens(word)) ++depth;
      if (depth == 0 && visit(word)) return word.begin;
      at = word.after;
    }
  }
  std::size_t end_of_object(std::size_t at, std::size_t escapes) const {
    return walk(at, escapes, [](const Word&) { return false; });
  }
  bool sees_secret_name(std::size_t at, std::size_t escapes) const {
    bool seen = false;
    walk(at, escapes, [&](const Word& word) {
      const Word colon = word_at(text_, word.after, escapes);
      seen = word.kind == Word::Kind::text && is(colon, ':') &&
             says_secret(word, word_at(text_, colon.after, escapes));
      return seen;
    });
    return seen;
  }

  /// Hides all scalars of the value that begins at `at`; gives the place behind it.
  std::size_t hide(std::size_t at, std::size_t escapes) {
    for (int depth = 0; true;) {
      const Word word = word_at(text_, at, escapes);
      if (word.kind == Word::Kind::end) return word.after;
      if (closes(word) && --depth < 0) return word.begin;
      if (depth == 0 && is(word, ',')) return word.begin;
      if (opens(word)) ++depth;
      const bool name = depth > 0 && is(word_at(text_, word.after, escapes), ':');
      if (word.kind == Word::Kind::text && !name) hide_text(word, escapes);
      if (word.kind == Word::Kind::bare) hide_bare(word, escapes);
      at = word.after;
      if (depth == 0) return at;
    }
  }

  void hide_text(const Word& word, std::size_t escapes) {
    const std::string_view inner = spelled(word);
    if (inner.empty()) return;
    const auto plain =
        escapes == 0 ? read_json("\"" + std::string(inner) + "\"") : Decoded<Value>(Value(inner));
    put(word, replace_(plain && plain->text() ? *plain->text() : inner));
  }
  void hide_bare(const Word& word, std::size_t escapes) {
    const std::string_view bare = spelled(word);
    if (bare == "true" || bare == "false" || bare == "null") return;
    const std::string marks = std::string(escapes, '\\') + '"';
    put(word, marks + replace_(bare) + marks);
  }
  void put(const Word& word, const std::string& instead) {
    out_ += text_.substr(copied_, word.begin - copied_);
    out_ += instead;
    copied_ = word.close;
  }

  std::string_view text_;
  const RedactionRules& rules_;
  const Replace& replace_;
  std::string out_;
  std::size_t copied_ = 0;
};

}  // namespace

std::string redact_json(std::string_view text, const RedactionRules& rules,
                        const Replace& replace) {
  return Scanner(text, rules, replace).redacted();
}

}  // namespace goldwire
