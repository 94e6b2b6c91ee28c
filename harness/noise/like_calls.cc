// Shapes of what differs, by call and path; what is literal takes the first that fits.
#include "harness/noise/like_calls.h"

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/canonical/value_class.h"
#include "harness/golden/pattern.h"
#include "harness/noise/classify.h"

namespace goldwire {
namespace {

constexpr std::size_t kNone = static_cast<std::size_t>(-1);

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

void as_like_calls(Draft& draft) {
  const Shapes of_calls = shapes_of(draft, call_key);
  const Shapes of_all = shapes_of(draft, [](const CanonicalSpan&) { return std::string(); });
  for (DraftSpan& span : draft.spans) {
    take_shapes(draft, of_calls, call_key, span);
    take_header_shapes(of_all, span);
  }
}

}  // namespace goldwire
