// Test tool: what a C++ source defines for the whole program: types and functions by their full
// name.
//
// Contract: reads tokens, no grammar; enough for this tree's own style. Left out is what no other
// file can meet: anonymous namespaces, bodies of functions, static functions. A declaration is no
// definition. Aliases, variables and macros are not read.
#pragma once

#include <algorithm>
#include <cctype>
#include <string>
#include <string_view>
#include <vector>

namespace goldwire::testing {

struct Definition {
  std::string name;  ///< "goldwire::Outer::Inner", "goldwire::size_of(const Packet&)"
  std::size_t line = 0;
};

struct Token {
  std::string text;
  std::size_t line = 0;
};

/// Identifiers, numbers, `::` and single marks; without comments, literals and preprocessor lines.
inline std::vector<Token> tokens_of(std::string_view text) {
  std::vector<Token> tokens;
  std::size_t line = 1;
  std::size_t at = 0;
  const auto word = [](char c) { return c == '_' || std::isalnum(static_cast<unsigned char>(c)); };
  const auto skip_to = [&](std::size_t end) {
    end = std::min(end, text.size());
    line +=
        static_cast<std::size_t>(std::count(text.begin() + static_cast<std::ptrdiff_t>(at),
                                            text.begin() + static_cast<std::ptrdiff_t>(end), '\n'));
    at = end;
  };
  const auto behind = [&](std::string_view mark, std::size_t from) {
    const std::size_t found = text.find(mark, from);
    return found == std::string_view::npos ? text.size() : found + mark.size();
  };
  const auto behind_literal = [&](char quote) {
    std::size_t end = at + 1;
    while (end < text.size() && text[end] != quote) end += text[end] == '\\' ? 2 : 1;
    return end + 1;
  };
  bool begins_line = true;
  while (at < text.size()) {
    const char c = text[at];
    if (std::isspace(static_cast<unsigned char>(c))) {
      begins_line = begins_line || c == '\n';
      skip_to(at + 1);
      continue;
    }
    if (c == '#' && begins_line) {
      std::size_t end = behind("\n", at);
      while (end < text.size() && text[end - 2] == '\\') end = behind("\n", end);
      skip_to(end);
      continue;
    }
    begins_line = false;
    if (text.substr(at, 2) == "//") {
      skip_to(text.find('\n', at));
    } else if (text.substr(at, 2) == "/*") {
      skip_to(behind("*/", at + 2));
    } else if (c == '"' && !tokens.empty() && at > 0 && text[at - 1] == 'R') {
      const std::string delimiter(text.substr(at + 1, text.find('(', at) - at - 1));
      tokens.pop_back();  // the R
      skip_to(behind(")" + delimiter + "\"", at));
    } else if (c == '"' || c == '\'') {
      skip_to(behind_literal(c));
    } else if (word(c)) {
      const bool number = std::isdigit(static_cast<unsigned char>(c)) != 0;
      std::size_t end = at;
      while (end < text.size() && (word(text[end]) || (number && text[end] == '\''))) ++end;
      tokens.push_back({std::string(text.substr(at, end - at)), line});
      at = end;
    } else {
      const std::size_t length = text.substr(at, 2) == "::" ? 2 : 1;
      tokens.push_back({std::string(text.substr(at, length)), line});
      at += length;
    }
  }
  return tokens;
}

/// Reads what stands in front of a brace (since the last `;`, `{` or `}`).
class Head {
 public:
  explicit Head(const std::vector<Token>& tokens) {
    int angles = 0;
    bool attribute = false;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      const std::string& text = tokens[i].text;
      const bool named_so = i > 0 && tokens[i - 1].text == "operator";
      if (text == "template" && angles == 0) is_template_ = true;
      if (text == "[" && i + 1 < tokens.size() && tokens[i + 1].text == "[") attribute = true;
      if (text == "]" && i > 0 && tokens[i - 1].text == "]") {
        attribute = false;
        continue;
      }
      if (attribute) continue;
      all_.push_back(text);
      if (text == ">" && !named_so && angles > 0) --angles;
      depth_.push_back(angles);
      if (text == "<" && !named_so && open_ == kNowhere) ++angles;
      if (text == "(" && angles == 0 && open_ == kNowhere && !named_so && i > 0 &&
          !is_one_of(tokens[i - 1].text, {"decltype", "alignas", "requires", "explicit"})) {
        open_ = all_.size() - 1;
      }
    }
  }

  bool empty() const { return all_.empty(); }
  bool is_namespace() const { return find("namespace") != kNowhere; }
  /// extern "C": its braces are no scope of names.
  bool is_linkage() const { return all_.size() == 1 && all_[0] == "extern"; }
  /// "a::b"; empty for an anonymous one.
  std::string namespace_name() const { return joined(find("namespace") + 1, all_.size()); }

  /// The name of the type that is defined, template arguments of a specialization too; empty when
  /// none is, or one without a name.
  std::string type_name() const {
    std::size_t at = kNowhere;
    for (const char* key : {"enum", "class", "struct", "union"}) at = std::min(at, find(key));
    if (at == kNowhere || at > open_ || at > find("=")) return {};
    ++at;
    if (at < all_.size() && is_one_of(all_[at], {"class", "struct"})) ++at;
    if (at < all_.size() && all_[at] == "alignas") at = close_of(at + 1) + 1;
    std::size_t end = at;
    while (end < all_.size() && all_[end] != ":" && all_[end] != "final") {
      if (end > at && depth_[end] == 0 && is_word(all_[end]) && is_word(all_[end - 1])) return {};
      ++end;
    }
    return joined(at, end);
  }

  /// "name(types of its parameters)"; empty when it is no function that other files can meet.
  std::string function_name() const {
    if (open_ == kNowhere || open_ == 0 || find("static") < open_ || all_[0] == ",") return {};
    const std::size_t spelled = find("operator");
    if (spelled > open_ && find("=") < open_) return {};
    std::size_t first = spelled < open_ ? spelled : open_ - 1;
    if (!is_word(all_[first]) && all_[first] != ">") return {};
    while (first >= 2 && all_[first - 1] == "::" && is_word(all_[first - 2])) first -= 2;
    std::string name = joined(first, open_) + "(";
    const std::size_t close = close_of(open_);
    for (std::size_t from = open_ + 1; from < close;) {
      const std::size_t end = end_of_parameter(from, close);
      name += (name.back() == '(' ? "" : ", ") + type_of_parameter(from, end);
      from = end + 1;
    }
    name += ")";
    if (is_template_) name += " of " + joined(0, first);  // what its parameters may be
    return name;
  }

 private:
  static constexpr std::size_t kNowhere = static_cast<std::size_t>(-1);

  static bool is_one_of(const std::string& text, const std::vector<std::string>& words) {
    return std::ranges::find(words, text) != words.end();
  }
  static bool is_word(const std::string& text) {
    return text[0] == '_' || std::isalnum(static_cast<unsigned char>(text[0])) != 0;
  }
  /// Outside of template parameters and arguments.
  std::size_t find(std::string_view word) const {
    for (std::size_t i = 0; i < all_.size(); ++i) {
      if (depth_[i] == 0 && all_[i] == word) return i;
    }
    return kNowhere;
  }
  std::size_t close_of(std::size_t open) const {
    int depth = 0;
    for (std::size_t i = open; i < all_.size(); ++i) {
      depth += all_[i] == "(" ? 1 : all_[i] == ")" ? -1 : 0;
      if (depth == 0) return i;
    }
    return all_.size();
  }
  std::size_t end_of_parameter(std::size_t from, std::size_t close) const {
    int depth = 0;
    for (std::size_t i = from; i < close; ++i) {
      if (is_one_of(all_[i], {"(", "<", "["})) ++depth;
      if (is_one_of(all_[i], {")", ">", "]"})) --depth;
      if (all_[i] == "," && depth == 0) return i;
    }
    return close;
  }
  /// Without its name and its default.
  std::string type_of_parameter(std::size_t from, std::size_t end) const {
    for (std::size_t i = from; i < end; ++i) {
      if (all_[i] == "=") end = i;
    }
    const bool named = end - from >= 2 && is_word(all_[end - 1]) && all_[end - 2] != "::" &&
                       !(end - from == 2 && all_[from] == "const");
    return joined(from, named ? end - 1 : end);
  }
  std::string joined(std::size_t from, std::size_t end) const {
    std::string text;
    for (std::size_t i = from; i < std::min(end, all_.size()); ++i) {
      if (!text.empty() && is_word(all_[i]) && is_word(all_[i - 1])) text += ' ';
      text += all_[i];
    }
    return text;
  }

  std::vector<std::string> all_;
  std::vector<int> depth_;  ///< how many template lists stand around each
  std::size_t open_ = kNowhere;
  bool is_template_ = false;
};

inline std::vector<Definition> definitions_of(std::string_view text) {
  struct Scope {
    std::string name;     ///< "goldwire::Outer::", as a prefix
    bool hidden = false;  ///< nobody else can name what is defined here
    bool is_type = false;
  };
  std::vector<Definition> found;
  std::vector<Scope> scopes{{}};
  std::vector<Token> since;  // the last end of something
  int parentheses = 0;
  for (const Token& token : tokens_of(text)) {
    if (token.text == "(") ++parentheses;
    if (token.text == ")") --parentheses;
    if (parentheses > 0) {  // a brace in there is a default or a lambda
      since.push_back(token);
    } else if (token.text == "{") {
      const Head head(since);
      Scope scope = scopes.back();
      const std::size_t line = since.empty() ? token.line : since.front().line;
      if (scope.hidden || head.is_linkage()) {
        // as the one around it
      } else if (head.is_namespace()) {
        const std::string name = head.namespace_name();
        scope.hidden = name.empty();
        scope.name += name + "::";
      } else if (const std::string type = head.type_name(); !type.empty()) {
        found.push_back({scope.name + type, line});
        scope.name += type + "::";
        scope.is_type = true;
      } else {
        const std::string function = scope.is_type ? "" : head.function_name();
        if (!function.empty()) found.push_back({scope.name + function, line});
        scope.hidden = true;
      }
      scopes.push_back(scope);
      since.clear();
    } else if (token.text == "}") {
      if (scopes.size() > 1) scopes.pop_back();
      since.clear();
    } else if (token.text == ";") {
      since.clear();
    } else {
      since.push_back(token);
    }
  }
  return found;
}

}  // namespace goldwire::testing
