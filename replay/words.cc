// Words: cutting, finding, replacing.
#include "replay/words.h"

#include <algorithm>
#include <cctype>

#include "replay/message.h"

namespace goldwire::replay {
namespace {

constexpr std::size_t kLongest = 4096;    ///< octets of a text that is cut into words
constexpr std::size_t kHash = 16;         ///< hex digits of a redacted secret
constexpr std::size_t kDistinctive = 16;  ///< characters of a random token
constexpr std::string_view kCoarse = " \t\r\n\"'<>()[]{},;";
constexpr std::string_view kFine = " \t\r\n\"'<>()[]{},;/?&=#|";

bool is_alnum(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_hex(char c) { return std::isxdigit(static_cast<unsigned char>(c)) != 0; }

void add_between(std::vector<std::string_view>& out, std::string_view text,
                 std::string_view separators) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find_first_of(separators, at), text.size());
    if (end > at) out.push_back(text.substr(at, end - at));
    at = end + 1;
  }
}

/// Where `word` stands alone in `text`, at or after `from`.
std::size_t find_word(std::string_view text, std::string_view word, std::size_t from) {
  if (word.empty()) return std::string_view::npos;
  for (std::size_t at = text.find(word, from); at != std::string_view::npos;
       at = text.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    const bool begins = at == 0 || !is_alnum(text[at - 1]) || !is_alnum(word.front());
    const bool ends = end == text.size() || !is_alnum(text[end]) || !is_alnum(word.back());
    if (begins && ends) return at;
  }
  return std::string_view::npos;
}

}  // namespace

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  if (text.empty()) return words;
  words.push_back(text);
  if (text.size() > kLongest) return words;
  add_between(words, text, kCoarse);
  add_between(words, text, kFine);
  std::ranges::stable_sort(words, std::greater(), &std::string_view::size);
  std::vector<std::string_view> once;
  for (const std::string_view word : words) {
    if (std::ranges::find(once, word) == once.end()) once.push_back(word);
  }
  return once;
}

bool holds_word(std::string_view text, std::string_view word) {
  return find_word(text, word, 0) != std::string_view::npos;
}

std::string with_word(std::string_view text, std::string_view word, std::string_view replacement) {
  std::string out;
  std::size_t copied = 0;
  for (std::size_t at = find_word(text, word, 0); at != std::string_view::npos;
       at = find_word(text, word, copied)) {
    out.append(text.substr(copied, at - copied)).append(replacement);
    copied = at + word.size();
  }
  return out.append(text.substr(copied));
}

bool is_distinctive(std::string_view word) {
  if (word.starts_with(kRedacted)) return true;
  const bool token = std::ranges::all_of(
      word, [](char c) { return is_alnum(c) || std::string_view("-_.~+/=:").contains(c); });
  return word.size() >= kDistinctive && token && std::ranges::any_of(word, is_digit) &&
         std::ranges::any_of(word, [](char c) { return is_alnum(c) && !is_digit(c); });
}

std::vector<std::string_view> redacted_words(std::string_view text) {
  std::vector<std::string_view> out;
  for (std::size_t at = text.find(kRedacted); at != std::string_view::npos;
       at = text.find(kRedacted, at + 1)) {
    const std::string_view word = text.substr(at, kRedacted.size() + kHash);
    const std::string_view hash = word.substr(kRedacted.size());
    if (hash.size() == kHash && std::ranges::all_of(hash, is_hex)) out.push_back(word);
  }
  return out;
}

}  // namespace goldwire::replay
