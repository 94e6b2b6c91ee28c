// Roots sorted into what is meant, what is not, and what nobody can tell.
#include "harness/golden/belonging.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <string_view>
#include <tuple>
#include <utility>

#include "harness/canonical/outside.h"
#include "harness/golden/fields.h"

namespace goldwire {
namespace {

enum class Place { belongs, does_not, unsure };

std::string call_of(const Span& span) {
  return span.client.service + " -> " + span.server.service + ": " + span.what.name;
}

/// Where trees stand whose cause is known, and what could have caused the others.
class Causes {
 public:
  explicit Causes(const Run& run) {
    for (const Trace& trace : run.traces) {
      const Span* const root = root_of(trace);
      named_ = named_ || (root != nullptr && (root->client.named || root->server.named));
    }
  }

  void add(const Span& root, bool belongs) {
    // A statement, or what is said to a stranger, causes nothing in the system.
    const bool request = root.kind == SpanKind::server || root.kind == SpanKind::producer;
    if (!request || (named_ && !root.server.named)) return;
    std::optional<Time>& first = belongs ? first_ours_ : first_others_;
    first = std::min(first.value_or(root.what.start), root.what.start);
  }

  /// Whether the run shows a party that the user named.
  bool named() const { return named_; }

  Place of_lost(const Span& root) const {
    const auto before = [&](const std::optional<Time>& first) {
      return first && *first <= root.what.start;
    };
    if (!before(first_others_)) return Place::belongs;
    return before(first_ours_) ? Place::unsure : Place::does_not;
  }

 private:
  bool named_ = false;
  std::optional<Time> first_ours_;
  std::optional<Time> first_others_;
};

Outside at_work_in_ours(const Run& run, const Choice& choice) {
  Outside out;
  for (const Trace& trace : run.traces) {
    if (!choice.takes(trace)) continue;
    for (const Span& span : trace.spans) out.see(span);
  }
  return out;
}

void sort_by_start(std::vector<Trace>& traces) {
  std::ranges::stable_sort(traces, {}, [](const Trace& trace) {
    const Span* const root = root_of(trace);
    return std::tuple(root == nullptr ? Time() : root->what.start, trace.id);
  });
}

}  // namespace

CallCounts count_calls(const Run& run) {
  CallCounts counts;
  for (const Trace& trace : run.traces) {
    for (const Span& span : trace.spans) {
      if (!span.what.control) ++counts[call_of(span)];
    }
  }
  return counts;
}

CallCounts count_calls(const Golden& golden) {
  CallCounts counts;
  for (const GoldenSpan& span : golden.spans) ++counts[span.headline()];
  return counts;
}

std::set<std::string> beginners(const Run& run, const Choice& choice) {
  std::set<std::string> names;
  for (const Trace& trace : run.traces) {
    const Span* const root = root_of(trace);
    if (root != nullptr && root->client.named && choice.means(fields_of(*root))) {
      names.insert(root->client.service);
    }
  }
  return names;
}

std::set<std::string> beginners(const Golden& golden, const Choice& choice) {
  std::set<std::string> names;
  for (const GoldenSpan& span : golden.spans) {
    const bool named = span.parent.empty() && span.caller != kOutside;
    if (named && choice.means(fields_of(span))) names.insert(span.caller);
  }
  return names;
}

void narrow(PartedRun& parted, const Choice& choice, const std::set<std::string>& beginners) {
  if (choice.empty()) return;
  Causes causes(parted.run);
  const Outside outside(parted.run);
  const Outside ours_act = at_work_in_ours(parted.run, choice);
  std::vector<Trace> ours;
  std::vector<Trace> lost;
  for (Trace& trace : parted.run.traces) {
    const Span* const root = root_of(trace);
    if (root == nullptr) continue;
    const bool takes = choice.takes(trace);
    // Where nobody is named, whoever receives something is at work in the system; else it may be a
    // stranger, unless it calls somebody named, or works for what belongs here.
    const bool stranger = causes.named() && !root->server.named;
    const bool acts =
        stranger ? ours_act.acts(root->client.service) : outside.acts(root->client.service);
    const bool at_work = root->client.named || (!takes && acts);
    if (at_work && !beginners.contains(root->client.service)) {
      lost.push_back(std::move(trace));
      continue;
    }
    causes.add(*root, takes);
    if (takes) ours.push_back(std::move(trace));
  }
  std::vector<Trace> unsure = std::move(parted.unsure);
  parted.unsure.clear();
  for (Trace& trace : lost) {
    const Place place = causes.of_lost(*root_of(trace));
    if (place == Place::does_not) continue;
    (place == Place::belongs ? ours : unsure).push_back(std::move(trace));
  }
  sort_by_start(ours);
  sort_by_start(unsure);
  parted.run.traces = std::move(ours);
  parted.unsure = std::move(unsure);
}

void fill(PartedRun& parted, const CallCounts& wanted) {
  if (parted.unsure.empty()) return;
  CallCounts have = count_calls(parted.run);
  std::vector<Trace> rest;
  for (Trace& trace : parted.unsure) {
    const std::string call = call_of(*root_of(trace));
    const auto want = wanted.find(call);
    if (want == wanted.end() || have[call] >= want->second) {
      rest.push_back(std::move(trace));
      continue;
    }
    for (const Span& span : trace.spans) ++have[call_of(span)];
    parted.run.traces.push_back(std::move(trace));
  }
  sort_by_start(parted.run.traces);
  parted.unsure = std::move(rest);
}

void even_out(std::span<PartedRun> runs) {
  CallCounts most;
  for (const PartedRun& one : runs) {
    for (const auto& [call, count] : count_calls(one.run)) {
      most[call] = std::max(most[call], count);
    }
  }
  for (PartedRun& one : runs) fill(one, most);
}

Golden narrowed(const Golden& golden, const Choice& choice, const std::set<std::string>& beginners,
                const CallCounts& seen) {
  if (choice.empty()) return golden;
  std::map<std::string_view, std::string_view> root_of_span;  // by id; parents stand first
  std::map<std::string_view, Place> places;                   // of roots
  bool others = false;
  for (const GoldenSpan& span : golden.spans) {
    const auto parent = root_of_span.find(span.parent);
    root_of_span.emplace(span.id, parent == root_of_span.end() ? span.id : parent->second);
    if (parent != root_of_span.end()) continue;
    const bool takes = choice.takes(fields_of(span));
    const bool lost = span.caller != kOutside && !beginners.contains(span.caller);
    const bool request = span.kind == SpanKind::server || span.kind == SpanKind::producer;
    others = others || (!takes && !lost && request);
    places[span.id] = lost ? Place::unsure : takes ? Place::belongs : Place::does_not;
  }
  const auto place_of = [&](const GoldenSpan& span) { return places.at(root_of_span.at(span.id)); };
  CallCounts have;
  for (const GoldenSpan& span : golden.spans) {
    if (place_of(span) == Place::belongs) ++have[span.headline()];
  }
  for (const GoldenSpan& span : golden.spans) {
    const auto place = places.find(span.id);
    if (place != places.end() && place->second == Place::unsure) {
      const auto want = seen.find(span.headline());
      const bool more = want != seen.end() && have[span.headline()] < want->second;
      place->second = !others || more ? Place::belongs : Place::does_not;
      if (place->second == Place::belongs) ++have[span.headline()];
    }
  }
  Golden out = golden;
  std::erase_if(out.spans,
                [&](const GoldenSpan& span) { return place_of(span) != Place::belongs; });
  return out;
}

}  // namespace goldwire
