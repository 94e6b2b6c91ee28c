// One pass for each thing to be warned of.
#include "harness/noise/warnings.h"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <tuple>

#include "harness/canonical/flow.h"
#include "harness/canonical/outcome.h"
#include "harness/golden/pattern.h"

namespace goldwire {
namespace {

using Lines = std::vector<std::string>;

/// A code that came out one way or the other is no baseline to judge it by.
void unsteady_codes(const Golden& golden, Lines& out) {
  std::set<std::string> told;
  for (const GoldenSpan& span : golden.spans) {
    for (const GoldenLeaf& leaf : span.leaves) {
      const bool unsteady = leaf.optional || !is_literal(leaf.pattern);
      if (!unsteady || !is_status_code(leaf.path) || !told.insert(span.headline()).second) continue;
      out.push_back(span.headline() + " did not end alike in all baseline runs: " + leaf.path +
                    " is not compared; record runs in which it does");
    }
  }
}

/// A body without a structure that is another one in every run, and has nothing in common.
void opaque_bodies(const Golden& golden, Lines& out) {
  std::set<std::pair<std::string, std::string>> told;
  for (const GoldenSpan& span : golden.spans) {
    for (const GoldenLeaf& leaf : span.leaves) {
      const bool body = leaf.path == "request.body" || leaf.path == "response.body";
      const bool whole = leaf.pattern.size() == 1 && leaf.pattern[0].kind == Piece::Kind::noise;
      if (!body || !whole || !told.emplace(span.headline(), leaf.path).second) continue;
      out.push_back(span.headline() + ": nothing of its " + leaf.path +
                    " is compared: it is another one in every run, without a structure that "
                    "goldwire reads");
    }
  }
}

/// Calls that took each other's place: with an id in the path that is not known for one, a call
/// has another name in every run.
void swapped_calls(const Draft& draft, Lines& out) {
  using Place = std::tuple<std::size_t, std::string_view, std::string_view, std::string_view>;
  struct Swapped {
    std::vector<std::size_t> count;  ///< by run
    std::set<std::string_view> operations;
  };
  std::map<Place, Swapped> places;
  for (const DraftSpan& span : draft.spans) {
    if (!draft.optional(span)) continue;
    const CanonicalSpan& any = draft.any(span);
    const std::string_view operation = any.operation;
    const std::size_t path = operation.find(" /");
    if (path == std::string_view::npos) continue;
    Swapped& here = places[{span.parent, any.caller, any.callee, operation.substr(0, path)}];
    here.count.resize(draft.runs.size());
    here.operations.insert(operation);
    for (std::size_t run = 0; run < draft.runs.size(); ++run) {
      here.count[run] += span.instance[run] != kNoSpan ? 1U : 0U;
    }
  }
  for (const auto& [place, swapped] : places) {
    const bool alike = std::ranges::adjacent_find(swapped.count, std::ranges::not_equal_to{}) ==
                       swapped.count.end();
    if (!alike || swapped.operations.size() < 2) continue;
    out.push_back(std::string(std::get<1>(place)) + " -> " + std::string(std::get<2>(place)) +
                  ": every run makes another call: " + std::string(*swapped.operations.begin()) +
                  ", " + std::string(*std::next(swapped.operations.begin())) +
                  ": if an id in the path makes the difference, goldwire does not know it for one, "
                  "and neither holds such a call nor tells that it is missing");
  }
}

void losses(std::span<const CanonicalRun> runs, Lines& out) {
  for (std::size_t run = 0; run < runs.size(); ++run) {
    const std::string which = "baseline run " + std::to_string(run + 1) + ": ";
    for (const LossNote& loss : runs[run].losses) {
      out.push_back(which + loss.client.service + " -> " + loss.server.service + ": " + loss.what);
    }
    for (const std::string& lost : runs[run].lost) out.push_back(which + lost);
  }
}

}  // namespace

std::vector<std::string> warnings_of(const Draft& draft, const Golden& golden) {
  Lines out;
  unsteady_codes(golden, out);
  opaque_bodies(golden, out);
  swapped_calls(draft, out);
  if (golden.spans.empty()) {
    out.emplace_back("no exchange was seen: there is nothing to keep as a golden");
  } else if (draft.runs.size() == 1) {
    out.emplace_back(
        "one run only: generated ids and times cannot be told from constants, so every value must "
        "come back as it was; record two or more runs of the same build (--runs 3)");
  }
  losses(draft.runs, out);
  return out;
}

}  // namespace goldwire
