// Literal pieces are cut again where a word of theirs is known to be something else.
#include "harness/noise/spread.h"

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "harness/canonical/value_class.h"
#include "harness/golden/pattern.h"
#include "harness/noise/classify.h"

namespace goldwire {
namespace {

constexpr std::size_t kNone = static_cast<std::size_t>(-1);

/// Replaces words of literal pieces: f(word) gives the piece that stands for it, or nothing.
template <class F>
void replace_words(DraftLeaf& leaf, F&& f) {
  if (leaf.type != LeafType::text && leaf.type != LeafType::number) return;
  std::vector<DraftPiece> out;
  const auto add_literal = [&](std::string_view text) {
    if (out.empty() || !out.back().is_literal()) out.emplace_back();
    out.back().literal += text;
  };
  for (DraftPiece& piece : leaf.pieces) {
    if (!piece.is_literal()) {
      out.push_back(std::move(piece));
      continue;
    }
    const bool whole = leaf.type == LeafType::number;
    const std::vector<Word> words =
        whole ? std::vector<Word>{{piece.literal, true}} : words_of(piece.literal);
    for (const Word& word : words) {
      std::optional<DraftPiece> known = word.word ? f(word.text) : std::nullopt;
      if (!known) {
        add_literal(word.text);
        continue;
      }
      known->values.assign(leaf.runs.size(), std::string(word.text));
      out.push_back(std::move(*known));
    }
  }
  leaf.pieces = std::move(out);
}

void find_own_times(const Draft& draft, DraftSpan& span) {
  for (DraftLeaf& leaf : span.leaves) {
    if (leaf.runs.size() < 2) continue;
    replace_words(leaf, [&](std::string_view word) -> std::optional<DraftPiece> {
      const bool own = std::ranges::all_of(
          leaf.runs, [&](std::size_t run) { return is_own_time(word, draft.of(span, run).start); });
      if (!own) return std::nullopt;
      DraftPiece piece;
      piece.noise =
          name_of(fits(word, ValueClass::epoch) ? ValueClass::epoch : ValueClass::timestamp);
      return piece;
    });
  }
}

/// The ids by run and value.
using Known = std::map<std::pair<std::size_t, std::string>, std::size_t>;

Known known_ids(const Draft& draft) {
  Known out;
  for (std::size_t i = 0; i < draft.symbols.size(); ++i) {
    const DraftSymbol& symbol = draft.symbols[i];
    const ValueClass value_class = *value_class_named(symbol.value_class);
    for (std::size_t run = 0; run < symbol.values.size(); ++run) {
      if (is_distinctive(symbol.values[run], value_class)) out[{run, symbol.values[run]}] = i;
    }
  }
  return out;
}

void find_ids(const Known& known, DraftSpan& span) {
  for (DraftLeaf& leaf : span.leaves) {
    if (leaf.runs.size() != 1) continue;
    replace_words(leaf, [&](std::string_view word) -> std::optional<DraftPiece> {
      const auto id = known.find({leaf.runs.front(), std::string(word)});
      if (id == known.end()) return std::nullopt;
      DraftPiece piece;
      piece.symbol = id->second;
      return piece;
    });
  }
}

/// How the value at one path of one kind of call looks in all of a draft's spans.
struct Shape {
  std::vector<Pattern> patterns;  ///< without ids: those are noise of their class here
  std::size_t differing = 0;
  std::size_t literal = 0;
};

using Shapes = std::map<std::pair<std::string, std::string>, Shape>;
/// What makes two calls alike.
using KindOfCall = std::function<std::string(const CanonicalSpan&)>;

bool is_literal(const DraftLeaf& leaf) {
  return std::ranges::all_of(leaf.pieces, &DraftPiece::is_literal);
}

std::string class_of(const Draft& draft, const DraftPiece& piece) {
  return piece.symbol == kNone ? piece.noise : draft.symbols[piece.symbol].value_class;
}

Shapes shapes_of(const Draft& draft, const KindOfCall& kind_of) {
  Shapes out;
  for (const DraftSpan& span : draft.spans) {
    const std::string key = kind_of(draft.any(span));
    for (const DraftLeaf& leaf : span.leaves) {
      if (leaf.runs.size() < 2) continue;
      Shape& shape = out[{key, any_item(leaf.path)}];
      if (is_literal(leaf)) {
        ++shape.literal;
        continue;
      }
      ++shape.differing;
      Pattern pattern;
      for (const DraftPiece& piece : leaf.pieces) {
        if (piece.is_literal()) {
          pattern.push_back({Piece::Kind::literal, piece.literal});
        } else {
          pattern.push_back({Piece::Kind::noise, class_of(draft, piece)});
        }
      }
      if (std::ranges::find(shape.patterns, pattern) == shape.patterns.end()) {
        shape.patterns.push_back(std::move(pattern));
      }
    }
  }
  return out;
}

/// Values that may be equal by chance: few of them are possible.
bool is_low_entropy(const Pattern& pattern) {
  return std::ranges::all_of(pattern, [](const Piece& piece) {
    return piece.kind == Piece::Kind::literal || piece.text == name_of(ValueClass::integer) ||
           piece.text == name_of(ValueClass::decimal) || piece.text == name_of(ValueClass::epoch) ||
           piece.text == name_of(ValueClass::timestamp);
  });
}

bool piece_fits(const Piece& piece, std::string_view text) {
  const std::optional<ValueClass> value_class = value_class_named(piece.text);
  return value_class && fits(text, *value_class);
}

/// The leaf's pieces as `pattern` cuts its text; false when it does not fit.
bool reshape(DraftLeaf& leaf, const Pattern& pattern) {
  const std::string text = leaf.pieces.empty() ? "" : leaf.pieces.front().literal;
  const auto found = captured(pattern, text, piece_fits);
  if (!found) return false;
  std::vector<DraftPiece> pieces;
  std::size_t at = 0;
  for (const Piece& piece : pattern) {
    DraftPiece& out = pieces.emplace_back();
    if (piece.kind == Piece::Kind::literal) {
      out.literal = piece.text;
    } else {
      out.noise = piece.text;
      out.values.assign(leaf.runs.size(), std::string((*found)[at++]));
    }
  }
  leaf.pieces = std::move(pieces);
  return true;
}

/// Differing nearly everywhere: at least as often as not, and more than once.
bool is_usual(const Shape& shape) {
  return shape.differing >= shape.literal && shape.differing + shape.literal > 1;
}

void take_shapes(const Draft& draft, const Shapes& shapes, const KindOfCall& kind_of,
                 DraftSpan& span) {
  const std::string key = kind_of(draft.any(span));
  for (DraftLeaf& leaf : span.leaves) {
    if (!is_literal(leaf)) continue;
    const auto shape = shapes.find({key, any_item(leaf.path)});
    if (shape == shapes.end()) continue;
    const bool seen_once = leaf.runs.size() == 1 && draft.runs.size() > 1;
    for (const Pattern& pattern : shape->second.patterns) {
      if (!seen_once && !(is_usual(shape->second) && is_low_entropy(pattern))) continue;
      if (reshape(leaf, pattern)) break;
    }
  }
}

/// A header means the same wherever it stands (a duration, a remaining quota, a date).
void take_header_shapes(const Shapes& shapes, DraftSpan& span) {
  for (DraftLeaf& leaf : span.leaves) {
    const bool header = leaf.path.find(".response.header.") != std::string::npos;
    const auto shape = header && is_literal(leaf) ? shapes.find({"", leaf.path}) : shapes.end();
    if (shape == shapes.end() || !is_usual(shape->second)) continue;
    for (const Pattern& pattern : shape->second.patterns) {
      if (is_low_entropy(pattern) && reshape(leaf, pattern)) break;
    }
  }
}

}  // namespace

void spread(Draft& draft) {
  if (draft.runs.size() < 2) return;
  const Known known = known_ids(draft);
  for (DraftSpan& span : draft.spans) {
    find_own_times(draft, span);
    find_ids(known, span);
  }
  const Shapes of_calls = shapes_of(draft, call_key);
  const Shapes of_all = shapes_of(draft, [](const CanonicalSpan&) { return std::string(); });
  for (DraftSpan& span : draft.spans) {
    take_shapes(draft, of_calls, call_key, span);
    take_header_shapes(of_all, span);
  }
}

}  // namespace goldwire
