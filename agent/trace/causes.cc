// Causes: one sweep in time order, then one look back at what stayed open.
#include "agent/trace/causes.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "agent/trace/activity.h"
#include "agent/trace/record_work.h"
#include "protocols/base/semconv.h"

namespace goldwire {
namespace {

/// Confidence by kind of evidence. Said on every edge; what they mean is measured, not asserted.
constexpr double kTraceHeader = 1.0;
constexpr double kRequestId = 0.97;
constexpr double kKafkaOffset = 1.0;
constexpr double kOnlyOneOpen = 0.95;
constexpr double kOnlyOneRecord = 0.85;
constexpr double kSharedValue = 0.74;  ///< at most: two open requests may be about the same thing
constexpr double kBeganInside = 0.7;
constexpr double kBetweenSiblings = 0.6;
/// The least token score that counts as a shared value, and how far ahead of the next it must be.
constexpr double kEnoughShared = 1.0;
constexpr double kClearlyAhead = 1.5;

/// What the server said of the transaction after a statement; empty for what is none.
std::string_view transaction_status(const Span& span) {
  if (span.what.role != Role::query) return {};
  return span.what.attributes.text(semconv::kDbTransactionStatus);
}

/// Spans with one parent for certain: the statements of one transaction, or a span alone.
struct Unit {
  std::vector<std::size_t> spans;  ///< in start order
  std::string_view caller;
  Time start;
  Time end;
  std::optional<std::size_t> activity;
  /// While undecided: one that began before it and was not over by then may have been its cause.
  std::optional<Time> open_by;
};

std::string_view caller_of(const Span& span) { return span.client.service; }

class Linker {
 public:
  Linker(std::span<const Span* const> spans, const std::vector<Commit>& commits)
      : spans_(spans.begin(), spans.end()), commits_(commits) {}

  std::vector<Cause> run() {
    const std::vector<std::size_t> places = sort_by_start();
    make_units();
    index_produced();
    record_work_ = record_work(spans_, commits_);
    find_served_ports();
    for (Unit& unit : units_) {
      if (keep_given(unit)) {
        // An agent linked it, with facts that a spans file does not hold.
      } else if (at(unit.spans.front()).kind == SpanKind::consumer) {
        link_record(unit.spans.front());
      } else {
        choose(unit);
      }
      begin_activities(unit);
    }
    look_back();
    std::vector<Cause> causes(spans_.size());
    for (std::size_t i = 0; i < causes.size(); ++i) {
      causes[places[i]] = {at(root_of(i)).trace_id, parents_[i]};
    }
    return causes;
  }

 private:
  const Span& at(std::size_t i) const { return *spans_[i]; }
  const Clues& clues(std::size_t i) const { return *spans_[i]->clues; }

  /// Gives where each stood before. Spans lie far apart: what they are sorted by is read once.
  std::vector<std::size_t> sort_by_start() {
    std::vector<std::tuple<Time, Time, std::uint64_t, std::uint32_t, std::size_t>> order;
    for (std::size_t i = 0; i < spans_.size(); ++i) {
      order.emplace_back(at(i).what.start, at(i).settled, at(i).span_id, at(i).what.part, i);
    }
    std::ranges::sort(order);
    std::vector<std::size_t> places;
    std::vector<const Span*> sorted;
    for (const auto& key : order) {
      const std::size_t place = places.emplace_back(std::get<4>(key));
      by_id_.emplace(std::get<2>(key), sorted.size());
      parents_.push_back(sorted.emplace_back(spans_[place])->parent);
    }
    spans_ = std::move(sorted);
    parent_of_.resize(spans_.size());
    activity_of_.resize(spans_.size());
    return places;
  }

  // --- units -------------------------------------------------------------------------------------

  /// Statements on one connection belong together while the server says it is inside a transaction.
  void make_units() {
    std::vector<std::tuple<std::uint64_t, std::uint64_t, std::uint32_t, std::size_t>> by_wire;
    for (std::size_t i = 0; i < spans_.size(); ++i) {
      by_wire.emplace_back(at(i).connection, at(i).ordinal, at(i).what.part, i);
    }
    std::ranges::sort(by_wire);
    bool inside = false;
    std::uint64_t connection = 0;
    for (const auto& [wire, ordinal, part, i] : by_wire) {
      const Span& span = at(i);
      const std::string_view status = transaction_status(span);
      if (inside && span.connection == connection && !status.empty()) {
        units_.back().spans.push_back(i);
      } else {
        units_.push_back({{i}, caller_of(span), {}, {}, {}, {}});
      }
      inside = !status.empty() && status != "idle";
      connection = span.connection;
    }
    for (Unit& unit : units_) {
      std::ranges::sort(unit.spans);
      unit.start = at(unit.spans.front()).what.start;
      for (const std::size_t i : unit.spans) unit.end = std::max(unit.end, at(i).what.end);
    }
    std::ranges::sort(units_, {}, [](const Unit& unit) { return unit.spans.front(); });
  }

  // --- records -----------------------------------------------------------------------------------

  void index_produced() {
    for (std::size_t i = 0; i < spans_.size(); ++i) {
      if (at(i).kind != SpanKind::producer) continue;
      if (const auto place = place_of(at(i))) produced_[*place].push_back(i);
    }
  }

  /// Offsets may restart: the latest that was sent before it was received.
  void link_record(std::size_t received) {
    const auto place = place_of(at(received));
    const auto found = place ? produced_.find(*place) : produced_.end();
    if (found == produced_.end()) return;
    for (auto sent = found->second.rbegin(); sent != found->second.rend(); ++sent) {
      if (at(*sent).what.start > at(received).what.end) continue;
      adopt(received, *sent, Evidence::kafka_offset, kKafkaOffset);
      return;
    }
  }

  // --- calls -------------------------------------------------------------------------------------

  void find_served_ports() {
    for (const Span* span : spans_) {
      if (span->kind != SpanKind::server) continue;
      served_ports_[span->server.endpoint.address].insert(span->server.endpoint.port);
    }
  }

  /// An address without a name may be that of many: a host with several services, or with a driver
  /// beside the service that it calls.
  bool is_one_party(const Unit& unit) const {
    const Span& span = at(unit.spans.front());
    const Address& address = span.client.endpoint.address;
    if (span.client.named || span.client.service != address.text()) return true;
    const auto ports = served_ports_.find(address);
    return span.server.endpoint.address != address &&
           (ports == served_ports_.end() || ports->second.size() == 1);
  }

  void choose(Unit& unit) {
    if (by_header(unit)) return;
    const auto inside = activities_.open(unit.caller, unit.start, unit.start);
    std::vector<std::size_t> around;
    std::ranges::copy_if(inside, std::back_inserter(around),
                         [&](std::size_t index) { return activities_.at(index).end >= unit.end; });
    if (around.size() == 1 && inside.size() == 1 && activities_.at(around.front()).end_known) {
      const bool served = activities_.at(around.front()).served;
      const double confidence = !is_one_party(unit) ? kBeganInside
                                : served            ? kOnlyOneOpen
                                                    : kOnlyOneRecord;
      settle(unit, around.front(), Evidence::containment, confidence);
      return;
    }
    if (by_payload(unit, inside)) return;
    const std::vector<std::size_t>& narrower = around.empty() ? inside : around;
    if (narrower.size() == 1) {
      settle(unit, narrower.front(), Evidence::containment, kBeganInside);
    } else if (!narrower.empty()) {
      unit.open_by = around.empty() ? unit.start : unit.end;
    }
  }

  bool by_header(Unit& unit) {
    for (const std::size_t i : unit.spans) {
      const Context& own = clues(i).context;
      if (own.trace_id) {
        const auto same = activities_.of_trace(unit.caller, *own.trace_id, unit.start);
        if (same.size() == 1) {
          settle(unit, same.front(), Evidence::header, kTraceHeader);
          return true;
        }
      }
      std::set<std::size_t> same;
      for (const std::string& id : own.correlation) {
        for (const std::size_t index : activities_.of_request(unit.caller, id, unit.start)) {
          same.insert(index);
        }
      }
      if (same.size() == 1) {
        settle(unit, *same.begin(), Evidence::header, kRequestId);
        return true;
      }
    }
    return false;
  }

  /// `inside` are the activities open at its start; without any, those that ended lately count.
  bool by_payload(Unit& unit, const std::vector<std::size_t>& inside) {
    // Each token once, with the first call that sends it.
    std::vector<std::pair<std::string_view, Tokens>> sent;
    Tokens all;
    std::unordered_set<std::uint64_t> known;
    for (const std::size_t i : unit.spans) {
      Tokens tokens = clues(i).sent;
      std::erase_if(tokens, [&](const Token& token) { return !known.insert(token.hash).second; });
      all.insert(all.end(), tokens.begin(), tokens.end());
      sent.emplace_back(at(i).what.name, std::move(tokens));
    }
    const bool few = !inside.empty() && inside.size() <= Activities::kFew;
    const Time since = inside.empty() ? unit.start - Activities::kGrace : unit.start;
    const auto candidates =
        few ? inside : activities_.open_sharing(unit.caller, since, unit.start, all);

    double best = 0;
    double second = 0;
    std::size_t winner = 0;
    for (const std::size_t index : candidates) {
      double score = 0;
      for (const auto& [operation, tokens] : sent) {
        score += activities_.score(index, tokens, operation);
      }
      if (score > best) {
        second = std::exchange(best, score);
        winner = index;
      } else {
        second = std::max(second, score);
      }
    }
    if (best < kEnoughShared || best < second * kClearlyAhead) return false;
    settle(unit, winner, Evidence::payload, kSharedValue * (1 + (best - second) / best) / 2);
    return true;
  }

  /// Undecided work between two calls of one activity belongs to that activity.
  void look_back() {
    std::map<std::string_view, std::vector<Unit*>> by_caller;
    for (Unit& unit : units_) by_caller[unit.caller].push_back(&unit);
    for (auto& [caller, units] : by_caller) {
      std::vector<std::optional<std::size_t>> after(units.size() + 1);
      for (std::size_t i = units.size(); i-- > 0;) {
        after[i] = units[i]->activity ? units[i]->activity : after[i + 1];
      }
      std::optional<std::size_t> before;
      for (std::size_t i = 0; i < units.size(); ++i) {
        Unit& unit = *units[i];
        if (unit.activity) before = unit.activity;
        if (before && before == after[i + 1] && may_be_cause(*before, unit)) {
          settle(unit, *before, Evidence::containment, kBetweenSiblings);
        }
      }
    }
  }

  bool may_be_cause(std::size_t index, const Unit& unit) const {
    const Activity& activity = activities_.at(index);
    return unit.open_by && activity.service == unit.caller && activity.span < unit.spans.front() &&
           activity.start <= unit.start && activity.end >= *unit.open_by;
  }

  // --- edges -------------------------------------------------------------------------------------

  void settle(Unit& unit, std::size_t index, Evidence evidence, double confidence) {
    unit.activity = index;
    unit.open_by.reset();
    for (const std::size_t i : unit.spans) {
      adopt(i, activities_.at(index).span, evidence, confidence);
      activities_.learn(index, clues(i).sent, at(i).what.name);
      activities_.learn(index, clues(i).received, at(i).what.name);
    }
  }

  /// Keeps the parents that the spans of `unit` came with; false when one has none.
  bool keep_given(Unit& unit) {
    std::vector<std::size_t> parents;
    for (const std::size_t i : unit.spans) {
      const auto parent = by_id_.find(at(i).parent.span_id);
      if (parent == by_id_.end()) return false;
      parents.push_back(parent->second);
    }
    for (std::size_t i = 0; i < parents.size(); ++i) {
      const Parent given = at(unit.spans[i]).parent;
      adopt(unit.spans[i], parents[i], given.evidence, given.confidence);
    }
    unit.activity = activity_of_[parents.front()];
    return true;
  }

  void adopt(std::size_t child, std::size_t parent, Evidence evidence, double confidence) {
    // Skewed clocks of two vantages could make a record its own ancestor.
    if (root_of(parent) == child) return;
    parents_[child] = {at(parent).span_id, evidence, confidence};
    parent_of_[child] = parent;
  }

  static bool is_open(const Span& span) { return span.what.incomplete.has(Reason::open); }

  /// A request whose answer was lost is over by the time at which the loss was noticed.
  static Time end_of_request(const Span& span) {
    if (span.what.response.last) return *span.what.response.last;
    return is_open(span) ? Time::max() : std::max(span.settled, span.what.start);
  }

  void begin_activities(const Unit& unit) {
    for (const std::size_t i : unit.spans) {
      const Span& span = at(i);
      const bool served = span.kind == SpanKind::server;
      if (!served && span.kind != SpanKind::consumer) continue;
      Activity activity;
      activity.span = i;
      activity.start = served ? span.what.start : record_work_.at(i).start;
      activity.end = served ? end_of_request(span) : record_work_.at(i).end;
      activity.end_known = !served || span.what.response.last || is_open(span);
      activity.served = served;
      activity.service = span.service().service;
      activity.context = &clues(i).context;
      const std::size_t index = activities_.begin(activity);
      activity_of_[i] = index;
      activities_.begin_with(index, clues(i).sent);
    }
  }

  std::size_t root_of(std::size_t i) const {
    while (parent_of_[i]) i = *parent_of_[i];
    return i;
  }

  std::vector<const Span*> spans_;  ///< in the order of their start
  std::vector<Parent> parents_;     ///< as found so far
  const std::vector<Commit>& commits_;
  std::vector<Unit> units_;
  std::unordered_map<std::size_t, RecordWork> record_work_;
  std::map<RecordPlace, std::vector<std::size_t>> produced_;
  std::map<Address, std::set<std::uint16_t>> served_ports_;
  std::vector<std::optional<std::size_t>> parent_of_;     ///< span -> span
  std::unordered_map<std::uint64_t, std::size_t> by_id_;  ///< span id -> span
  std::vector<std::optional<std::size_t>> activity_of_;   ///< span -> activity
  Activities activities_;
};

}  // namespace

std::vector<Cause> causes_of(std::span<const Span* const> spans,
                             const std::vector<Commit>& commits) {
  return Linker(spans, commits).run();
}

}  // namespace goldwire
