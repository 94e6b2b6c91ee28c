// Differences in the order of the flow; each joins the first cause that explains it, or becomes
// one.
#include "harness/diff/echoes.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "harness/canonical/leaf.h"
#include "harness/canonical/value_class.h"
#include "harness/diff/explains.h"

namespace goldwire {
namespace {

/// The callee refuses: it fails, and what differs below the call is only that nothing happens there
/// any more.
bool is_refusal(const Comparison& all, const Differences& differences, const Difference& one) {
  if (!one.failure || all.nodes[one.node].span == nullptr) return false;
  bool silent = false;
  for (const Difference& other : differences) {
    if (!all.is_above(one.node, other.node)) continue;
    if (other.finding.kind != FindingKind::missing) return false;
    silent = true;
  }
  return silent;
}

/// When in the flow it shows; of a refusal, when it was made.
std::uint64_t moment(const Comparison& all, const Differences& differences, const Difference& one) {
  const bool at_answer = one.answer && all.nodes[one.node].kind() != SpanKind::consumer;
  const bool late = at_answer && !is_refusal(all, differences, one);
  return late ? all.flow.answers[one.node] : all.flow.begins[one.node];
}

/// The same thing at another place.
bool same_finding(const Finding& a, const Finding& b) {
  return a.kind == b.kind && a.caller == b.caller && a.callee == b.callee &&
         a.operation == b.operation && any_item(a.path) == any_item(b.path) && a.note == b.note;
}

void add_echo(Finding& cause, Finding echo) {
  for (Finding& known : cause.echoes) {
    if (!same_finding(known, echo)) continue;
    known.count += echo.count;
    return;
  }
  cause.echoes.push_back(std::move(echo));
}

struct Cluster {
  Finding finding;
  std::vector<const Difference*> members;  ///< in the order of the flow; the first is the cause
};

/// Numbers that a callee gives out in turn (serial columns) go to other calls when calls without an
/// order come in another one. As long as the same numbers went out, and none to a call that has its
/// place among the others, nothing differs but the turn.
void mark_renumbered(const Comparison& all, Differences& differences) {
  std::map<std::pair<std::string, std::string>, std::vector<Difference*>> groups;
  for (Difference& one : differences) {
    const bool numbers = one.words.size() == 1 && fits(one.words[0].first, ValueClass::integer) &&
                         fits(one.words[0].second, ValueClass::integer);
    if (!one.answer || !numbers || one.finding.kind != FindingKind::changed) continue;
    const Finding& at = one.finding;
    groups[{at.caller + '\n' + at.callee + '\n' + at.operation, any_item(at.path)}].push_back(&one);
  }
  for (auto& [place, group] : groups) {
    std::multiset<std::string> before;
    std::multiset<std::string> after;
    std::set<std::size_t> causes;
    for (const Difference* one : group) {
      before.insert(one->words[0].first);
      after.insert(one->words[0].second);
      causes.insert(all.nodes[one->node].parent);
    }
    // Calls of one cause have an order; calls of different causes that run side by side have none.
    if (before != after || causes.size() < group.size()) continue;
    for (Difference* one : group) one->renumbered = true;
  }
}

bool explained(const Comparison& all, const Ids& ids, const Cluster& cluster,
               const Difference& one) {
  return std::ranges::any_of(
      cluster.members, [&](const Difference* cause) { return explains(all, ids, *cause, one); });
}

}  // namespace

std::vector<Finding> causes_and_echoes(const Comparison& all, const Ids& ids,
                                       Differences differences) {
  for (Difference& one : differences) one.moment = moment(all, differences, one);
  std::ranges::sort(differences, {}, [](const Difference& one) {
    return std::tuple(one.finding.note, one.moment, one.rank, one.node,
                      std::string_view(one.finding.path));
  });
  mark_renumbered(all, differences);
  std::vector<Cluster> clusters;
  for (const Difference& one : differences) {
    const auto same = std::ranges::find_if(clusters, [&](const Cluster& cluster) {
      return same_finding(cluster.finding, one.finding) &&
             cluster.members.front()->renumbered == one.renumbered;
    });
    if (same != clusters.end()) {
      same->finding.count += one.finding.count;
      same->members.push_back(&one);
      continue;
    }
    const auto cause = std::ranges::find_if(
        clusters, [&](const Cluster& cluster) { return explained(all, ids, cluster, one); });
    if (cause != clusters.end() && !one.finding.note) {
      add_echo(cause->finding, one.finding);
      cause->members.push_back(&one);
      continue;
    }
    clusters.push_back({one.finding, {&one}});
  }
  std::vector<Finding> out;
  for (Cluster& cluster : clusters) {
    if (cluster.members.front()->renumbered) continue;
    if (cluster.finding.count > 1) {
      cluster.finding.evidence +=
          "; the same at " + std::to_string(cluster.finding.count) + " places";
    }
    out.push_back(std::move(cluster.finding));
  }
  return out;
}

}  // namespace goldwire
