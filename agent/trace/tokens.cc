// Tokens: one scan over every text of one half.
#include "agent/trace/tokens.h"

#include <algorithm>
#include <array>
#include <utility>
#include <xxhash.h>

#include "protocols/base/semconv.h"

namespace goldwire {
namespace {

/// Enough for any request that identifies something; a file upload is not searched to its end.
constexpr std::size_t kMostTokens = 4096;
constexpr std::size_t kMostOctets = 256U << 10;

enum class Octet : std::uint8_t { outside, inside, digit };

/// What each octet is in a run.
constexpr std::array<Octet, 256> kOctets = [] {
  std::array<Octet, 256> octets{};
  for (const char c :
       std::string_view("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_-.@+")) {
    octets[static_cast<std::uint8_t>(c)] = Octet::inside;
  }
  for (char c = '0'; c <= '9'; ++c) octets[static_cast<std::uint8_t>(c)] = Octet::digit;
  return octets;
}();

Octet octet_of(char c) { return kOctets[static_cast<std::uint8_t>(c)]; }

void scan_text(Tokens& tokens, std::string_view text) {
  text = text.substr(0, kMostOctets);
  std::size_t at = 0;
  while (tokens.size() < kMostTokens) {
    while (at < text.size() && octet_of(text[at]) == Octet::outside) ++at;
    if (at == text.size()) return;
    const std::size_t begin = at;
    bool digit = false;
    for (; at < text.size() && octet_of(text[at]) != Octet::outside; ++at) {
      digit |= octet_of(text[at]) == Octet::digit;
    }
    std::string_view run = text.substr(begin, at - begin);
    while (!run.empty() && (run.back() == '.' || run.back() == '-')) run.remove_suffix(1);
    if (run.size() < 3 || (!digit && run.size() < 12)) continue;
    tokens.push_back({XXH3_64bits(run.data(), run.size()),
                      static_cast<std::uint8_t>(std::min<std::size_t>(run.size(), Token::kLong))});
  }
}

void scan_value(Tokens& tokens, const Value& value) {
  if (const auto* text = value.text()) {
    scan_text(tokens, *text);
  } else if (const auto* number = value.number()) {
    scan_text(tokens, number->text);
  } else if (const auto* list = value.list()) {
    for (const Value& item : *list) scan_value(tokens, item);
  } else if (const auto* object = value.object()) {
    for (const auto& [name, member] : *object) scan_value(tokens, member);
  } else if (const auto* blob = value.blob()) {
    scan_text(tokens, blob->octets);
  }
}

void scan_payload(Tokens& tokens, const Payload& payload) {
  if (const auto* text = std::get_if<std::string>(&payload.body)) {
    scan_text(tokens, *text);
  } else if (const auto* value = std::get_if<Value>(&payload.body)) {
    scan_value(tokens, *value);
  }
}

void scan_headers(Tokens& tokens, const Attributes& attributes, std::string_view prefix) {
  for (const Attribute& attribute : attributes.all()) {
    if (!attribute.key.starts_with(prefix)) continue;
    if (const auto* values = std::get_if<std::vector<std::string>>(&attribute.value)) {
      for (const std::string& value : *values) scan_text(tokens, value);
    }
  }
}

/// Marks what was found so far as the head's.
void mark_head(Tokens& tokens) {
  for (Token& token : tokens) token.head = true;
}

/// What stands in head and body is the body's.
Tokens settle(Tokens tokens) {
  std::ranges::sort(tokens, {},
                    [](const Token& token) { return std::pair(token.hash, token.head); });
  const auto [first, last] = std::ranges::unique(tokens);
  tokens.erase(first, last);
  return tokens;
}

}  // namespace

Tokens request_tokens(const Interaction& interaction) {
  Tokens tokens;
  scan_text(tokens, interaction.attributes.text(semconv::kDbQueryText));
  scan_headers(tokens, interaction.attributes, semconv::kHttpRequestHeaderPrefix);
  mark_head(tokens);
  scan_text(tokens, interaction.attributes.text(semconv::kUrlPath));
  scan_text(tokens, interaction.attributes.text(semconv::kUrlQuery));
  // What a consumer receives is the answer to its fetch, yet it is what its work begins with.
  scan_payload(tokens, interaction.role == Role::receive ? interaction.response_payload
                                                         : interaction.request_payload);
  return settle(std::move(tokens));
}

Tokens response_tokens(const Interaction& interaction) {
  Tokens tokens;
  if (interaction.role == Role::receive) return tokens;
  scan_headers(tokens, interaction.attributes, semconv::kHttpResponseHeaderPrefix);
  mark_head(tokens);
  scan_payload(tokens, interaction.response_payload);
  return settle(std::move(tokens));
}

}  // namespace goldwire
