// Each sibling is held against those shortly before it; longer chains follow from the short ones.
#include "harness/noise/siblings.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

namespace goldwire {
namespace {

constexpr std::size_t kWindow = 32;

bool ends_before(const Draft& draft, std::size_t a, std::size_t b) {
  for (std::size_t run = 0; run < draft.runs.size(); ++run) {
    const CanonicalSpan& first = draft.of(draft.spans[a], run);
    const CanonicalSpan& second = draft.of(draft.spans[b], run);
    if (first.end > second.start || first.start >= second.start) return false;
  }
  return true;
}

}  // namespace

std::vector<std::vector<std::size_t>> always_before(const Draft& draft) {
  std::map<std::pair<std::size_t, std::string>, std::vector<std::size_t>> groups;
  for (std::size_t i = 0; i < draft.spans.size(); ++i) {
    const CanonicalSpan& span = draft.any(draft.spans[i]);
    const bool loose = !draft.spans[i].sure_parent || draft.optional(draft.spans[i]);
    if (span.kind == SpanKind::consumer || loose) continue;
    groups[{draft.spans[i].parent, span.caller}].push_back(i);
  }
  std::vector<std::vector<std::size_t>> out(draft.spans.size());
  for (auto& [key, group] : groups) {
    std::ranges::sort(group, {},
                      [&](std::size_t i) { return std::pair(draft.any(draft.spans[i]).start, i); });
    for (std::size_t b = 1; b < group.size(); ++b) {
      std::set<std::size_t> implied;
      for (std::size_t back = 1; back <= std::min(b, kWindow); ++back) {
        const std::size_t a = group[b - back];
        if (implied.contains(a) || !ends_before(draft, a, group[b])) continue;
        out[group[b]].push_back(a);
        // What came before it is before this one too.
        std::vector<std::size_t> open{a};
        while (!open.empty()) {
          const std::size_t here = open.back();
          open.pop_back();
          for (const std::size_t earlier : out[here]) {
            if (implied.insert(earlier).second) open.push_back(earlier);
          }
        }
      }
    }
  }
  return out;
}

}  // namespace goldwire
