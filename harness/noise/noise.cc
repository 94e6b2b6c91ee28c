// From a classified draft to the golden and the rules that a person reviews.
#include "harness/noise/noise.h"

#include <algorithm>
#include <utility>

#include "harness/canonical/flow.h"
#include "harness/golden/pattern.h"
#include "harness/golden/span_id.h"
#include "harness/noise/classify.h"
#include "harness/noise/draft.h"
#include "harness/noise/learned_rules.h"
#include "harness/noise/parts.h"
#include "harness/noise/relate.h"
#include "harness/noise/shapes.h"
#include "harness/noise/siblings.h"
#include "harness/noise/spread.h"
#include "harness/noise/warnings.h"

namespace goldwire {
namespace {

constexpr std::size_t kNone = static_cast<std::size_t>(-1);

GoldenLeaf golden_leaf(const Draft& draft, const DraftLeaf& leaf) {
  GoldenLeaf out{leaf.path, leaf.type, {}, leaf.optional};
  for (const DraftPiece& piece : leaf.pieces) {
    if (piece.symbol != kNone) {
      out.pattern.push_back({Piece::Kind::symbol, draft.symbols[piece.symbol].name});
    } else if (!piece.noise.empty()) {
      out.pattern.push_back({Piece::Kind::noise, piece.noise});
    } else if (!piece.literal.empty()) {
      out.pattern.push_back({Piece::Kind::literal, piece.literal});
    }
  }
  return out;
}

GoldenSpan golden_span(const Draft& draft, const DraftSpan& span) {
  GoldenSpan out = literal_span(draft.any(span));
  out.leaves.clear();
  out.sure_parent = span.sure_parent;
  out.optional = draft.optional(span);
  for (const DraftLeaf& leaf : span.leaves) out.leaves.push_back(golden_leaf(draft, leaf));
  Duration slowest{};
  for (std::size_t run = 0; run < draft.runs.size(); ++run) {
    if (span.instance[run] == kNoSpan) continue;
    const CanonicalSpan& here = draft.of(span, run);
    slowest = std::max(slowest, here.end - here.start);
  }
  out.slowest_ms = rounded_ms(slowest);
  return out;
}

Golden golden_of(const Draft& draft) {
  Golden out;
  out.runs = static_cast<unsigned>(draft.runs.size());
  const std::vector<std::string> kinds = kinds_of_symbols(draft);
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    out.symbols.push_back({draft.symbols[i].name, kinds[i]});
  }
  const std::vector<std::vector<std::size_t>> before = always_before(draft);
  std::vector<std::string> ids(draft.spans.size());
  SpanIds named;
  for (const std::size_t i : draft.order()) {
    const DraftSpan& span = draft.spans[i];
    GoldenSpan golden = golden_span(draft, span);
    if (span.parent != kNoSpan) golden.parent = ids[span.parent];
    golden.id = ids[i] = named.next(golden);
    out.spans.push_back(std::move(golden));
  }
  std::size_t at = 0;
  for (const std::size_t i : draft.order()) {
    GoldenSpan& golden = out.spans[at++];
    for (const std::size_t earlier : before[i]) golden.after.push_back(ids[earlier]);
  }
  return out;
}

}  // namespace

Learned learn(std::span<const CanonicalRun> runs) {
  Draft draft = draft_of(runs);
  cut_parts(draft);
  classify(draft);
  spread(draft);
  relate_times(draft);
  hold_shapes(draft);
  Golden golden = golden_of(draft);
  std::vector<std::string> warnings = warnings_of(draft, golden);
  return {std::move(golden), learned_rules(draft), std::move(warnings)};
}

}  // namespace goldwire
