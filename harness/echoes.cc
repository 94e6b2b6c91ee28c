// Differences in the order of the flow; each joins the first cause that explains it, or becomes
// one.
#include "harness/echoes.h"

#include <algorithm>
#include <tuple>

#include "harness/explains.h"

namespace goldwire {
namespace {

/// When in the flow it shows.
std::uint64_t moment(const Comparison& all, const Difference& one) {
  const bool at_answer = one.answer && all.nodes[one.node].kind() != SpanKind::consumer;
  return at_answer ? all.flow.answers[one.node] : all.flow.begins[one.node];
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
  std::vector<const Difference*> members;  ///< the causes first, then their echoes
  std::size_t causes = 0;
};

bool explained(const Comparison& all, const Ids& ids, const Cluster& cluster,
               const Difference& one) {
  return std::ranges::any_of(
      cluster.members, [&](const Difference* cause) { return explains(all, ids, *cause, one); });
}

}  // namespace

std::vector<Finding> causes_and_echoes(const Comparison& all, const Ids& ids,
                                       Differences differences) {
  std::ranges::stable_sort(differences, {}, [&](const Difference& one) {
    return std::tuple(one.finding.note, moment(all, one), one.rank, one.node);
  });
  std::vector<Cluster> clusters;
  for (const Difference& one : differences) {
    const auto same = std::ranges::find_if(clusters, [&](const Cluster& cluster) {
      return same_finding(cluster.finding, one.finding);
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
    clusters.push_back({one.finding, {&one}, 1});
  }
  std::vector<Finding> out;
  for (Cluster& cluster : clusters) {
    if (cluster.finding.count > 1) {
      cluster.finding.evidence +=
          "; the same at " + std::to_string(cluster.finding.count) + " places";
    }
    out.push_back(std::move(cluster.finding));
  }
  return out;
}

}  // namespace goldwire
