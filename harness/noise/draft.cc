// The runs are aligned one after the other with all that came before them.
#include "harness/noise/draft.h"

#include <algorithm>
#include <set>
#include <string_view>

#include "harness/align/align.h"
#include "harness/canonical/flow.h"
#include "harness/canonical/framing.h"
#include "harness/golden/pattern.h"
#include "harness/noise/cut.h"

namespace goldwire {
namespace {

/// Adds what `run` showed and no run before it.
void add_unmatched(Draft& draft, std::vector<GoldenSpan>& seen, std::size_t run,
                   std::vector<std::size_t>& entry_of) {
  const std::vector<CanonicalSpan>& spans = draft.runs[run].spans;
  for (std::size_t i = 0; i < spans.size(); ++i) {
    if (entry_of[i] != kNoSpan) continue;
    DraftSpan entry;
    entry.instance.assign(draft.runs.size(), kNoSpan);
    entry.instance[run] = i;
    entry.parent = spans[i].parent == kNoSpan ? kNoSpan : entry_of[spans[i].parent];
    entry.sure_parent = spans[i].confidence >= kSureParent;
    entry.votes = {{entry.parent, spans[i].confidence}};
    entry_of[i] = draft.spans.size();
    draft.spans.push_back(std::move(entry));
    seen.push_back(literal_span(spans[i]));
    seen.back().sure_parent = spans[i].confidence >= kSureParent;
  }
}

bool is_above(const Draft& draft, std::size_t above, std::size_t span) {
  for (std::size_t at = span; at != kNoSpan; at = draft.spans[at].parent) {
    if (at == above) return true;
  }
  return false;
}

/// Notes which parent `run` saw and how sure it was; the one with most confidence stays.
void weigh_parent(Draft& draft, std::size_t entry, const CanonicalSpan& here, std::size_t parent) {
  DraftSpan& out = draft.spans[entry];
  const auto known = std::ranges::find(out.votes, parent, &std::pair<std::size_t, double>::first);
  if (known == out.votes.end()) {
    out.votes.emplace_back(parent, here.confidence);
  } else {
    known->second += here.confidence;
  }
  out.sure_parent = out.sure_parent && here.confidence >= kSureParent && out.votes.size() == 1;
  const auto best =
      std::ranges::max_element(out.votes, {}, &std::pair<std::size_t, double>::second);
  if (best->first != out.parent && !is_above(draft, entry, best->first)) out.parent = best->first;
}

void add_leaves(const Draft& draft, DraftSpan& entry) {
  std::set<std::string_view, decltype(&path_less)> paths(&path_less);
  std::size_t instances = 0;
  for (std::size_t run = 0; run < draft.runs.size(); ++run) {
    if (entry.instance[run] == kNoSpan) continue;
    ++instances;
    for (const Leaf& leaf : draft.of(entry, run).leaves) paths.insert(leaf.path);
  }
  for (const std::string_view path : paths) {
    std::vector<std::size_t> runs;
    std::vector<const Leaf*> leaves;
    for (std::size_t run = 0; run < draft.runs.size(); ++run) {
      if (entry.instance[run] == kNoSpan) continue;
      const Leaf* leaf = draft.of(entry, run).find(path);
      if (leaf == nullptr) continue;
      runs.push_back(run);
      leaves.push_back(leaf);
    }
    entry.leaves.push_back(cut(path, std::move(runs), leaves));
    entry.leaves.back().optional = leaves.size() < instances && !may_be_unknown(path);
  }
}

}  // namespace

const CanonicalSpan& Draft::any(const DraftSpan& span) const {
  std::size_t run = 0;
  while (span.instance[run] == kNoSpan) ++run;
  return of(span, run);
}

bool Draft::optional(const DraftSpan& span) const {
  return std::ranges::find(span.instance, kNoSpan) != span.instance.end();
}

std::vector<std::size_t> Draft::order() const {
  std::vector<std::vector<std::size_t>> children(spans.size() + 1);
  for (std::size_t i = 0; i < spans.size(); ++i) {
    children[spans[i].parent == kNoSpan ? spans.size() : spans[i].parent].push_back(i);
  }
  for (std::vector<std::size_t>& siblings : children) siblings = by_time(siblings);
  std::vector<std::size_t> out;
  std::vector<std::size_t> open(children.back().rbegin(), children.back().rend());
  while (!open.empty()) {
    const std::vector<std::size_t>& below = children[open.back()];
    out.push_back(open.back());
    open.pop_back();
    open.insert(open.end(), below.rbegin(), below.rend());
  }
  return out;
}

std::vector<std::size_t> Draft::by_time(const std::vector<std::size_t>& siblings) const {
  std::vector<std::size_t> out;
  std::set<std::size_t> placed;
  for (std::size_t run = 0; run < runs.size(); ++run) {
    std::vector<std::size_t> here;
    for (const std::size_t i : siblings) {
      if (spans[i].instance[run] != kNoSpan && !placed.contains(i)) here.push_back(i);
    }
    const auto start = [&](std::size_t i) { return of(spans[i], run).start; };
    std::ranges::sort(here, {}, [&](std::size_t i) { return std::pair(start(i), i); });
    for (const std::size_t i : here) {
      // Behind the last one that this run, too, saw begin before it.
      auto at = out.begin();
      for (auto other = out.begin(); other != out.end(); ++other) {
        if (spans[*other].instance[run] != kNoSpan && start(*other) <= start(i)) at = other + 1;
      }
      out.insert(at, i);
      placed.insert(i);
    }
  }
  return out;
}

std::vector<std::pair<std::size_t, bool>> Draft::events() const {
  std::vector<std::size_t> parents;
  std::vector<SpanKind> kinds;
  for (const DraftSpan& span : spans) {
    parents.push_back(span.parent);
    kinds.push_back(any(span).kind);
  }
  const Flow flow = flow_of(parents, kinds, order());
  std::vector<std::pair<std::size_t, bool>> out(2 * spans.size());
  for (std::size_t i = 0; i < spans.size(); ++i) {
    out[flow.begins[i]] = {i, false};
    out[flow.answers[i]] = {i, true};
  }
  return out;
}

GoldenSpan literal_span(const CanonicalSpan& span) {
  GoldenSpan out;
  out.caller = span.caller;
  out.callee = span.callee;
  out.operation = span.operation;
  out.operation_known = span.operation_known;
  out.kind = span.kind;
  out.failed = span.failed;
  out.sure_parent = span.confidence >= kSureParent;
  for (const std::string_view reason : span.incomplete.names()) out.incomplete.emplace_back(reason);
  for (const Leaf& leaf : span.leaves) {
    out.leaves.push_back({leaf.path, leaf.type, literally(leaf.text), false});
  }
  return out;
}

Draft draft_of(std::span<const CanonicalRun> runs) {
  Draft draft{runs, {}, {}};
  std::vector<GoldenSpan> seen;
  for (std::size_t run = 0; run < runs.size(); ++run) {
    Reference reference{seen, {}};
    for (const DraftSpan& entry : draft.spans) reference.parents.push_back(entry.parent);
    Likeness likeness({});
    std::vector<std::size_t> entry_of = align(reference, runs[run], likeness).to_reference;
    for (std::size_t i = 0; i < entry_of.size(); ++i) {
      if (entry_of[i] != kNoSpan) draft.spans[entry_of[i]].instance[run] = i;
    }
    const std::vector<std::size_t> matched = entry_of;
    add_unmatched(draft, seen, run, entry_of);
    for (std::size_t i = 0; i < matched.size(); ++i) {
      if (matched[i] == kNoSpan) continue;
      const CanonicalSpan& here = runs[run].spans[i];
      weigh_parent(draft, matched[i], here,
                   here.parent == kNoSpan ? kNoSpan : entry_of[here.parent]);
      seen[matched[i]].sure_parent = draft.spans[matched[i]].sure_parent;
    }
  }
  for (DraftSpan& entry : draft.spans) add_leaves(draft, entry);
  return draft;
}

}  // namespace goldwire
