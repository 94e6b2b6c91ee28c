// First the values that may be parts, then every value that holds some of them in all its runs.
#include "harness/noise/parts.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "harness/canonical/part_finder.h"
#include "harness/canonical/value_class.h"
#include "harness/noise/chance.h"
#include "harness/noise/cut.h"

namespace goldwire {
namespace {

constexpr std::size_t kNone = static_cast<std::size_t>(-1);

using Part = PartFinder::Part;
/// One text per run.
using Values = std::vector<std::string>;

/// The values of pieces that stand in every run, once each.
std::set<Values> values_everywhere(const Draft& draft) {
  std::set<Values> out;
  for (const DraftSpan& span : draft.spans) {
    for (const DraftLeaf& leaf : span.leaves) {
      if (leaf.runs.size() != draft.runs.size()) continue;
      for (const DraftPiece& piece : leaf.pieces) {
        if (!piece.is_literal() && piece.noise.empty()) out.insert(piece.values);
      }
    }
  }
  return out;
}

bool may_be_part(const Values& values, std::size_t rivals) {
  const std::vector<std::string_view> texts(values.begin(), values.end());
  const ValueClass value_class = common_class(texts, {});
  const std::set<std::string_view> distinct(texts.begin(), texts.end());
  return may_be_id(value_class) && distinct.size() == values.size() &&
         bits(values, value_class) >= bits_needed(rivals);
}

class Cutting {
 public:
  explicit Cutting(const Draft& draft) : finders_(draft.runs.size()) {
    const std::set<Values> everywhere = values_everywhere(draft);
    for (const Values& values : everywhere) {
      if (may_be_part(values, everywhere.size())) known_.push_back(values);
    }
    fill(finders_, known_);
    std::vector<std::size_t> runs;
    for (std::size_t run = 0; run < draft.runs.size(); ++run) runs.push_back(run);
    std::vector<Values> whole;
    for (std::size_t i = 0; i < known_.size(); ++i) {
      if (parts_of(runs, known_[i], i).empty()) whole.push_back(known_[i]);
    }
    known_ = std::move(whole);
    finders_.assign(draft.runs.size(), {});
    fill(finders_, known_);
  }

  void cut(DraftLeaf& leaf) const {
    const bool fixed = std::ranges::all_of(leaf.pieces, [](const DraftPiece& piece) {
      return piece.is_literal() || !piece.noise.empty();
    });
    if (fixed || leaf.type != LeafType::text || leaf.runs.size() < 2) return;
    Values texts(leaf.runs.size());
    for (const DraftPiece& piece : leaf.pieces) {
      for (std::size_t i = 0; i < texts.size(); ++i) {
        texts[i] += piece.is_literal() ? piece.literal : piece.values[i];
      }
    }
    const std::vector<std::vector<Part>> parts = parts_of(leaf.runs, texts, kNone);
    if (parts.empty() || are_pieces(leaf, texts, parts)) return;
    leaf.pieces = pieces_of(texts, parts);
  }

 private:
  static void fill(std::vector<PartFinder>& finders, const std::vector<Values>& known) {
    for (std::size_t i = 0; i < known.size(); ++i) {
      for (std::size_t run = 0; run < finders.size(); ++run) finders[run].add(known[i][run], i);
    }
  }

  /// The parts that all texts hold, as many and in the same order, by text; empty without any. Of a
  /// text that is a known value, the others.
  std::vector<std::vector<Part>> parts_of(const std::vector<std::size_t>& runs, const Values& texts,
                                          std::size_t itself) const {
    std::vector<std::vector<Part>> out;
    std::map<std::size_t, std::vector<std::size_t>> counts;
    for (std::size_t i = 0; i < runs.size(); ++i) {
      out.push_back(finders_[runs[i]].find(texts[i], itself));
      for (const Part& part : out.back()) {
        auto [count, fresh] = counts.try_emplace(part.value, runs.size(), 0U);
        ++count->second[i];
      }
    }
    for (std::vector<Part>& parts : out) {
      std::erase_if(parts, [&](const Part& part) {
        const std::vector<std::size_t>& count = counts.at(part.value);
        return std::ranges::any_of(count, [&](std::size_t n) { return n != count.front(); });
      });
    }
    const bool alike = std::ranges::all_of(out, [&](const std::vector<Part>& parts) {
      return std::ranges::equal(parts, out.front(), {}, &Part::value, &Part::value);
    });
    if (!alike || out.empty() || out.front().empty()) return {};
    return out;
  }

  /// Whether every part is a piece already.
  static bool are_pieces(const DraftLeaf& leaf, const Values& texts,
                         const std::vector<std::vector<Part>>& parts) {
    std::size_t at = 0;
    std::size_t next = 0;
    for (const DraftPiece& piece : leaf.pieces) {
      const std::string_view text = piece.is_literal() ? piece.literal : piece.values.front();
      if (next < parts.front().size() && parts.front()[next].at == at && !piece.is_literal()) {
        const bool same = std::ranges::all_of(parts, [&](const std::vector<Part>& in_run) {
          const auto run = static_cast<std::size_t>(&in_run - parts.data());
          return piece.values[run] == texts[run].substr(in_run[next].at, in_run[next].length);
        });
        next += same ? 1U : 0U;
      }
      at += text.size();
    }
    return next == parts.front().size();
  }

  static std::vector<DraftPiece> pieces_of(const Values& texts,
                                           const std::vector<std::vector<Part>>& parts) {
    std::vector<DraftPiece> out;
    std::vector<std::size_t> at(texts.size(), 0);
    for (std::size_t next = 0; next <= parts.front().size(); ++next) {
      const bool last = next == parts.front().size();
      std::vector<std::string_view> between;
      DraftPiece part;
      for (std::size_t i = 0; i < texts.size(); ++i) {
        const std::size_t end = last ? texts[i].size() : parts[i][next].at;
        between.push_back(std::string_view(texts[i]).substr(at[i], end - at[i]));
        if (last) continue;
        part.values.push_back(texts[i].substr(end, parts[i][next].length));
        at[i] = end + parts[i][next].length;
      }
      for (DraftPiece& piece : cut_texts(between)) out.push_back(std::move(piece));
      if (!last) out.push_back(std::move(part));
    }
    return out;
  }

  std::vector<Values> known_;
  std::vector<PartFinder> finders_;  ///< by run
};

}  // namespace

void cut_parts(Draft& draft) {
  if (draft.runs.size() < 2) return;
  const Cutting cutting(draft);
  for (DraftSpan& span : draft.spans) {
    for (DraftLeaf& leaf : span.leaves) cutting.cut(leaf);
  }
}

}  // namespace goldwire
