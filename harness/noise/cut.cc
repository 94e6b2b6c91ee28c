// Word by word; neighbours that are parts of one random word are put together again.
#include "harness/noise/cut.h"

#include <algorithm>

#include "harness/canonical/value_class.h"

namespace goldwire {
namespace {

using Words = std::vector<Word>;

bool same_build(const std::vector<Words>& texts) {
  return std::ranges::all_of(texts, [&](const Words& words) {
    return std::ranges::equal(words, texts.front(), [](const Word& a, const Word& b) {
      return a.word == b.word && (a.word || a.text == b.text);
    });
  });
}

/// How many words the texts have in common at the front, or at the back.
std::size_t common(const std::vector<Words>& texts, bool at_front, std::size_t leave) {
  const auto word = [&](const Words& words, std::size_t i) {
    return words[at_front ? i : words.size() - 1 - i].text;
  };
  std::size_t count = 0;
  while (std::ranges::all_of(texts, [&](const Words& words) {
    return count + leave < words.size() && word(words, count) == word(texts.front(), count);
  })) {
    ++count;
  }
  return count;
}

void add_literal(std::vector<DraftPiece>& out, std::string_view text) {
  if (text.empty()) return;
  if (out.empty() || !out.back().is_literal()) out.emplace_back();
  out.back().literal += text;
}

/// The words [from, to) of each text as one piece.
void add_piece(std::vector<DraftPiece>& out, const std::vector<Words>& texts, std::size_t front,
               std::size_t back) {
  DraftPiece piece;
  for (const Words& words : texts) {
    std::string& value = piece.values.emplace_back();
    for (std::size_t i = front; i + back < words.size(); ++i) value += words[i].text;
  }
  if (std::ranges::all_of(piece.values, [&](auto& value) { return value == piece.values[0]; })) {
    add_literal(out, piece.values.front());
  } else {
    out.push_back(std::move(piece));
  }
}

bool is_part_of_random(const DraftPiece& piece) {
  std::vector<std::string_view> values(piece.values.begin(), piece.values.end());
  const ValueClass value_class = common_class(values, {});
  return value_class == ValueClass::hex || value_class == ValueClass::token;
}

/// base64url has '-' and '_' in its alphabet: "x-y" that differs on both sides is one random word.
std::vector<DraftPiece> joined(std::vector<DraftPiece> pieces) {
  std::vector<DraftPiece> out;
  for (DraftPiece& piece : pieces) {
    const bool joint = out.size() >= 2 && !piece.is_literal() && out.back().is_literal() &&
                       (out.back().literal == "-" || out.back().literal == "_") &&
                       !out[out.size() - 2].is_literal();
    if (joint && is_part_of_random(piece) && is_part_of_random(out[out.size() - 2])) {
      DraftPiece& before = out[out.size() - 2];
      for (std::size_t i = 0; i < piece.values.size(); ++i) {
        before.values[i] += out.back().literal + piece.values[i];
      }
      out.pop_back();
    } else {
      out.push_back(std::move(piece));
    }
  }
  return out;
}

std::vector<DraftPiece> pieces_of(const std::vector<Words>& texts) {
  std::vector<DraftPiece> out;
  if (same_build(texts)) {
    const std::size_t words = texts.front().size();
    for (std::size_t i = 0; i < words; ++i) add_piece(out, texts, i, words - 1 - i);
    return joined(std::move(out));
  }
  const std::size_t front = common(texts, true, 0);
  const std::size_t back = common(texts, false, front);
  for (std::size_t i = 0; i < front; ++i) add_literal(out, texts.front()[i].text);
  add_piece(out, texts, front, back);
  for (std::size_t i = back; i-- > 0;) {
    add_literal(out, texts.front()[texts.front().size() - 1 - i].text);
  }
  return out;
}

}  // namespace

std::vector<DraftPiece> cut_texts(const std::vector<std::string_view>& texts) {
  std::vector<Words> words;
  for (const std::string_view text : texts) words.push_back(words_of(text));
  return pieces_of(words);
}

DraftLeaf cut(std::string_view path, std::vector<std::size_t> runs,
              const std::vector<const Leaf*>& leaves) {
  DraftLeaf out;
  out.path = path;
  out.runs = std::move(runs);
  out.type = leaves.front()->type;
  const bool one_type = std::ranges::all_of(
      leaves, [&](const Leaf* leaf) { return leaf->type == leaves.front()->type; });
  if (!one_type) {
    DraftPiece piece;
    for (const Leaf* leaf : leaves) piece.values.push_back(leaf->text);
    piece.noise = name_of(ValueClass::any);
    out.pieces.push_back(std::move(piece));
    return out;
  }
  const bool equal = std::ranges::all_of(
      leaves, [&](const Leaf* leaf) { return leaf->text == leaves.front()->text; });
  if (equal) {
    add_literal(out.pieces, leaves.front()->text);
    return out;
  }
  std::vector<std::string_view> texts;
  for (const Leaf* leaf : leaves) texts.emplace_back(leaf->text);
  if (out.type == LeafType::text) {
    out.pieces = cut_texts(texts);
  } else {
    std::vector<Words> whole;
    for (const std::string_view text : texts) whole.push_back({{text, true}});
    out.pieces = pieces_of(whole);
  }
  return out;
}

}  // namespace goldwire
