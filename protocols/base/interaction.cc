// Attributes: small ordered list, searched front to back (spans carry tens, not thousands).
#include "protocols/base/interaction.h"

namespace goldwire {
namespace {

/// So many attributes most interactions have: they are moved less while the list grows.
constexpr std::size_t kUsual = 16;

}  // namespace

void Attributes::set(std::string_view key, AttributeValue value) {
  for (Attribute& attribute : all_) {
    if (attribute.key == key) {
      attribute.value = std::move(value);
      return;
    }
  }
  if (all_.empty()) all_.reserve(kUsual);
  all_.push_back({std::string(key), std::move(value)});
}

void Attributes::append(std::string_view key, std::string_view value) {
  for (Attribute& attribute : all_) {
    if (attribute.key != key) continue;
    if (auto* list = std::get_if<std::vector<std::string>>(&attribute.value)) {
      list->emplace_back(value);
      return;
    }
  }
  set(key, std::vector<std::string>{std::string(value)});
}

const AttributeValue* Attributes::find(std::string_view key) const {
  for (const Attribute& attribute : all_) {
    if (attribute.key == key) return &attribute.value;
  }
  return nullptr;
}

std::string_view Attributes::text(std::string_view key) const {
  const AttributeValue* value = find(key);
  const auto* text = value == nullptr ? nullptr : std::get_if<std::string>(value);
  return text == nullptr ? std::string_view{} : std::string_view(*text);
}

std::optional<std::int64_t> Attributes::integer(std::string_view key) const {
  const AttributeValue* value = find(key);
  const auto* number = value == nullptr ? nullptr : std::get_if<std::int64_t>(value);
  return number == nullptr ? std::nullopt : std::optional(*number);
}

}  // namespace goldwire
