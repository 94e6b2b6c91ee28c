// Costs per leaf: nothing for what agrees, little for what may be a generated value, most for a
// known id in another's place.
#include "harness/align/likeness.h"

#include <algorithm>
#include <array>

#include "harness/canonical/noise_kind.h"

namespace goldwire {
namespace {

constexpr std::int64_t kConflict = 6;  ///< an id that is known to be another one
constexpr std::int64_t kOther = 4;     ///< differs, and is no generated value
constexpr std::int64_t kAbsent = 3;    ///< on one side only
constexpr std::int64_t kNumber = 2;    ///< two numbers: generated or not
constexpr std::int64_t kUnknown = 1;   ///< two generated values not seen before

/// Calls f(reference leaf or null, leaf or null) for every path of either span.
template <class F>
void for_each_leaf(const GoldenSpan& reference, const CanonicalSpan& span, F&& f) {
  auto a = reference.leaves.begin();
  auto b = span.leaves.begin();
  while (a != reference.leaves.end() || b != span.leaves.end()) {
    if (b == span.leaves.end() || (a != reference.leaves.end() && path_less(a->path, b->path))) {
      f(&*a++, nullptr);
    } else if (a == reference.leaves.end() || path_less(b->path, a->path)) {
      f(nullptr, &*b++);
    } else {
      f(&*a++, &*b++);
    }
  }
}

ValueClass class_of_pair(std::string_view a, std::string_view b) {
  const std::array texts{a, b};
  return common_class(texts, {});
}

bool is_time(ValueClass value_class) {
  return value_class == ValueClass::timestamp || value_class == ValueClass::epoch;
}

/// Values that an application generates to name something, as far as one pair shows.
bool looks_like_ids(std::string_view a, std::string_view b, ValueClass value_class) {
  switch (value_class) {
    case ValueClass::uuid:
    case ValueClass::hex:
      return true;
    case ValueClass::token:
      return is_distinctive(a, value_class) && is_distinctive(b, value_class);
    default:
      return false;
  }
}

}  // namespace

std::int64_t Likeness::Renaming::cost(std::string_view from, std::string_view to,
                                      std::int64_t unknown) const {
  const auto forward = there.find(from);
  if (forward != there.end()) return forward->second == to ? 0 : kConflict;
  return back.contains(to) ? kConflict : unknown;
}

void Likeness::Renaming::learn(std::string_view from, std::string_view to) {
  if (there.contains(from) || back.contains(to)) return;
  there.emplace(from, to);
  back.emplace(to, from);
}

Likeness::Likeness(const std::vector<Symbol>& symbols) {
  for (const Symbol& symbol : symbols) {
    classes_[symbol.name] = class_of(symbol);
  }
  piece_fits_ = [this](const Piece& piece, std::string_view text) {
    const auto symbol = classes_.find(piece.text);
    if (symbol != classes_.end()) return fits(text, symbol->second);
    const std::optional<ValueClass> noise = value_class_named(class_in(piece.text));
    return noise && fits(text, *noise);
  };
}

bool Likeness::is_ambiguous(const Pattern& pattern) const {
  constexpr std::string_view kJoints = "-_+/=";  // of base64 and base64url
  for (std::size_t i = 0; i + 1 < pattern.size(); ++i) {
    const Piece& here = pattern[i];
    const Piece& next = pattern[i + 1];
    if (here.kind == Piece::Kind::literal || !piece_fits_(here, kJoints)) continue;
    const bool later =
        std::any_of(pattern.begin() + static_cast<std::ptrdiff_t>(i) + 1, pattern.end(),
                    [](const Piece& piece) { return piece.kind != Piece::Kind::literal; });
    const bool joint =
        next.kind != Piece::Kind::literal ||
        (next.text.size() <= 2 && next.text.find_first_not_of(kJoints) == std::string::npos);
    if (later && joint) return true;
  }
  return false;
}

std::int64_t Likeness::literal_cost(std::string_view reference, std::string_view text) const {
  const auto words = word_differences(reference, text);
  if (!words) return kOther;
  std::int64_t cost = 0;
  for (const auto& [from, to] : *words) {
    const ValueClass value_class = class_of_pair(from, to);
    const bool number = value_class == ValueClass::integer || value_class == ValueClass::decimal;
    if (is_time(value_class)) {
      cost += kUnknown;
    } else if (looks_like_ids(from, to, value_class)) {
      cost += literals_.cost(from, to, kUnknown);
    } else {
      cost += number ? literals_.cost(from, to, kNumber) : kOther;
    }
  }
  return std::min(cost, kConflict);
}

std::int64_t Likeness::leaf_cost(const GoldenLeaf& reference, const Leaf& leaf) const {
  if (is_literal(reference.pattern)) {
    const std::string_view wanted =
        reference.pattern.empty() ? std::string_view{} : reference.pattern.front().text;
    if (reference.type != leaf.type) return kAbsent;
    return wanted == leaf.text ? 0 : literal_cost(wanted, leaf.text);
  }
  const auto found = captured(reference.pattern, leaf.text, piece_fits_);
  if (!found) return kOther;
  std::int64_t cost = 0;
  if (is_ambiguous(reference.pattern)) {
    for (const Piece& piece : reference.pattern) {
      if (piece.kind != Piece::Kind::symbol) continue;
      const auto known = symbols_.there.find(piece.text);
      const bool there = known != symbols_.there.end();
      const bool holds = there && leaf.text.find(known->second) != std::string::npos;
      cost += !there ? kUnknown : holds ? 0 : kConflict;
    }
    return std::min(cost, kConflict);
  }
  std::size_t at = 0;
  for (const Piece& piece : reference.pattern) {
    if (piece.kind == Piece::Kind::literal) continue;
    const std::string_view value = (*found)[at++];
    if (piece.kind == Piece::Kind::symbol) cost += symbols_.cost(piece.text, value, kUnknown);
  }
  return std::min(cost, kConflict);
}

std::int64_t Likeness::cost(const GoldenSpan& reference, const CanonicalSpan& span) const {
  std::int64_t cost = reference.failed == span.failed ? 0 : kOther;
  for_each_leaf(reference, span, [&](const GoldenLeaf* a, const Leaf* b) {
    if (a == nullptr || b == nullptr) {
      cost += a != nullptr && a->optional ? 0 : kAbsent;
    } else {
      cost += leaf_cost(*a, *b);
    }
  });
  return cost;
}

void Likeness::matched(const GoldenSpan& reference, const CanonicalSpan& span) {
  for_each_leaf(reference, span, [&](const GoldenLeaf* a, const Leaf* b) {
    if (a == nullptr || b == nullptr || a->type != b->type) return;
    if (is_literal(a->pattern)) {
      if (a->pattern.empty() || a->pattern.front().text == b->text) return;
      const auto words = word_differences(a->pattern.front().text, b->text);
      if (!words) return;
      for (const auto& [from, to] : *words) {
        const ValueClass value_class = class_of_pair(from, to);
        const bool long_number = value_class == ValueClass::integer && from.size() >= 4;
        if (long_number || looks_like_ids(from, to, value_class)) literals_.learn(from, to);
      }
      return;
    }
    const auto found = captured(a->pattern, b->text, piece_fits_);
    if (!found || is_ambiguous(a->pattern)) return;
    std::size_t at = 0;
    for (const Piece& piece : a->pattern) {
      if (piece.kind == Piece::Kind::literal) continue;
      const std::string_view value = (*found)[at++];
      if (piece.kind == Piece::Kind::symbol) symbols_.learn(piece.text, value);
    }
  });
}

}  // namespace goldwire
