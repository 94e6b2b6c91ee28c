// Literal pieces are cut again where a word of theirs is known to be something else.
#include "harness/noise/spread.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include "harness/canonical/part_finder.h"
#include "harness/canonical/value_class.h"
#include "harness/noise/like_calls.h"

namespace goldwire {
namespace {

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

/// The ids, by run.
std::vector<PartFinder> known_ids(const Draft& draft) {
  std::vector<PartFinder> out(draft.runs.size());
  for (std::size_t i = 0; i < draft.symbols.size(); ++i) {
    const DraftSymbol& symbol = draft.symbols[i];
    const ValueClass value_class = *value_class_named(symbol.value_class);
    for (std::size_t run = 0; run < symbol.values.size(); ++run) {
      if (is_distinctive(symbol.values[run], value_class)) out[run].add(symbol.values[run], i);
    }
  }
  return out;
}

void find_ids(const std::vector<PartFinder>& known, DraftSpan& span) {
  for (DraftLeaf& leaf : span.leaves) {
    const bool text = leaf.type == LeafType::text || leaf.type == LeafType::number;
    if (leaf.runs.size() != 1 || !text || leaf.pieces.size() != 1 ||
        !leaf.pieces.front().is_literal()) {
      continue;
    }
    const std::string whole = leaf.pieces.front().literal;
    const std::vector<PartFinder::Part> parts = known[leaf.runs.front()].find(whole);
    const bool is_one = parts.size() == 1 && parts.front().length == whole.size();
    if (parts.empty() || (leaf.type == LeafType::number && !is_one)) continue;
    leaf.pieces.clear();
    std::size_t at = 0;
    const auto add_literal = [&](std::size_t end) {
      if (end > at) leaf.pieces.emplace_back().literal = whole.substr(at, end - at);
    };
    for (const PartFinder::Part& part : parts) {
      add_literal(part.at);
      DraftPiece& piece = leaf.pieces.emplace_back();
      piece.symbol = part.value;
      piece.values = {whole.substr(part.at, part.length)};
      at = part.at + part.length;
    }
    add_literal(whole.size());
  }
}

}  // namespace

void spread(Draft& draft) {
  if (draft.runs.size() < 2) return;
  const std::vector<PartFinder> known = known_ids(draft);
  for (DraftSpan& span : draft.spans) {
    find_own_times(draft, span);
    find_ids(known, span);
  }
  as_like_calls(draft);
}

}  // namespace goldwire
