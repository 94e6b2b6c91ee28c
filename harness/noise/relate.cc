// Each noise piece by itself, from its values and the packets' times.
#include "harness/noise/relate.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/canonical/noise_kind.h"
#include "harness/noise/classify.h"

namespace goldwire {
namespace {

using std::chrono::days;
using std::chrono::minutes;
using std::chrono::seconds;

/// What clocks of one run may differ by for a time to count as made within it; what is written in
/// whole seconds lies up to one before.
constexpr Duration kClocks = seconds(2);
/// A distance is steady when it varies by no more. What lies ahead was added to the call's own
/// time; what lies behind may be any earlier event, so it has to keep closer.
constexpr Duration kSteadyAhead = seconds(10);
constexpr Duration kSteadyBehind = seconds(1);

struct Window {
  Time begin;
  Time end;
};

Window window_of(const CanonicalRun& run) {
  Window out{Time::max(), Time::min()};
  for (const CanonicalSpan& span : run.spans) {
    out.begin = std::min(out.begin, span.start);
    out.end = std::max(out.end, span.end);
  }
  return out;
}

/// One run's value.
struct Seen {
  std::size_t run;
  const CanonicalSpan* span;
  Duration after;  ///< the call
};

class Relating {
 public:
  explicit Relating(const Draft& draft) : draft_(draft) {
    for (const CanonicalRun& run : draft.runs) windows_.push_back(window_of(run));
  }

  std::optional<NoiseKind> relation(const DraftSpan& span, const DraftLeaf& leaf,
                                    const DraftPiece& piece, ValueClass value_class) const {
    NoiseKind out{value_class, std::nullopt, EpochUnit::seconds};
    std::vector<Seen> seen;
    bool dates = false;
    for (std::size_t i = 0; i < leaf.runs.size(); ++i) {
      const std::string& value = piece.values[i];
      const CanonicalSpan& call = draft_.of(span, leaf.runs[i]);
      const std::optional<Duration> after = after_call(value, call.start);
      if (!after) return std::nullopt;
      seen.push_back({leaf.runs[i], &call, *after});
      const std::optional<CountedTime> counted = counted_time(value);
      if (counted && i > 0 && counted->unit != out.unit) return std::nullopt;
      if (counted) out.unit = counted->unit;
      const std::optional<WrittenTime> written = written_time(value);
      dates = dates || (!counted && written && written->day_only);
    }
    out.after_call = dates ? of_dates(seen) : of_moments(seen);
    if (!out.after_call) return std::nullopt;
    return out;
  }

  /// Whether the one value that was seen is as related as those of like calls.
  bool is_like(const DraftSpan& span, const DraftLeaf& leaf, const DraftPiece& piece,
               const NoiseKind& kind) const {
    const CanonicalSpan& call = draft_.of(span, leaf.runs.front());
    const std::optional<Duration> after = after_call(piece.values.front(), call.start);
    if (!after || !keeps_relation(piece.values.front(), kind, call_time(leaf.runs.front(), call)))
      return false;
    return std::chrono::abs(*after - *kind.after_call) <= kSteadyAhead ||
           is_made_within({leaf.runs.front(), &call, *after});
  }

 private:
  CallTime call_time(std::size_t run, const CanonicalSpan& call) const {
    return {call.start, call.end - call.start, call.start - windows_[run].begin, {Duration{}}};
  }

  /// A date ahead, as many days in each run; zones may put one run on the next day.
  static std::optional<Duration> of_dates(const std::vector<Seen>& seen) {
    const auto [least, most] = std::ranges::minmax(seen, {}, &Seen::after);
    if (least.after < Duration{} || most.after - least.after > days(1)) return std::nullopt;
    return least.after;
  }

  std::optional<Duration> of_moments(const std::vector<Seen>& seen) const {
    if (std::ranges::any_of(seen, [&](const Seen& one) { return is_left_behind(one); })) {
      return std::nullopt;
    }
    if (std::ranges::all_of(seen, [&](const Seen& one) { return is_made_within(one); })) {
      return Duration{};
    }
    const auto [least, most] = std::ranges::minmax(seen, {}, &Seen::after);
    const Duration varies = most.after - least.after;
    if (least.after > Duration{} && varies <= kSteadyAhead) return least.after;
    if (most.after < -minutes(1) && varies <= kSteadyBehind) return least.after;
    return std::nullopt;
  }

  bool is_made_within(const Seen& one) const {
    const Time made = one.span->start + one.after;
    return made >= windows_[one.run].begin - kClocks && made <= one.span->end + kClocks;
  }

  /// It lies in the time of an earlier run, which may have made it.
  bool is_left_behind(const Seen& one) const {
    const Time made = one.span->start + one.after;
    const Window& own = windows_[one.run];
    if (made >= own.begin && made <= own.end) return false;
    return std::ranges::any_of(windows_, [&](const Window& other) {
      return other.begin < own.begin && made >= other.begin - kClocks &&
             made <= other.end + kClocks;
    });
  }

  const Draft& draft_;
  std::vector<Window> windows_;
};

/// Calls f(span, leaf, piece, its class) for every time that is noise.
template <class F>
void for_each_time(Draft& draft, F&& f) {
  for (DraftSpan& span : draft.spans) {
    for (DraftLeaf& leaf : span.leaves) {
      for (DraftPiece& piece : leaf.pieces) {
        const auto value_class = value_class_named(piece.noise);
        if (value_class != ValueClass::timestamp && value_class != ValueClass::epoch) continue;
        f(span, leaf, piece, *value_class);
      }
    }
  }
}

}  // namespace

void relate_times(Draft& draft) {
  const Relating times(draft);
  std::map<std::pair<std::string, std::string>, std::set<std::string>> related;
  const auto place = [&](const DraftSpan& span, const DraftLeaf& leaf) {
    return std::pair(call_key(draft.any(span)), any_item(leaf.path));
  };
  for_each_time(draft, [&](const DraftSpan& span, const DraftLeaf& leaf, DraftPiece& piece,
                           ValueClass value_class) {
    const std::set<std::string_view> distinct(piece.values.begin(), piece.values.end());
    const auto kind =
        distinct.size() < 2 ? std::nullopt : times.relation(span, leaf, piece, value_class);
    if (!kind) return;
    piece.noise = name_of(*kind);
    related[place(span, leaf)].insert(piece.noise);
  });
  // What one run alone showed is as in like calls.
  for_each_time(draft, [&](const DraftSpan& span, const DraftLeaf& leaf, DraftPiece& piece,
                           ValueClass value_class) {
    const auto like = related.find(place(span, leaf));
    if (leaf.runs.size() != 1 || like == related.end()) return;
    for (const std::string& name : like->second) {
      const auto kind = noise_kind_named(name);
      if (kind->value_class != value_class || !times.is_like(span, leaf, piece, *kind)) continue;
      piece.noise = name;
      return;
    }
  });
}

}  // namespace goldwire
