// Top-down pairing. What is unambiguous is paired at once and teaches the likeness; ambiguous
// groups wait until nothing unambiguous is left.
#include "harness/align/align.h"

#include <algorithm>
#include <deque>
#include <map>
#include <tuple>
#include <unordered_map>

#include "harness/align/assignment.h"

namespace goldwire {
namespace {

/// Groups larger than this are paired greedily within a window, which is nearly always as good.
constexpr std::size_t kExactPairs = 250'000;
constexpr std::size_t kWindow = 64;
constexpr std::int64_t kRanks = 1 << 20;  ///< more than any difference of ranks adds

using Spans = std::vector<std::size_t>;

struct Group {
  Spans reference;
  Spans run;
};

class Aligner {
 public:
  Aligner(const Reference& reference, const CanonicalRun& run, Likeness& likeness)
      : reference_(reference), run_(run), likeness_(likeness) {
    out_.to_run.assign(reference.spans.size(), kNoSpan);
    out_.to_reference.assign(run.spans.size(), kNoSpan);
    for (std::size_t i = 0; i < reference.spans.size(); ++i) {
      reference_children_[reference.parents[i]].push_back(i);
    }
    for (std::size_t i = 0; i < run.spans.size(); ++i) {
      run_children_[run.spans[i].parent].push_back(i);
    }
  }

  Alignment align() {
    below(kNoSpan, kNoSpan);
    close();
    pair_unknown_statements();
    pair_leftovers();
    return std::move(out_);
  }

 private:
  using Identity = std::tuple<std::string_view, std::string_view, std::string_view, SpanKind>;

  template <class AnySpan>
  static Identity identity(const AnySpan& span) {
    return {span.caller, span.callee, span.operation, span.kind};
  }

  void pair(std::size_t reference, std::size_t run) {
    out_.to_run[reference] = run;
    out_.to_reference[run] = reference;
    likeness_.matched(reference_.spans[reference], run_.spans[run]);
    below(reference, run);
  }

  bool sure(std::size_t run) const { return run_.spans[run].confidence >= kSureParent; }

  /// Groups the children of two paired spans that are not paired yet. What hangs on a guess waits:
  /// it may well belong elsewhere.
  void below(std::size_t reference, std::size_t run) {
    std::map<Identity, Group> groups;
    for (const std::size_t child : children(reference_children_, reference)) {
      if (out_.to_run[child] != kNoSpan || !reference_.spans[child].sure_parent) continue;
      groups[identity(reference_.spans[child])].reference.push_back(child);
    }
    for (const std::size_t child : children(run_children_, run)) {
      if (out_.to_reference[child] != kNoSpan || !sure(child)) continue;
      groups[identity(run_.spans[child])].run.push_back(child);
    }
    for (auto& [name, group] : groups) {
      if (group.reference.empty() || group.run.empty()) continue;
      const bool single = group.reference.size() == 1 && group.run.size() == 1;
      (single ? ready_ : ambiguous_).push_back(std::move(group));
    }
  }

  /// Pairs all groups that wait, and what becomes possible by it.
  void close() {
    while (!ready_.empty() || !ambiguous_.empty()) {
      std::deque<Group>& queue = ready_.empty() ? ambiguous_ : ready_;
      const Group group = std::move(queue.front());
      queue.pop_front();
      for (const auto& [reference, run] : best_pairs(group)) {
        if (out_.to_run[reference] == kNoSpan && out_.to_reference[run] == kNoSpan) {
          pair(reference, run);
        }
      }
    }
  }

  std::int64_t cost(std::size_t reference, std::size_t run) const {
    return likeness_.cost(reference_.spans[reference], run_.spans[run]);
  }

  /// What it adds when the two hang on causes that are not the same: little for a guess, more for a
  /// call whose cause is missing here (it is missing with it), most when both edges are sure.
  std::int64_t detour(std::size_t reference, std::size_t run) const {
    const std::size_t wanted = reference_.parents[reference];
    const std::size_t parent = run_.spans[run].parent;
    const std::size_t there = wanted == kNoSpan ? kNoSpan : out_.to_run[wanted];
    if (there == parent && (wanted == kNoSpan) == (parent == kNoSpan)) return 0;
    if (reference_.spans[reference].sure_parent && sure(run)) return 4;
    return wanted != kNoSpan && there == kNoSpan ? 2 : 1;
  }

  std::vector<std::pair<std::size_t, std::size_t>> best_pairs(const Group& group) const {
    const auto& [reference, run] = group;
    if (reference.size() == 1 && run.size() == 1) return {{reference[0], run[0]}};
    if (reference.size() * run.size() > kExactPairs) return greedy_pairs(group);
    std::vector<std::int64_t> costs;
    costs.reserve(reference.size() * run.size());
    for (std::size_t i = 0; i < reference.size(); ++i) {
      for (std::size_t k = 0; k < run.size(); ++k) {
        costs.push_back((cost(reference[i], run[k]) + detour(reference[i], run[k])) * kRanks +
                        distance(i, k));
      }
    }
    const std::vector<std::size_t> columns = assign(costs, reference.size(), run.size());
    std::vector<std::pair<std::size_t, std::size_t>> out;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (columns[i] != kUnassigned) out.emplace_back(reference[i], run[columns[i]]);
    }
    return out;
  }

  std::vector<std::pair<std::size_t, std::size_t>> greedy_pairs(const Group& group) const {
    std::vector<std::pair<std::size_t, std::size_t>> out;
    std::deque<std::size_t> open(group.run.begin(), group.run.end());
    for (const std::size_t reference : group.reference) {
      std::size_t best = kNoSpan;
      std::int64_t least = 0;
      for (std::size_t k = 0; k < std::min(open.size(), kWindow); ++k) {
        const std::int64_t here = (cost(reference, open[k]) + detour(reference, open[k])) * kRanks +
                                  static_cast<std::int64_t>(k);
        if (best == kNoSpan || here < least) {
          best = k;
          least = here;
        }
      }
      if (best == kNoSpan) break;
      out.emplace_back(reference, open[best]);
      open.erase(open.begin() + static_cast<std::ptrdiff_t>(best));
    }
    return out;
  }

  /// Squared, so that two pairs in order are nearer than the same two crossed.
  static std::int64_t distance(std::size_t a, std::size_t b) {
    const auto apart = static_cast<std::int64_t>(a) - static_cast<std::int64_t>(b);
    return std::min(apart * apart, kRanks - 1);
  }

  /// Statements whose text one side never showed go by all else: parties, parameters, rows, counts.
  void pair_unknown_statements() {
    for (std::size_t i = 0; i < reference_.spans.size(); ++i) {
      if (out_.to_run[i] != kNoSpan) continue;
      std::vector<std::pair<std::int64_t, std::size_t>> fitting;
      for (const std::size_t k : siblings_in_run(i)) {
        if (!may_be_same_statement(reference_.spans[i], run_.spans[k])) continue;
        fitting.emplace_back(cost(i, k), k);
      }
      if (fitting.empty()) continue;
      pair(i, std::ranges::min(fitting).second);
      close();
    }
  }

  Spans siblings_in_run(std::size_t reference) const {
    const std::size_t parent = reference_.parents[reference];
    const std::size_t above = parent == kNoSpan ? kNoSpan : out_.to_run[parent];
    Spans out;
    if (parent != kNoSpan && above == kNoSpan) return out;
    for (const std::size_t child : children(run_children_, above)) {
      if (out_.to_reference[child] == kNoSpan) out.push_back(child);
    }
    return out;
  }

  static bool may_be_same_statement(const GoldenSpan& a, const CanonicalSpan& b) {
    return (!a.operation_known || !b.operation_known) && a.caller == b.caller &&
           a.callee == b.callee && a.kind == b.kind;
  }

  void pair_leftovers() {
    std::map<Identity, bool> done;
    for (std::size_t i = 0; i < reference_.spans.size(); ++i) {
      if (out_.to_run[i] != kNoSpan) continue;
      const Identity name = identity(reference_.spans[i]);
      if (std::exchange(done[name], true)) continue;
      Group group;
      for (std::size_t a = i; a < reference_.spans.size(); ++a) {
        if (out_.to_run[a] == kNoSpan && identity(reference_.spans[a]) == name) {
          group.reference.push_back(a);
        }
      }
      for (std::size_t b = 0; b < run_.spans.size(); ++b) {
        if (out_.to_reference[b] == kNoSpan && identity(run_.spans[b]) == name) {
          group.run.push_back(b);
        }
      }
      if (group.run.empty()) continue;
      for (const auto& [a, b] : best_pairs(group)) {
        const bool free = out_.to_run[a] == kNoSpan && out_.to_reference[b] == kNoSpan;
        if (free && may_have_moved(a, b)) pair(a, b);
        close();
      }
    }
  }

  /// A guessed edge may be wrong on either side. Two sure ones need content that says it is the
  /// same call.
  bool may_have_moved(std::size_t a, std::size_t b) const {
    const GoldenSpan& reference = reference_.spans[a];
    const CanonicalSpan& span = run_.spans[b];
    if (!reference.sure_parent || !sure(b)) return true;
    const std::size_t leaves = std::max(reference.leaves.size(), span.leaves.size());
    return cost(a, b) * 3 <= static_cast<std::int64_t>(leaves);
  }

  using Children = std::unordered_map<std::size_t, Spans>;
  static std::span<const std::size_t> children(const Children& all, std::size_t of) {
    const auto at = all.find(of);
    return at == all.end() ? std::span<const std::size_t>{} : std::span(at->second);
  }

  const Reference& reference_;
  const CanonicalRun& run_;
  Likeness& likeness_;
  Children reference_children_;
  Children run_children_;
  std::deque<Group> ready_;
  std::deque<Group> ambiguous_;
  Alignment out_;
};

}  // namespace

Alignment align(const Reference& reference, const CanonicalRun& run, Likeness& likeness) {
  return Aligner(reference, run, likeness).align();
}

std::vector<std::size_t> parents_of(std::span<const GoldenSpan> spans) {
  std::unordered_map<std::string_view, std::size_t> index;
  for (std::size_t i = 0; i < spans.size(); ++i) index.emplace(spans[i].id, i);
  std::vector<std::size_t> out;
  for (const GoldenSpan& span : spans) {
    const auto at = index.find(span.parent);
    out.push_back(span.parent.empty() || at == index.end() ? kNoSpan : at->second);
  }
  return out;
}

}  // namespace goldwire
