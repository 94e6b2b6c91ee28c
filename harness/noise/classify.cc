// Ids first, by the values they hold in every run; then the classes of what is left.
#include "harness/noise/classify.h"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>

#include "harness/canonical/flow.h"
#include "harness/canonical/value_class.h"
#include "harness/noise/chance.h"
#include "harness/noise/noun.h"
#include "protocols/base/semconv.h"

namespace goldwire {
namespace {

struct Position {
  std::size_t span;
  std::size_t leaf;
  std::size_t piece;
};

/// Places that hold the same value in every run in which they stand.
struct Candidate {
  std::vector<std::string> values;  ///< by run; empty where the place does not stand
  ValueClass value_class = ValueClass::any;
  std::vector<Position> positions;
  bool everywhere = true;  ///< stands in all runs
  bool coincides = false;  ///< equal to another candidate in some runs, but not in all
};

constexpr std::size_t kNone = static_cast<std::size_t>(-1);
constexpr int kComposite = 10;  ///< ranks below any name of its own

std::vector<Time> times_of(const Draft& draft, const DraftSpan& span, const DraftLeaf& leaf) {
  std::vector<Time> out;
  for (const std::size_t run : leaf.runs) out.push_back(draft.of(span, run).start);
  return out;
}

ValueClass class_of(const Draft& draft, const DraftSpan& span, const DraftLeaf& leaf,
                    const DraftPiece& piece) {
  if (leaf.type == LeafType::blob) return ValueClass::octets;
  const std::vector<std::string_view> values(piece.values.begin(), piece.values.end());
  return common_class(values, times_of(draft, span, leaf));
}

/// Calls f(position) for every differing piece, in the order of the flow.
template <class F>
void for_each_piece(const Draft& draft, F&& f) {
  for (const auto& [span, answer] : draft.events()) {
    const std::vector<DraftLeaf>& leaves = draft.spans[span].leaves;
    for (std::size_t leaf = 0; leaf < leaves.size(); ++leaf) {
      if (is_answer(leaves[leaf].path) != answer) continue;
      for (std::size_t piece = 0; piece < leaves[leaf].pieces.size(); ++piece) {
        const DraftPiece& here = leaves[leaf].pieces[piece];
        if (!here.is_literal() && here.noise.empty()) f(Position{span, leaf, piece});
      }
    }
  }
}

std::vector<Candidate> candidates_of(const Draft& draft) {
  std::map<std::vector<std::string>, std::size_t> known;
  std::vector<Candidate> out;
  for_each_piece(draft, [&](const Position& at) {
    const DraftSpan& span = draft.spans[at.span];
    const DraftLeaf& leaf = span.leaves[at.leaf];
    const DraftPiece& piece = leaf.pieces[at.piece];
    std::vector<std::string> values(draft.runs.size());
    for (std::size_t i = 0; i < leaf.runs.size(); ++i) values[leaf.runs[i]] = piece.values[i];
    const auto [entry, fresh] = known.try_emplace(values, out.size());
    if (fresh) {
      out.push_back({std::move(values), class_of(draft, span, leaf, piece), {}, true, false});
      out.back().everywhere = leaf.runs.size() == draft.runs.size();
    }
    out[entry->second].positions.push_back(at);
  });
  return out;
}

/// Which candidate that stands in all runs holds a value in a run.
using Holders = std::map<std::pair<std::size_t, std::string_view>, std::size_t>;

Holders holders_of(std::vector<Candidate>& candidates) {
  Holders out;
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    Candidate& candidate = candidates[i];
    if (!candidate.everywhere) continue;
    for (std::size_t run = 0; run < candidate.values.size(); ++run) {
      const auto [entry, fresh] = out.try_emplace({run, candidate.values[run]}, i);
      if (fresh || entry->second == i) continue;
      if (is_distinctive(candidate.values[run], candidate.value_class)) {
        candidate.coincides = candidates[entry->second].coincides = true;
      }
    }
  }
  return out;
}

bool is_id(const Candidate& candidate, std::size_t rivals) {
  if (!may_be_id(candidate.value_class)) return false;
  const std::set<std::string_view> distinct(candidate.values.begin(), candidate.values.end());
  if (!candidate.everywhere || candidate.coincides || distinct.size() < candidate.values.size()) {
    return false;
  }
  return bits(candidate.values, candidate.value_class) *
             static_cast<double>(candidate.positions.size() - 1) >=
         bits_needed(rivals);
}

std::string name_of(const Draft& draft, const Candidate& candidate,
                    std::map<std::string, int>& counts) {
  Noun best{"id", 100};
  for (const Position& at : candidate.positions) {
    const DraftSpan& span = draft.spans[at.span];
    const DraftLeaf& leaf = span.leaves[at.leaf];
    const std::string before = at.piece == 0 ? "" : leaf.pieces[at.piece - 1].literal;
    Noun noun = noun_of(leaf.path, before, draft.any(span).operation);
    // A value that holds more than this id is hardly named after it.
    const auto differing = std::ranges::count(leaf.pieces, false, &DraftPiece::is_literal);
    if (differing > 1) noun.rank += kComposite;
    if (noun.rank < best.rank) best = std::move(noun);
  }
  return best.word + "#" + std::to_string(++counts[best.word]);
}

void name_ids(Draft& draft, const std::vector<Candidate>& candidates, const Holders& holders) {
  std::map<std::string, int> counts;
  std::vector<std::size_t> symbol_of(candidates.size(), kNone);
  const auto rename = [&](const Candidate& candidate, std::size_t symbol) {
    for (const Position& at : candidate.positions) {
      draft.spans[at.span].leaves[at.leaf].pieces[at.piece].symbol = symbol;
    }
  };
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    const Candidate& candidate = candidates[i];
    if (!is_id(candidate, candidates.size())) continue;
    symbol_of[i] = draft.symbols.size();
    draft.symbols.push_back({name_of(draft, candidate, counts),
                             std::string(goldwire::name_of(candidate.value_class)),
                             candidate.values});
    rename(candidate, symbol_of[i]);
  }
  // What some runs lack belongs to an id when it agrees wherever it stands.
  for (const Candidate& candidate : candidates) {
    if (candidate.everywhere) continue;
    std::size_t symbol = kNone;
    bool agrees = true;
    for (std::size_t run = 0; run < candidate.values.size(); ++run) {
      if (candidate.values[run].empty()) continue;
      const auto holder = holders.find({run, candidate.values[run]});
      const std::size_t here = holder == holders.end() ? kNone : symbol_of[holder->second];
      agrees = agrees && here != kNone && (symbol == kNone || symbol == here);
      symbol = here;
    }
    if (agrees) rename(candidate, symbol);
  }
}

void name_noise(Draft& draft, const std::vector<Candidate>& candidates) {
  for (const Candidate& candidate : candidates) {
    for (const Position& at : candidate.positions) {
      DraftSpan& span = draft.spans[at.span];
      DraftPiece& piece = span.leaves[at.leaf].pieces[at.piece];
      if (piece.symbol != kNone) continue;
      const bool vague = candidate.coincides;
      piece.noise = goldwire::name_of(vague ? ValueClass::text
                                            : class_of(draft, span, span.leaves[at.leaf], piece));
    }
  }
}

}  // namespace

std::string call_key(const CanonicalSpan& span) {
  static const std::string statement = std::string("attributes.").append(semconv::kDbQueryText);
  const Leaf* text = span.find(statement);
  return span.caller + '\n' + span.callee + '\n' + span.operation + '\n' +
         (text == nullptr ? "" : text->text);
}

void classify(Draft& draft) {
  std::vector<Candidate> candidates = candidates_of(draft);
  const Holders holders = holders_of(candidates);
  name_ids(draft, candidates, holders);
  name_noise(draft, candidates);
}

}  // namespace goldwire
