// By the first characters of each word.
#include "harness/canonical/part_finder.h"

#include <algorithm>
#include <cctype>
#include <functional>

#include "harness/canonical/value_class.h"

namespace goldwire {
namespace {

constexpr std::size_t kNone = static_cast<std::size_t>(-1);
constexpr std::size_t kUuid = 36;

bool is_word(char c) {
  const auto octet = static_cast<unsigned char>(c);
  return octet >= 0x80 || std::isalnum(octet) != 0;
}

bool is_hex(char c) { return std::isxdigit(static_cast<unsigned char>(c)) != 0; }

/// Whether a word may begin or end between the characters in front of `at` and at it.
bool is_border(std::string_view text, std::size_t at) {
  if (at == 0 || at == text.size() || !is_word(text[at - 1]) || !is_word(text[at])) return true;
  return at >= 3 && text[at - 3] == '%' && is_hex(text[at - 2]) && is_hex(text[at - 1]);
}

/// The length of the uuid at `at`; 0 when there is none.
std::size_t uuid_at(std::string_view text, std::size_t at) {
  const bool uuid = fits(text.substr(at, kUuid), ValueClass::uuid) && is_border(text, at + kUuid);
  return uuid ? kUuid : 0;
}

}  // namespace

void PartFinder::add(std::string_view text, std::size_t value) {
  if (text.size() < kShortest) return;
  std::vector<Known>& same_head = by_head_[std::string(text.substr(0, kShortest))];
  if (std::ranges::find(same_head, text, &Known::text) != same_head.end()) return;
  same_head.push_back({std::string(text), value});
}

const PartFinder::Known* PartFinder::longest_at(std::string_view text, std::size_t at,
                                                std::size_t but) const {
  const auto same_head = by_head_.find(text.substr(at, kShortest));
  if (same_head == by_head_.end()) return nullptr;
  const Known* longest = nullptr;
  for (const Known& known : same_head->second) {
    if (known.value == but || !text.substr(at).starts_with(known.text)) continue;
    if (!is_border(text, at + known.text.size())) continue;
    if (longest == nullptr || known.text.size() > longest->text.size()) longest = &known;
  }
  return longest;
}

std::vector<PartFinder::Part> PartFinder::find(std::string_view text) const {
  return find(text, kNone);
}

std::vector<PartFinder::Part> PartFinder::find(std::string_view text, std::size_t but) const {
  std::vector<Part> out;
  for (std::size_t at = 0; at + kShortest <= text.size();) {
    if (!is_border(text, at)) {
      ++at;
      continue;
    }
    const std::size_t uuid = uuid_at(text, at);
    const Known* known = longest_at(text, at, but);
    if (known != nullptr && known->text.size() >= uuid) {
      out.push_back({at, known->text.size(), known->value});
      at += known->text.size();
    } else {
      at += std::max<std::size_t>(uuid, 1);
    }
  }
  return out;
}

}  // namespace goldwire
