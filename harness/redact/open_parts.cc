// Every group of a secret's words, looked up among the words of all texts.
#include "harness/redact/open_parts.h"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <vector>

namespace goldwire {
namespace {

constexpr std::size_t kShortestPart = 16;
constexpr std::size_t kShortestRest = 16;
constexpr std::size_t kLongestSecret = 256;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_alnum(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }
bool is_joined(char c) { return is_alnum(c) || c == '-' || c == '_'; }

/// Longer than a person would choose, and not of letters or digits alone.
bool is_odd(std::string_view text, std::size_t shortest) {
  return text.size() >= shortest && std::ranges::any_of(text, is_digit) &&
         std::ranges::any_of(text, [](char c) { return is_alnum(c) && !is_digit(c); });
}

struct Span {
  std::size_t begin;
  std::size_t end;
};

std::vector<Span> words_of(std::string_view text) {
  std::vector<Span> out;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    while (end < text.size() && is_alnum(text[end])) ++end;
    if (end > at) out.push_back({at, end});
    at = end + 1;
  }
  return out;
}

/// The groups of words that may be open, longest first.
std::vector<Span> groups_of(std::string_view secret) {
  std::vector<Span> out;
  if (secret.size() > kLongestSecret) return out;
  const std::vector<Span> words = words_of(secret);
  const auto is_odd_word = [&](const Span& word) {
    return is_odd(secret.substr(word.begin, word.end - word.begin), kShortestRest);
  };
  for (std::size_t first = 0; first < words.size(); ++first) {
    for (std::size_t last = first; last < words.size(); ++last) {
      const Span group{words[first].begin, words[last].end};
      const bool rest =
          std::any_of(words.begin(), words.begin() + std::ptrdiff_t(first), is_odd_word) ||
          std::any_of(words.begin() + std::ptrdiff_t(last) + 1, words.end(), is_odd_word);
      const std::string_view text = secret.substr(group.begin, group.end - group.begin);
      if (rest && is_odd(text, kShortestPart) && std::ranges::all_of(text, is_joined)) {
        out.push_back(group);
      }
    }
  }
  std::ranges::stable_sort(out, std::greater(),
                           [](const Span& group) { return group.end - group.begin; });
  return out;
}

/// What stands beside an open part: the characters that join it to the part stay.
std::string hidden(std::string_view text, bool in_front, const Replace& replace) {
  std::size_t joint = 0;
  while (joint < text.size() && !is_alnum(text[in_front ? text.size() - 1 - joint : joint])) {
    ++joint;
  }
  if (joint == text.size()) return std::string(text);
  const std::size_t length = text.size() - joint;
  return in_front ? replace(text.substr(0, length)) + std::string(text.substr(length))
                  : std::string(text.substr(0, joint)) + replace(text.substr(joint));
}

}  // namespace

OpenParts::OpenParts(const std::set<std::string>& secrets) {
  for (const std::string& secret : secrets) {
    for (const Span& group : groups_of(secret)) {
      found_.emplace(secret.substr(group.begin, group.end - group.begin), false);
    }
  }
}

void OpenParts::see(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    while (end < text.size() && is_joined(text[end])) ++end;
    if (end - at >= kShortestPart) {
      const auto known = found_.find(text.substr(at, end - at));
      if (known != found_.end()) known->second = true;
    }
    at = end + 1;
  }
}

std::string OpenParts::opened(std::string_view secret, const Replace& replace) const {
  for (const Span& group : groups_of(secret)) {
    const std::string_view part = secret.substr(group.begin, group.end - group.begin);
    const auto known = found_.find(part);
    if (known == found_.end() || !known->second) continue;
    return hidden(secret.substr(0, group.begin), true, replace) + std::string(part) +
           hidden(secret.substr(group.end), false, replace);
  }
  return {};
}

}  // namespace goldwire
