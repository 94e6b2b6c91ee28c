// One walk through the flow, binding as it goes.
#include "harness/diff/ids.h"

#include <algorithm>

#include "harness/canonical/value_class.h"

namespace goldwire {

Ids::Ids(const Comparison& all) : all_(all) {
  for (const Symbol& symbol : all.golden.symbols) {
    if (const auto kind = noise_kind_named(symbol.value_kind)) kinds_[symbol.name] = *kind;
  }
  std::vector<std::pair<std::size_t, bool>> events(2 * all.nodes.size());
  for (std::size_t i = 0; i < all.nodes.size(); ++i) {
    events[all.flow.begins[i]] = {i, false};
    events[all.flow.answers[i]] = {i, true};
  }
  for (const bool ambiguous : {false, true}) {
    for (const auto& [node, answer] : events) bind(node, answer, ambiguous);
  }
}

void Ids::bind(std::size_t node, bool answer, bool ambiguous) {
  const Node& here = all_.nodes[node];
  if (here.golden == nullptr) return;
  for (const GoldenLeaf& leaf : here.golden->leaves) {
    if (is_answer(leaf.path) != answer || is_literal(leaf.pattern)) continue;
    for (const Piece& piece : leaf.pattern) {
      if (piece.kind != Piece::Kind::symbol) continue;
      bound_.try_emplace(piece.text, Bound{{}, node});
    }
    if (all_.likeness.is_ambiguous(leaf.pattern) != ambiguous) continue;
    const Leaf* seen = here.span == nullptr ? nullptr : here.span->find(leaf.path);
    if (seen == nullptr || all_.book.ignores(here.call(), leaf.path)) continue;
    const auto values = captured(leaf.pattern, seen->text);
    if (!values) continue;
    std::size_t at = 0;
    for (const Piece& piece : leaf.pattern) {
      if (piece.kind == Piece::Kind::literal) continue;
      const std::string_view value = (*values)[at++];
      if (piece.kind != Piece::Kind::symbol) continue;
      Bound& bound = bound_[piece.text];
      if (!bound.value.empty() || !symbol(value).empty()) continue;
      const std::optional<NoiseKind> wanted = kind(piece.text);
      if (wanted && !has_shape(*wanted, value)) continue;
      bound.value = value;
      if (wanted && is_distinctive(value, wanted->value_class)) {
        symbol_of_.emplace(value, piece.text);
        finder_.add(value, found_.size());
        found_.emplace_back(piece.text);
      }
    }
  }
}

std::optional<std::vector<std::string_view>> Ids::captured(const Pattern& pattern,
                                                           std::string_view text) const {
  const PieceFits& by_class = all_.likeness.piece_fits();
  if (!is_literal(pattern)) {
    const auto as_known = [&](const Piece& piece, std::string_view part) {
      const std::string_view known =
          piece.kind == Piece::Kind::symbol ? value(piece.text) : std::string_view{};
      return known.empty() ? by_class(piece, part) : part == known;
    };
    std::vector<std::optional<NoiseKind>> kinds;
    for (const Piece& piece : pattern) {
      const bool noise = piece.kind == Piece::Kind::noise;
      kinds.push_back(noise ? noise_kind_named(piece.text) : kind(piece.text));
    }
    const auto as_shaped = [&](const Piece& piece, std::string_view part) {
      const auto& wanted = kinds[static_cast<std::size_t>(&piece - pattern.data())];
      return as_known(piece, part) && (!wanted || has_shape(*wanted, part));
    };
    if (auto values = goldwire::captured(pattern, text, as_shaped)) return values;
    if (auto values = goldwire::captured(pattern, text, as_known)) return values;
  }
  return goldwire::captured(pattern, text, by_class);
}

std::optional<Pattern> Ids::renamed(std::string_view text) const {
  const std::vector<PartFinder::Part> parts = finder_.find(text);
  if (parts.empty()) return std::nullopt;
  Pattern out;
  std::size_t at = 0;
  const auto add_literal = [&](std::size_t end) {
    if (end > at) out.push_back({Piece::Kind::literal, std::string(text.substr(at, end - at))});
  };
  for (const PartFinder::Part& part : parts) {
    add_literal(part.at);
    out.push_back({Piece::Kind::symbol, std::string(found_[part.value])});
    at = part.at + part.length;
  }
  add_literal(text.size());
  return out;
}

std::string_view Ids::value(std::string_view symbol) const {
  const auto at = bound_.find(symbol);
  return at == bound_.end() ? std::string_view{} : at->second.value;
}

std::optional<NoiseKind> Ids::kind(std::string_view symbol) const {
  const auto at = kinds_.find(symbol);
  return at == kinds_.end() ? std::nullopt : std::optional(at->second);
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
