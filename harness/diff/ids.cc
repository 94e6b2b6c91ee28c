// One walk through the flow, binding as it goes.
#include "harness/diff/ids.h"

#include <algorithm>

#include "harness/canonical/value_class.h"

namespace goldwire {

Ids::Ids(const Comparison& all) {
  for (const Symbol& symbol : all.golden.symbols) {
    classes_[symbol.name] = value_class_named(symbol.value_class).value_or(ValueClass::any);
  }
  std::vector<std::pair<std::size_t, bool>> events(2 * all.nodes.size());
  for (std::size_t i = 0; i < all.nodes.size(); ++i) {
    events[all.flow.begins[i]] = {i, false};
    events[all.flow.answers[i]] = {i, true};
  }
  for (const auto& [node, answer] : events) bind(all, node, answer);
}

void Ids::bind(const Comparison& all, std::size_t node, bool answer) {
  const Node& here = all.nodes[node];
  if (here.golden == nullptr) return;
  for (const GoldenLeaf& leaf : here.golden->leaves) {
    if (is_answer(leaf.path) != answer || is_literal(leaf.pattern)) continue;
    for (const Piece& piece : leaf.pattern) {
      if (piece.kind != Piece::Kind::symbol) continue;
      bound_.try_emplace(piece.text, Bound{{}, node});
    }
    const Leaf* seen = here.span == nullptr ? nullptr : here.span->find(leaf.path);
    if (seen == nullptr || all.book.ignores(here.call(), leaf.path)) continue;
    const auto found = captured(leaf.pattern, seen->text, all.likeness.piece_fits());
    if (!found) continue;
    std::size_t at = 0;
    for (const Piece& piece : leaf.pattern) {
      if (piece.kind == Piece::Kind::literal) continue;
      const std::string_view value = (*found)[at++];
      if (piece.kind != Piece::Kind::symbol) continue;
      Bound& bound = bound_[piece.text];
      if (!bound.value.empty() || !symbol(value).empty()) continue;
      bound.value = value;
      const auto known = classes_.find(piece.text);
      if (known != classes_.end() && is_distinctive(value, known->second)) {
        symbol_of_.emplace(value, piece.text);
      }
    }
  }
}

std::string_view Ids::value(std::string_view symbol) const {
  const auto at = bound_.find(symbol);
  return at == bound_.end() ? std::string_view{} : at->second.value;
}

std::string_view Ids::symbol(std::string_view value) const {
  const auto at = symbol_of_.find(value);
  return at == symbol_of_.end() ? std::string_view{} : at->second;
}

std::size_t Ids::origin(std::string_view symbol) const {
  const auto at = bound_.find(symbol);
  return at == bound_.end() ? kNoSpan : at->second.origin;
}

}  // namespace goldwire
