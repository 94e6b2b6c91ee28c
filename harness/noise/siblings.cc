// Each sibling is held against those shortly before it; longer chains follow from the short ones.
#include "harness/noise/siblings.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>

namespace goldwire {
namespace {

constexpr std::size_t kWindow = 32;

/// A call among its siblings: its caller, callee and operation, and its number among its like.
using Role = std::pair<std::string, std::size_t>;

/// The calls that one caller makes under one parent, as they began.
struct Family {
  std::vector<std::size_t> members;  ///< of Draft::spans
  std::vector<Role> roles;           ///< as many
};

/// What families must share to tell of each other: the parent's call and the calls that every run
/// makes under it. Roots are one family, like no other.
using Kin = std::pair<std::string, std::set<std::string>>;

std::string call_of(const CanonicalSpan& span) {
  return span.caller + '\n' + span.callee + '\n' + span.operation;
}

bool is_in(const DraftSpan& span, std::size_t run) { return span.instance[run] != kNoSpan; }

/// In every run that has both.
bool ends_before(const Draft& draft, std::size_t a, std::size_t b) {
  for (std::size_t run = 0; run < draft.runs.size(); ++run) {
    if (!is_in(draft.spans[a], run) || !is_in(draft.spans[b], run)) continue;
    const CanonicalSpan& first = draft.of(draft.spans[a], run);
    const CanonicalSpan& second = draft.of(draft.spans[b], run);
    if (first.end > second.start || first.start >= second.start) return false;
  }
  return true;
}

/// By parent and caller.
std::vector<Family> families_of(const Draft& draft) {
  std::map<std::pair<std::size_t, std::string>, Family> by_place;
  for (std::size_t i = 0; i < draft.spans.size(); ++i) {
    const CanonicalSpan& span = draft.any(draft.spans[i]);
    if (span.kind == SpanKind::consumer || !draft.spans[i].sure_parent) continue;
    by_place[{draft.spans[i].parent, span.caller}].members.push_back(i);
  }
  std::vector<Family> out;
  for (auto& [place, family] : by_place) {
    std::ranges::sort(family.members, {},
                      [&](std::size_t i) { return std::pair(draft.any(draft.spans[i]).start, i); });
    std::map<std::string, std::size_t> numbers;
    for (const std::size_t i : family.members) {
      const std::string call = call_of(draft.any(draft.spans[i]));
      family.roles.emplace_back(call, numbers[call]++);
    }
    out.push_back(std::move(family));
  }
  return out;
}

Kin kin_of(const Draft& draft, const Family& family) {
  Kin out;
  const std::size_t parent = draft.spans[family.members.front()].parent;
  if (parent == kNoSpan) return out;
  out.first = call_of(draft.any(draft.spans[parent]));
  for (std::size_t i = 0; i < family.members.size(); ++i) {
    const DraftSpan& member = draft.spans[family.members[i]];
    bool always = true;
    for (std::size_t run = 0; run < draft.runs.size(); ++run) {
      always = always && (is_in(member, run) || !is_in(draft.spans[parent], run));
    }
    if (always) out.second.insert(family.roles[i].first);
  }
  return out;
}

/// Pairs of roles of which the first did not always end before the second began.
using Broken = std::set<std::pair<Role, Role>>;

void add_broken(const Draft& draft, const Family& family, Broken& out) {
  for (std::size_t b = 1; b < family.members.size(); ++b) {
    for (std::size_t a = b - std::min(b, kWindow); a < b; ++a) {
      for (const auto& [first, second] : {std::pair(a, b), std::pair(b, a)}) {
        if (ends_before(draft, family.members[first], family.members[second])) continue;
        out.emplace(family.roles[first], family.roles[second]);
      }
    }
  }
}

void add_orders(const Draft& draft, const Family& family, const Broken& broken,
                std::vector<std::vector<std::size_t>>& out) {
  for (std::size_t b = 1; b < family.members.size(); ++b) {
    const std::size_t later = family.members[b];
    if (draft.optional(draft.spans[later])) continue;
    std::set<std::size_t> implied;
    for (std::size_t back = 1; back <= std::min(b, kWindow); ++back) {
      const std::size_t earlier = family.members[b - back];
      const bool known = implied.contains(earlier) || draft.optional(draft.spans[earlier]);
      if (known || broken.contains({family.roles[b - back], family.roles[b]})) continue;
      out[later].push_back(earlier);
      // What came before it is before this one too.
      std::vector<std::size_t> open{earlier};
      while (!open.empty()) {
        const std::size_t here = open.back();
        open.pop_back();
        for (const std::size_t before : out[here]) {
          if (implied.insert(before).second) open.push_back(before);
        }
      }
    }
  }
}

}  // namespace

std::vector<std::vector<std::size_t>> always_before(const Draft& draft) {
  const std::vector<Family> families = families_of(draft);
  std::map<Kin, Broken> broken;
  for (const Family& family : families) {
    add_broken(draft, family, broken[kin_of(draft, family)]);
  }
  std::vector<std::vector<std::size_t>> out(draft.spans.size());
  for (const Family& family : families) {
    add_orders(draft, family, broken[kin_of(draft, family)], out);
  }
  return out;
}

}  // namespace goldwire
