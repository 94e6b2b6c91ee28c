// Both directions of a connection, in causal order.
//
// The usual segment is the next one of its side and acknowledges what was delivered: it goes
// straight through. All else lands in a Direction's backlog, and settle() delivers what has become
// ready, then looks whether a hole has to be given up.
//
// When an acknowledgement stands beyond the octets in hand, they may still come (the capture can
// show packets of two queues in the wrong order), so it proves a hole only after `grace` of packet
// time. Until then the chunks that it acknowledges, and all after them, wait.
#include "agent/wire/reassembly.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "agent/wire/copies.h"
#include "agent/wire/direction.h"

namespace goldwire {
namespace {

constexpr std::array kSides{Side::client, Side::server};

}  // namespace

struct Reassembly::State {
  State(const ReassemblyLimits& limits, Ledger& counted, const Deliver& sink)
      : limits(limits), ledger(counted), deliver(sink) {}

  void take(const Segment& segment, Side from);
  bool pass_through(const Segment& segment, Side from);
  bool learn(const Segment& segment, Side from);
  std::uint64_t stood_at(std::uint64_t offset, Side side) const;
  std::uint64_t place(const OctetRun& run, Side side);
  std::uint64_t place_part(const OctetRun& run, Side side);
  bool reset(const Segment& segment, Side from);

  Duration grace() const { return limits.grace + copies.lag(); }

  void settle();
  bool deliver_ready(bool forced);
  bool give_up(bool forced, Loss cause);
  bool give_up_hole(Side side, bool forced, Loss cause);
  void relieve(Side side);
  void flush(Loss cause);
  void finish(Ending kind);

  void emit(const OctetRun& run, Side side);
  void emit_gap(Side side, std::uint64_t length, Loss cause, Time time);
  void emit_close(Side side, Ending kind, Time time);

  Direction& of(Side side) { return sides[index_of(side)]; }
  const Direction& of(Side side) const { return sides[index_of(side)]; }

  ReassemblyLimits limits;
  Ledger& ledger;
  const Deliver& deliver;
  std::array<Direction, 2> sides;
  Copies copies;
  std::array<std::uint64_t, 2> refused{0, 0};  ///< octets that fit nowhere, not told yet
  Time now;                                    ///< the latest packet time
  bool calm = true;                            ///< nothing waits on either side
  std::optional<Side> reset_by;
  Time reset_at;
  std::uint64_t reset_end = 0;  ///< how much its sender had sent, as far as it tells
};

// ---- segments ---------------------------------------------------------------------------------

/// The short way: the next octets of a side, or none, acknowledging nothing that was not delivered,
/// at the only point there is.
bool Reassembly::State::pass_through(const Segment& segment, Side from) {
  Direction& self = of(from);
  Direction& peer = of(peer_of(from));
  if (!calm || !self.seen || self.closed || !peer.known || segment.sequence != self.expected() ||
      !segment.ack || segment.syn || segment.fin || segment.rst || segment.missing != 0 ||
      !copies.only_at(segment.point())) {
    return false;
  }
  const std::int64_t acked = peer.offset_of(segment.acknowledgement);
  if (acked > static_cast<std::int64_t>(peer.next)) return false;
  const auto believed = static_cast<std::uint64_t>(std::max<std::int64_t>(acked, 0));
  peer.acked = std::max(peer.acked, believed);
  now = std::max(now, segment.time);
  if (segment.payload.empty()) return true;
  self.latest.follow(segment);
  self.loose = false;
  emit({self.next, segment.payload.size(), segment.payload, segment.time, believed}, from);
  return true;
}

void Reassembly::State::take(const Segment& segment, Side from) {
  if (pass_through(segment, from)) return;
  copies.look_from(segment.point(), sides);
  const bool news = learn(segment, from);
  // Another vantage's clock tells nothing with what is old.
  if (news || copies.goes_by(segment.vantage)) now = std::max(now, segment.time);
  settle();
}

/// Takes in what the segment tells. True when it is anything new.
bool Reassembly::State::learn(const Segment& segment, Side from) {
  Direction& self = of(from);
  Direction& peer = of(peer_of(from));
  Sightings::Sighting sighting;
  if (segment.rst) {
    sighting.news = reset(segment, from);
    copies.count(segment, from, sighting, false, ledger);
    return sighting.news;
  }
  const bool first = !self.seen || (segment.syn && !self.syn);
  // What waits of the peer says what it acknowledged as offsets from where this side began so far.
  if (!self.meet(segment, peer.next == 0 && !peer.head())) {
    ledger.out_of_window += segment.payload.size();
    return false;
  }
  const std::uint64_t peer_acked = peer.acked;
  const std::uint64_t acked = segment.ack ? peer.acknowledge(segment.acknowledgement) : 0;
  if (peer.acked > peer_acked && peer.acked > peer.next) {
    peer.in_trouble().acked_from =
        static_cast<std::uint64_t>(std::max<std::int64_t>(self.offset_of(segment.sequence), 0));
  }
  const bool copy = self.latest.can_be_copy(segment, segment.time - now);
  if (!segment.payload.empty()) {
    if (segment.sequence == self.expected()) {
      self.latest.follow(segment);
    } else if (!copy) {
      self.latest.see(segment);
    }
  }
  const Direction::Sorted sorted = self.sort_out(segment, acked, ledger);
  refused[index_of(from)] += sorted.refused;
  if (self.closed && peer.closed) refused[index_of(from)] += self.refuse_stray(ledger);
  sighting.again = sorted.again;
  if (sorted.placed) {
    const std::uint64_t begin = sorted.placed->begin;
    sighting.octets = {begin, begin + sorted.placed->bytes.size()};
  }
  if (sorted.fresh) {
    const std::uint64_t again = place(*sorted.fresh, from);
    sighting.again += again;
    sighting.fresh = sorted.fresh->bytes.size() - again;
  }
  const bool fin = segment.fin && self.note_fin(segment, acked);
  sighting.news = first || fin || sighting.fresh > 0 || peer.acked > peer_acked;
  copies.count(segment, from, sighting, copy, ledger);
  return sighting.news;
}

/// How much the peer of `side` had sent, at the earliest, when it acknowledged the octet at
/// `offset`: where the first piece stands that acknowledges it, or the segment without octets that
/// did. What was captured late is no older than that.
std::uint64_t Reassembly::State::stood_at(std::uint64_t offset, Side side) const {
  const Direction& self = of(side);
  const Direction& peer = of(peer_of(side));
  std::uint64_t stood = peer.next;
  if (self.trouble) stood = std::max(stood, self.trouble->acked_from);
  if (peer.trouble) {
    const Backlog& waiting = peer.trouble->backlog;
    if (const auto piece = waiting.first_acknowledging(offset)) return std::max(peer.next, *piece);
    stood = std::max(stood, waiting.end());
  }
  return stood;
}

/// What the peer had acknowledged before this run arrived was sent before that; what the run itself
/// acknowledges may be younger (it was sent again), and would wait for what waits for it.
/// Gives how many of its octets were waiting already.
std::uint64_t Reassembly::State::place(const OctetRun& run, Side side) {
  const Direction& self = of(side);
  const Direction& peer = of(peer_of(side));
  const std::uint64_t old_end = std::clamp(self.acked, run.begin, run.end());
  std::uint64_t again = 0;
  if (peer.reached(run.acked) || old_end == run.begin) {
    again = place_part(run, side);
  } else {
    OctetRun old = run.part(run.begin, old_end);
    old.acked = std::min(run.acked, stood_at(run.begin, side));
    again = place_part(old, side);
    if (old_end < run.end()) again += place_part(run.part(old_end, run.end()), side);
  }
  while (self.held() > limits.waiting) relieve(side);
  return again;
}

std::uint64_t Reassembly::State::place_part(const OctetRun& run, Side side) {
  Direction& self = of(side);
  std::uint64_t at = run.begin;
  if (run.begin == self.next && of(peer_of(side)).reached(run.acked)) {
    at = std::min(run.end(), self.head().value_or(run.end()));
    if (at > run.begin) emit(run.part(run.begin, at), side);
  } else {
    ++ledger.out_of_order;
  }
  return at < run.end() ? self.in_trouble().backlog.keep(run.part(at, run.end()), ledger) : 0;
}

/// RFC 9293 section 3.10.7: a reset ends both directions. Text that some stacks put into it is none
/// of the stream. False when it tells nothing new.
bool Reassembly::State::reset(const Segment& segment, Side from) {
  ledger.out_of_window += segment.payload.size();
  if (reset_by || !of(from).plausible_reset(segment.sequence)) return false;
  reset_by = from;
  reset_at = segment.time;
  reset_end = of(from).end_told_by(segment);
  return true;
}

// ---- what has become ready --------------------------------------------------------------------

void Reassembly::State::settle() {
  for (Direction& side : sides) side.mature(now, grace());
  while (deliver_ready(false) || give_up(false, Loss::silence)) {
  }
  if (reset_by) {
    const bool waits = !std::ranges::all_of(sides, &Direction::calm);
    if (waits && now - reset_at >= grace()) flush(Loss::end);
    if (!waits || now - reset_at >= grace()) finish(Ending::reset);
  }
  calm = std::ranges::all_of(sides, &Direction::calm);
}

/// Delivers the earliest piece or FIN that is next on its side and whose acknowledged peer octets
/// are there. `forced`: also one that waits for the other side in vain. False when there is none.
bool Reassembly::State::deliver_ready(bool forced) {
  std::optional<Side> chosen;
  Time earliest;
  for (const Side side : kSides) {
    const Direction& self = of(side);
    if (self.head() != self.next) continue;
    const Direction::Trouble& here = *self.trouble;
    const bool piece = !here.backlog.empty();
    const std::uint64_t acked = piece ? here.backlog.front().acked : here.fin->acked;
    const Time time = piece ? here.backlog.front().time : here.fin->time;
    if (!forced && !of(peer_of(side)).reached(acked)) continue;
    if (!chosen || time < earliest) {
      chosen = side;
      earliest = time;
    }
  }
  if (!chosen) return false;
  Direction& self = of(*chosen);
  if (self.trouble->backlog.empty()) {
    emit_close(*chosen, Ending::fin, earliest);
  } else {
    emit(self.trouble->backlog.front(), *chosen);
    self.trouble->backlog.drop_front();
  }
  return true;
}

/// Gives up one hole at the head of a side, if one is proved or stood for too long (or `forced`).
/// False when there is none.
bool Reassembly::State::give_up(bool forced, Loss cause) {
  return std::ranges::any_of(kSides, [&](Side side) { return give_up_hole(side, forced, cause); });
}

bool Reassembly::State::give_up_hole(Side side, bool forced, Loss cause) {
  Direction& self = of(side);
  if (self.closed || !self.trouble) return false;
  const std::optional<std::uint64_t> head = self.head();
  if (head == self.next) return false;
  const Direction::Trouble& here = *self.trouble;
  const Time seen = !head ? now : here.backlog.empty() ? here.fin->time : here.backlog.front().time;
  const std::uint64_t proved =
      std::min(head.value_or(self.acked), forced ? self.acked : here.settled);
  const bool only_fin = !head && self.acked == self.next + 1;
  if (proved > self.next && !only_fin) {
    emit_gap(side, proved - self.next, Loss::acknowledged, seen);
    return true;
  }
  if (head && (forced || now - seen >= limits.patience)) {
    emit_gap(side, *head - self.next, cause, seen);
    return true;
  }
  return false;
}

/// Too much waits on `side`: gives up what it waits for.
void Reassembly::State::relieve(Side side) {
  if (!give_up_hole(side, true, Loss::limit) && !give_up_hole(peer_of(side), true, Loss::limit)) {
    deliver_ready(true);
  }
  while (deliver_ready(false)) {
  }
}

/// Delivers or gives up all that waits.
void Reassembly::State::flush(Loss cause) {
  while (deliver_ready(false) || give_up(true, cause) || deliver_ready(true)) {
  }
}

void Reassembly::State::finish(Ending kind) {
  flush(Loss::end);
  if (reset_by && !of(*reset_by).closed && reset_end > of(*reset_by).next) {
    emit_gap(*reset_by, reset_end - of(*reset_by).next, Loss::end, now);
  }
  const Side first = reset_by.value_or(Side::client);
  for (const Side side : {first, peer_of(first)}) {
    if (!of(side).closed) emit_close(side, reset_by ? Ending::reset : kind, now);
    refused[index_of(side)] += of(side).refuse_stray(ledger);
  }
}

// ---- deliveries -------------------------------------------------------------------------------

void Reassembly::State::emit(const OctetRun& run, Side side) {
  Direction& self = of(side);
  if (!run.bytes.empty()) {
    ledger.delivered += run.bytes.size();
    self.advance(run.bytes.size());
    const std::uint64_t acked = std::min(run.acked, of(peer_of(side)).next);
    deliver(Chunk{side, run.begin, run.bytes, run.time, acked});
  }
  const std::uint64_t cut = run.length - run.bytes.size();
  if (cut > 0) emit_gap(side, cut, Loss::snaplen, run.time);
}

void Reassembly::State::emit_gap(Side side, std::uint64_t length, Loss cause, Time time) {
  Direction& self = of(side);
  const Gap gap{side, self.next, length, cause, time};
  ++ledger.holes;
  ledger.hole_bytes += length;
  self.lose(length);
  deliver(gap);
}

void Reassembly::State::emit_close(Side side, Ending kind, Time time) {
  refused[index_of(side)] += of(side).close(ledger);
  deliver(Close{side, kind, time});
}

// ---- the interface ----------------------------------------------------------------------------

Reassembly::Reassembly(const ReassemblyLimits& limits, Ledger& ledger, const Deliver& deliver)
    : state_(std::make_unique<State>(limits, ledger, deliver)) {}
Reassembly::Reassembly(Rest&& rest, const ReassemblyLimits& limits, Ledger& ledger,
                       const Deliver& deliver)
    : Reassembly(limits, ledger, deliver) {
  state_->sides = std::move(rest.sides);
  state_->copies = {rest.point, rest.sent_again};
  state_->now = rest.now;
}
Reassembly::~Reassembly() = default;
Reassembly::Reassembly(Reassembly&&) noexcept = default;

void Reassembly::take(const Segment& segment, Side from) { state_->take(segment, from); }

void Reassembly::tick(Time now) {
  state_->now = std::max(state_->now, now);
  if (awaits_time()) state_->settle();
}

bool Reassembly::awaits_time() const { return !state_->calm || state_->reset_by; }

void Reassembly::finish(Ending kind, Time now) {
  state_->now = std::max(state_->now, now);
  state_->finish(kind);
  state_->calm = true;
}

bool Reassembly::starts_anew(const Segment& segment, Side from) const {
  const Direction& self = state_->of(from);
  if (segment.rst) return false;
  if (segment.syn) {
    return self.known && (self.syn || (self.seen && !self.loose) || self.next > 0) &&
           segment.sequence + 1 != self.initial;
  }
  if (segment.payload.empty()) return false;
  if (closed()) {
    const std::int64_t ahead =
        self.offset_of(segment.sequence) - static_cast<std::int64_t>(self.next);
    // Whoever reset the connection and still speaks did not mean it, or somebody else forged the
    // reset. Octets beyond a FIN are none of its stream; beyond a reset some may be on their way.
    if (state_->reset_by == from) return ahead >= 0;
    return ahead > (state_->reset_by ? kWindow : 0) || ahead < -kWindow;
  }
  return self.follows_stray(segment, false) ||
         (segment.ack && state_->of(peer_of(from)).follows_stray(segment, true));
}

std::vector<Stray> Reassembly::release_strays() {
  std::vector<Stray> strays;
  for (Direction& side : state_->sides) {
    if (!side.trouble || !side.trouble->stray) continue;
    strays.push_back(std::move(*std::exchange(side.trouble->stray, nullptr)));
  }
  std::ranges::sort(strays, {}, [](const Stray& stray) { return stray.segment().time; });
  return strays;
}

std::uint64_t Reassembly::take_refused(Side side) {
  return std::exchange(state_->refused[index_of(side)], 0);
}

bool Reassembly::midstream(Side side) const { return !state_->of(side).syn; }
bool Reassembly::closed() const { return std::ranges::all_of(state_->sides, &Direction::closed); }
std::uint32_t Reassembly::initial_sequence(Side side) const { return state_->of(side).initial; }
Extent Reassembly::extent(Side side) const {
  const Direction& self = state_->of(side);
  const std::uint32_t end = self.expected() + (self.closed ? 1 : 0);
  return {self.initial - (self.syn ? 1 : 0), end, self.syn, self.known};
}
bool Reassembly::goes_by(std::uint32_t vantage) const { return state_->copies.goes_by(vantage); }
std::vector<VantageLag> Reassembly::lags() const { return state_->copies.lags(); }
std::size_t Reassembly::held() const {
  std::size_t held = 0;
  for (const Direction& side : state_->sides) {
    held += side.held() + (side.trouble && side.trouble->stray ? side.trouble->stray->octets() : 0);
  }
  return held;
}

void Reassembly::shed() {
  state_->flush(Loss::limit);
  state_->calm = std::ranges::all_of(state_->sides, &Direction::calm);
}

bool Reassembly::can_rest() const {
  return state_->calm && !state_->reset_by &&
         std::ranges::none_of(state_->sides,
                              [](const Direction& side) { return side.trouble || side.closed; });
}

Reassembly::Rest Reassembly::rest() {
  const Copies& copies = state_->copies;
  return {std::move(state_->sides), copies.leader(), copies.sent_again(), state_->now};
}

}  // namespace goldwire
