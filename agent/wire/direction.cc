// One side's ordering.
#include "agent/wire/direction.h"

#include <algorithm>

namespace goldwire {
Direction::Trouble& Direction::in_trouble() {
  if (!trouble) trouble = std::make_unique<Trouble>();
  return *trouble;
}

bool Direction::meet(const Segment& segment, bool fresh) {
  const bool untouched = next == 0 && held() == 0;
  const std::size_t length = segment.payload.size() + segment.missing;
  if (segment.syn) {
    const std::uint32_t start = segment.sequence + 1;
    if (known && initial != start && (syn || (seen && !loose) || !untouched)) return false;
    if (initial != start) acked = 0;
    initial = start;
    known = syn = seen = true;
    return true;
  }
  if (!known) {
    known = seen = true;
    loose = length == 0;
    initial = segment.sequence + (length == 1 ? 1 : 0);
    return true;
  }
  const auto ahead = static_cast<std::int32_t>(segment.sequence - initial);
  const bool first = !seen && !syn;
  const bool bogus = ahead > kWindow || ahead < -kWindow;
  if (untouched && ((first && ((fresh && ahead > 0) || bogus)) || (loose && ahead == 1))) {
    initial = segment.sequence;
    acked = acked > static_cast<std::uint64_t>(std::max(ahead, 0)) && !bogus
                ? acked - static_cast<std::uint64_t>(ahead)
                : 0;
    trouble.reset();
  }
  seen = true;
  if (length > 0) loose = false;
  return true;
}

std::uint64_t Direction::acknowledge(std::uint32_t number) {
  if (!known) {
    known = true;
    initial = number;
    return 0;
  }
  std::int64_t offset = offset_of(number);
  if (closed) offset = std::min(offset, static_cast<std::int64_t>(next));
  if (trouble && trouble->fin) {
    offset = std::min(offset, static_cast<std::int64_t>(trouble->fin->offset));
  }
  const std::uint64_t in_hand = trouble ? trouble->backlog.end() : 0;
  if (offset > static_cast<std::int64_t>(std::max({next, acked, in_hand})) + kWindow) return acked;
  const auto believed = static_cast<std::uint64_t>(std::max<std::int64_t>(offset, 0));
  acked = std::max(acked, believed);
  return believed;
}

Direction::Sorted Direction::sort_out(const Segment& segment, std::uint64_t acked_by_it,
                                      Ledger& ledger) {
  const std::uint64_t captured = segment.payload.size();
  const std::uint64_t length = captured + segment.missing;
  if (length == 0) return {};
  const std::int64_t begin = offset_of(segment.sequence + (segment.syn ? 1U : 0U));
  const std::uint64_t in_hand = trouble ? trouble->backlog.end() : 0;
  const auto furthest = static_cast<std::int64_t>(std::max({next, acked, in_hand})) + kWindow;
  if (begin > furthest || begin < static_cast<std::int64_t>(next) - kWindow) {
    return astray(segment, ledger);
  }
  Sorted sorted;
  sorted.refused = refuse_stray(ledger);
  OctetRun run{0, length, segment.payload, segment.time, acked_by_it};
  if (begin < 0) {
    const auto early = std::min(length, static_cast<std::uint64_t>(-begin));
    ledger.out_of_window += std::min(captured, early);
    // Before a SYN that was seen stands nothing of this connection but a probe's octet (RFC 9293
    // section 3.8.4).
    if (syn && captured > 1) sorted.refused += std::min(captured, early);
    if (early == length) return sorted;
    run = run.part(early, length);
    run.begin = 0;
  } else {
    run.begin = static_cast<std::uint64_t>(begin);
  }
  sorted.placed = run;
  if (run.begin < next) {
    const std::uint64_t old_end = std::min(next, run.end());
    const OctetRun old = run.part(run.begin, old_end);
    const std::uint64_t late =
        trouble ? trouble->lost.shared({old.begin, old.begin + old.bytes.size()}) : 0;
    ledger.out_of_window += late;
    sorted.again = old.bytes.size() - late;
    if (old_end == run.end()) return sorted;
    run = run.part(old_end, run.end());
  }
  std::uint64_t limit = run.end();
  if (closed) limit = next;
  if (trouble && trouble->fin) limit = std::min(limit, trouble->fin->offset);
  if (limit < run.end()) {
    const std::uint64_t keep = limit > run.begin ? limit : run.begin;
    ledger.out_of_window += run.part(keep, run.end()).bytes.size();
    if (keep == run.begin) return sorted;
    run = run.part(run.begin, keep);
  }
  sorted.fresh = run;
  return sorted;
}

/// Keeps a segment outside of the window.
Direction::Sorted Direction::astray(const Segment& segment, Ledger& ledger) {
  Trouble& here = in_trouble();
  if (here.stray && here.stray->is_again(segment)) {
    ledger.out_of_window += segment.payload.size();
    return {};
  }
  Sorted sorted;
  sorted.refused = refuse_stray(ledger);
  here.stray = std::make_unique<Stray>(segment);
  return sorted;
}

std::uint64_t Direction::refuse_stray(Ledger& ledger) {
  if (!trouble || !trouble->stray) return 0;
  const std::size_t octets = std::exchange(trouble->stray, nullptr)->octets();
  ledger.out_of_window += octets;
  return octets;
}

bool Direction::follows_stray(const Segment& segment, bool of_peer) const {
  if (!trouble || !trouble->stray) return false;
  return trouble->stray->end() == (of_peer ? segment.acknowledgement : segment.sequence);
}

bool Direction::note_fin(const Segment& segment, std::uint64_t acked_by_it) {
  if (closed || (trouble && trouble->fin)) return false;
  const std::uint32_t length = static_cast<std::uint32_t>(segment.payload.size()) +
                               segment.missing + (segment.syn ? 1U : 0U);
  const std::int64_t offset = offset_of(segment.sequence + length);
  if (offset < static_cast<std::int64_t>(next) ||
      offset > static_cast<std::int64_t>(std::max(next, acked)) + kWindow) {
    return false;
  }
  in_trouble().fin = Trouble::Fin{static_cast<std::uint64_t>(offset), segment.time, acked_by_it};
  return true;
}

std::uint64_t Direction::end_told_by(const Segment& reset) const {
  const std::int64_t offset = known && reset.ack ? offset_of(reset.sequence) : 0;
  return offset > static_cast<std::int64_t>(next) + 1 ? static_cast<std::uint64_t>(offset) : 0;
}

bool Direction::plausible_reset(std::uint32_t sequence) const {
  if (!known) return true;
  // One from before the start is of an earlier connection on the tuple, whose numbers stand not far
  // below (RFC 9293 section 3.4.1). A loose start may be one octet too far on.
  const std::int64_t offset = offset_of(sequence);
  return offset >= (loose ? -1 : 0) && offset < static_cast<std::int64_t>(next) + kWindow;
}

void Direction::mature(Time now, Duration grace) {
  if (acked <= next || closed) {
    if (trouble) trouble->maturing = 0;
    return;
  }
  Trouble& here = in_trouble();
  if (here.maturing != 0 && now - here.since >= grace) {
    here.settled = here.maturing;
    here.maturing = 0;
  }
  if (here.maturing == 0 && acked > here.settled) {
    here.maturing = acked;
    here.since = now;
  }
}

std::optional<std::uint64_t> Direction::head() const {
  if (!trouble || closed) return std::nullopt;
  if (!trouble->backlog.empty()) return trouble->backlog.front().begin;
  if (trouble->fin) return trouble->fin->offset;
  return std::nullopt;
}

bool Direction::fin_missed() const {
  return !closed && acked == next + 1 && trouble && trouble->settled == acked && !head();
}

void Direction::lose(std::uint64_t length) {
  in_trouble().lost.add({next, next + length});
  next += length;
}

std::uint64_t Direction::close(Ledger& ledger) {
  const std::uint64_t refused = refuse_stray(ledger);
  closed = true;
  if (trouble) ledger.out_of_window += trouble->backlog.octets();
  trouble.reset();
  return refused;
}

}  // namespace goldwire
