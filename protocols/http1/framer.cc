// Framer: one state per thing that can come next.
#include "protocols/http1/framer.h"

#include <algorithm>
#include <utility>

namespace goldwire::http1 {
namespace {

constexpr std::size_t kLongestHead = 1U << 20;
constexpr std::size_t kLongestLine = 16384;

/// `text` ends with LF. Its other LF, and this one, follow CR, and no CR stands elsewhere.
bool is_paired(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n' && (i == 0 || text[i - 1] != '\r')) return false;
    if (text[i] == '\r' && text[i + 1] != '\n') return false;
  }
  return true;
}

}  // namespace

Framer::Framer(Side side, const Limits& limits, bool midstream, FramerListener& listener)
    : side_(side),
      head_limit_(std::min({kLongestHead, limits.frame, limits.held / 2})),
      listener_(listener),
      state_(midstream ? State::lost : State::start),
      sure_(!midstream) {}

Framer::Framer(Side side, const Limits& limits, const Intake::Rest& rest, FramerListener& listener)
    : Framer(side, limits, false, listener) {
  intake_ = Intake(rest);
  last_acked_ = rest.newest.acked;
}

std::optional<Intake::Rest> Framer::rest() const {
  const bool behind_hole = hole_end_ != 0 && hole_end_ == intake_.offset();
  const bool between = state_ == State::start && intake_.waiting().empty() && !behind_hole;
  return between && sure_ && !paused_ ? std::optional(intake_.rest()) : std::nullopt;
}

void Framer::take(const Chunk& chunk) {
  if (state_ == State::ended) return;
  // A side that heard something new begins to speak: the best place to find a message again.
  if (!sure_ && chunk.acked > last_acked_) {
    stop_waiting_for_turn();
    if (state_ == State::lost) {
      intake_.skip_all();
      line_start_ = true;
    } else {
      turn_ = chunk.offset;
    }
  }
  last_acked_ = std::max(last_acked_, chunk.acked);
  intake_.add(chunk);
  run();
  intake_.settle();
}

void Framer::resume() {
  if (!paused_) return;
  paused_ = false;
  run();
}

std::string Framer::hand_over() {
  std::string left(as_text(intake_.waiting()));
  state_ = State::ended;
  return left;
}

void Framer::run() {
  while (!paused_ && decide_turn() && step()) {
  }
}

/// Whether the line at `turn_` begins a message. False while it is not known, for octets may lack.
bool Framer::decide_turn() {
  if (!turn_) return true;
  const std::string_view fresh =
      as_text(intake_.waiting()).substr(static_cast<std::size_t>(*turn_ - intake_.offset()));
  const std::size_t line = std::min(fresh.find('\n'), fresh.size());
  const bool whole = line < fresh.size();
  if (!sure_ && !whole && line < kLongestLine && may_be_start_line(fresh)) return false;
  if (!sure_ && whole && line < kLongestLine &&
      is_start_line(without_line_end(fresh.substr(0, line)))) {
    break_message(lost_reason_);
  }
  turn_.reset();
  return true;
}

/// It is none, as far as anybody can tell.
void Framer::stop_waiting_for_turn() {
  if (!turn_) return;
  turn_.reset();
  run();
}

/// Reads the next thing; false when more octets are needed for it.
bool Framer::step() {
  if (optional_ && in_message() && left_out()) return true;
  if (optional_ && in_message()) return false;
  switch (state_) {
    case State::start:
      return read_start();
    case State::length:
    case State::chunk_data:
      return read_counted();
    case State::chunk_size:
      return read_chunk_size();
    case State::chunk_end:
      return read_chunk_end();
    case State::trailers:
      return read_trailers();
    case State::close:
      return read_to_close();
    case State::lost:
      return search();
    case State::ended:
      return false;
  }
  return false;
}

bool Framer::read_start() {
  std::string_view head = text();
  // Empty lines before a start line are let pass (RFC 9112 section 2.2).
  while (!start_line_read_ && (head.starts_with("\r\n") || head.starts_with('\n'))) {
    intake_.take(head.front() == '\r' ? 2 : 1);
    head = text();
  }
  if (head.empty() || head == "\r") return false;
  if (!start_line_read_) {
    const std::size_t line = head.find('\n');
    const bool fits = line == std::string_view::npos
                          ? head.size() <= head_limit_ && may_be_start_line(head)
                          : is_start_line(without_line_end(head.substr(0, line)));
    if (!fits) {
      lose_framing(Reason::undecodable);
      return true;
    }
    if (line == std::string_view::npos) return false;
    start_line_read_ = true;
    scanned_ = line + 1;
  }
  const std::size_t length = section_length(head, scanned_);
  if (length == std::string_view::npos && head.size() <= head_limit_) return false;
  if (length == std::string_view::npos) {
    partial_head(Reason::limit);
    lose_framing(Reason::limit);
    return true;
  }
  const BodyPlan plan = listener_.head(side_, start_here(), head.substr(0, length));
  intake_.take(length);
  start_line_read_ = false;
  scanned_ = 0;
  begin_body(plan);
  return true;
}

void Framer::begin_body(const BodyPlan& plan) {
  optional_ = plan.optional;
  disputed_ = plan.form.disputed;
  remaining_ = plan.form.length;
  switch (plan.form.framing) {
    case Framing::none:
      end_message();
      return;
    case Framing::length:
      state_ = State::length;
      if (remaining_ == 0) end_message();
      return;
    case Framing::chunked:
      state_ = State::chunk_size;
      return;
    case Framing::close:
      state_ = State::close;
      return;
    case Framing::unknown:
      state_ = State::length;
      refuse_message();
      return;
  }
}

/// Decides whether an optional body is there. True when it has been decided, either way.
bool Framer::left_out() {
  const std::string_view next = text();
  if (next.empty()) return false;
  const bool possible = side_ == Side::server || listener_.answered_early();
  const std::size_t line = next.find('\n');
  if (possible && line == std::string_view::npos && next.size() < kLongestLine &&
      may_be_start_line(next)) {
    return false;
  }
  optional_ = false;
  if (possible && line != std::string_view::npos &&
      is_start_line(without_line_end(next.substr(0, line)))) {
    end_message();
  }
  return true;
}

bool Framer::read_counted() {
  const std::string_view octets = text().substr(0, remaining_);
  if (octets.empty()) return false;
  listener_.body(side_, octets);
  remaining_ -= octets.size();
  intake_.take(octets.size());
  if (remaining_ != 0) return false;
  if (state_ == State::chunk_data) {
    state_ = State::chunk_end;
  } else {
    end_message();
  }
  return true;
}

bool Framer::read_chunk_size() {
  const std::string_view next = text();
  const std::size_t end = next.find('\n');
  if (end == std::string_view::npos && next.size() <= kLongestLine) return false;
  const auto size = end == std::string_view::npos
                        ? std::nullopt
                        : http1::read_chunk_size(without_line_end(next.substr(0, end)));
  if (!size) {
    refuse_message();
    return true;
  }
  if (!is_paired(next.substr(0, end + 1))) dispute();
  intake_.take(end + 1);
  remaining_ = *size;
  state_ = *size == 0 ? State::trailers : State::chunk_data;
  return true;
}

bool Framer::read_chunk_end() {
  const std::string_view next = text();
  if (next.empty() || next == "\r") return false;
  if (next.starts_with("\r\n") || next.starts_with('\n')) {
    if (next.front() == '\n') dispute();
    intake_.take(next.front() == '\r' ? 2 : 1);
    state_ = State::chunk_size;
    return true;
  }
  refuse_message();
  return true;
}

bool Framer::read_trailers() {
  const std::string_view next = text();
  const std::size_t length = section_length(next, scanned_);
  if (length == std::string_view::npos && next.size() <= head_limit_) return false;
  if (length == std::string_view::npos) {
    break_message(Reason::limit);
    lose_framing(Reason::limit);
    return true;
  }
  const std::string_view section = next.substr(0, length);
  if (section.size() > 2 && !listener_.trailers(side_, section)) dispute();
  if (!is_paired(section)) dispute();
  intake_.take(length);
  scanned_ = 0;
  end_message();
  return true;
}

/// What follows this message is in doubt.
void Framer::dispute() {
  disputed_ = true;
  listener_.disputed(side_);
}

bool Framer::read_to_close() {
  const std::string_view octets = text();
  if (octets.empty()) return false;
  listener_.body(side_, octets);
  intake_.take(octets.size());
  return false;
}

bool Framer::is_start_line(std::string_view line) const {
  return side_ == Side::client ? read_request_line(line).has_value()
                               : read_status_line(line).has_value();
}

bool Framer::may_be_start_line(std::string_view text) const {
  return side_ == Side::client ? may_be_request_line(text) : may_be_status_line(text);
}

Start Framer::start_here() const {
  Start start;
  start.begin = intake_.offset();
  start.time = intake_.time_at(start.begin);
  start.acked = intake_.acked_at(start.begin);
  start.first = start.begin == 0;
  start.turn = !start.first && start.acked > intake_.acked_at(start.begin - 1);
  start.after_hole = start.begin != 0 && start.begin == hole_end_;
  start.sure = sure_;
  return start;
}

void Framer::end_message() {
  state_ = State::start;
  optional_ = false;
  const bool disputed = std::exchange(disputed_, false);
  const std::uint64_t end = intake_.offset();
  listener_.end(side_, end, intake_.time_at(end - 1));
  // The peer may have read another length: what follows is believed only when it fits both sides.
  if (disputed && state_ == State::start) lose_framing(Reason::undecodable);
}

}  // namespace goldwire::http1
