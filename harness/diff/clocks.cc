// Every related time is a vote; votes that agree are a clock.
#include "harness/diff/clocks.h"

#include <algorithm>
#include <optional>
#include <set>
#include <span>

#include "harness/canonical/flow.h"
#include "harness/canonical/time_form.h"
#include "harness/diff/comparison.h"
#include "harness/golden/pattern.h"

namespace goldwire {
namespace {

using std::chrono::days;
using std::chrono::minutes;
using std::chrono::seconds;

/// Farther ahead is no clock; a test may have moved one to tomorrow, and hosts have zones.
constexpr Duration kFarthest = days(3);
/// What times of one clock differ by, beyond the run's length.
constexpr Duration kClose = minutes(5);
/// As many votes make a clock of one service's own, when most of its votes are among them.
constexpr std::size_t kFew = 2;

/// The time that a text means, where nothing else is known of it.
std::optional<Time> time_of(std::string_view text) {
  if (const auto counted = counted_time(text)) return counted->time;
  const std::optional<WrittenTime> written = written_time(text);
  if (!written || written->day_only) return std::nullopt;
  return written->time;
}

bool is_local(std::string_view text) {
  if (counted_time(text)) return false;
  const std::optional<WrittenTime> written = written_time(text);
  return written && !written->zone;
}

Time second_of(Time time) { return std::chrono::floor<seconds>(time); }

/// Has parts of a second, so that it is hardly another's time by chance.
bool is_fine(Time time) { return time != second_of(time); }

/// Who says what stands at `path`; what a consumer receives, the broker says.
const std::string& speaker_of(const CanonicalSpan& span, std::string_view path) {
  const bool received = span.kind == SpanKind::consumer;
  return received || is_answer(path) ? span.callee : span.caller;
}

}  // namespace

struct Clocks::Vote {
  Time sent;  ///< when the packets showed it
  std::string maker;
  Time time;
  bool local = false;
  Duration ahead{};

  /// Adds those of one value.
  static void add(const GoldenLeaf& golden, const CanonicalSpan& span, const Likeness& likeness,
                  std::vector<Vote>& out) {
    const Leaf* leaf = is_literal(golden.pattern) ? nullptr : span.find(golden.path);
    if (leaf == nullptr) return;
    const auto values = captured(golden.pattern, leaf->text, likeness.piece_fits());
    std::size_t at = 0;
    for (const Piece& piece : values ? golden.pattern : Pattern()) {
      if (piece.kind == Piece::Kind::literal) continue;
      const std::string_view value = (*values)[at++];
      if (piece.kind != Piece::Kind::noise) continue;
      const std::optional<NoiseKind> kind = noise_kind_named(piece.text);
      // What is days away is too loosely related to tell a clock.
      if (!kind || !kind->after_call || std::chrono::abs(*kind->after_call) >= days(1)) continue;
      const std::optional<Time> time = time_of(value);
      const std::optional<Duration> after = time ? after_call(value, span.start) : std::nullopt;
      if (!after || std::chrono::abs(*after) > kFarthest) continue;
      out.push_back({is_answer(golden.path) ? span.end : span.start, speaker_of(span, golden.path),
                     *time, is_local(value), *after - *kind->after_call});
    }
  }
};

Clocks::Clocks(const std::vector<Node>& nodes, const Likeness& likeness, const CanonicalRun& run) {
  Time end = Time::min();
  for (const CanonicalSpan& span : run.spans) {
    begin_ = std::min(begin_, span.start);
    end = std::max(end, span.end);
  }
  std::vector<Vote> votes;
  for (const Node& node : nodes) {
    if (!node.paired()) continue;
    for (const GoldenLeaf& leaf : node.golden->leaves) {
      Vote::add(leaf, *node.span, likeness, votes);
    }
  }
  if (votes.empty()) return;
  const Duration width = kClose + (end - begin_);
  std::ranges::stable_sort(votes, {}, &Vote::sent);
  std::set<Time> cut;  // what is passed on may be cut to seconds, or rounded
  std::vector<Vote> first;
  for (const Vote& vote : votes) {
    const bool fine = is_fine(vote.time);
    // Close to the packets' own time, many make the same second.
    const bool anybodys = !fine && std::chrono::abs(vote.ahead) <= width;
    if (!anybodys) {
      const bool known = !fine && cut.contains(vote.time);
      if (known || !maker_.emplace(unix_nano(vote.time), vote.maker).second) continue;
    }
    if (fine) cut.insert({second_of(vote.time), second_of(vote.time) + seconds(1)});
    first.push_back(vote);
  }
  for (const bool local : {false, true}) {
    std::vector<Vote> here;
    for (const Vote& vote : first) {
      if (vote.local == local) here.push_back(vote);
    }
    believe(here, local, width);
  }
}

void Clocks::believe(const std::vector<Vote>& votes, bool local, Duration width) {
  std::map<std::string, std::size_t> made;
  for (const Vote& vote : votes) ++made[vote.maker];
  std::vector<Vote> sorted = votes;
  std::ranges::sort(sorted, {}, &Vote::ahead);
  for (std::size_t begin = 0, end = 1; begin < sorted.size(); begin = end++) {
    while (end < sorted.size() && sorted[end].ahead - sorted[end - 1].ahead <= width) ++end;
    const Duration median = sorted[begin + (end - begin) / 2].ahead;
    std::map<std::string, std::size_t> here;
    for (std::size_t i = begin; i < end; ++i) ++here[sorted[i].maker];
    if (here.size() > 1 || 2 * (end - begin) > sorted.size()) {
      ahead_[{"", local}].push_back(median);
    }
    for (const auto& [maker, count] : here) {
      if (count >= kFew && 4 * count >= 3 * made[maker]) ahead_[{maker, local}].push_back(median);
    }
  }
}

CallTime Clocks::at(const CanonicalSpan& span, std::string_view path, std::string_view text) const {
  CallTime out{span.start, span.end - span.start, span.start - begin_, {Duration{}}};
  const std::optional<Time> time = time_of(text);
  const auto maker = time ? maker_.find(unix_nano(*time)) : maker_.end();
  const std::string& name = maker != maker_.end() ? maker->second : speaker_of(span, path);
  for (const bool local : {false, true}) {
    if (local && !is_local(text)) continue;
    for (const Clock& clock : {Clock{"", local}, Clock{name, local}}) {
      const auto found = ahead_.find(clock);
      if (found == ahead_.end()) continue;
      out.clocks.insert(out.clocks.end(), found->second.begin(), found->second.end());
    }
  }
  return out;
}

}  // namespace goldwire
