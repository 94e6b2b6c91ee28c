// Framer where messages are cut: holes, ends, octets given up, and the way back to a message's
// beginning.
#include <utility>

#include "protocols/http1/framer.h"

namespace goldwire::http1 {
namespace {

/// A line longer than this is no start line that somebody waits for.
constexpr std::size_t kLongestLine = 16384;

}  // namespace

void Framer::take(const Gap& gap) {
  if (state_ == State::ended) return;
  stop_waiting();
  const bool counted = state_ == State::length || state_ == State::chunk_data;
  const bool absorbed = (counted && gap.length <= remaining_) || state_ == State::close;
  if (!absorbed) break_message(Reason::gap);
  intake_.lose(gap);
  hole_end_ = gap.offset + gap.length;
  if (!absorbed) {
    lose_framing(Reason::gap);
    return;
  }
  listener_.hole(side_, gap.length);
  if (!counted) return;
  remaining_ -= gap.length;
  if (remaining_ != 0) return;
  if (state_ == State::chunk_data) {
    state_ = State::chunk_end;
  } else {
    end_message();
  }
}

void Framer::take(const Close& close) {
  if (state_ == State::ended) return;
  const bool left_out = side_ == Side::client && optional_ && in_message() && text().empty() &&
                        listener_.answered_early();
  stop_waiting();
  if (left_out || (state_ == State::close && close.kind == Ending::fin)) {
    end_message();
  } else {
    break_message(reason_of(close.kind));
  }
  intake_.skip_all();
  state_ = State::ended;
}

bool Framer::anchor(std::uint64_t offset) {
  if (state_ == State::ended) return false;
  if (intake_.offset() + intake_.waiting().size() != offset) return false;
  if (sure_) return state_ == State::start && intake_.waiting().empty();
  turn_.reset();
  break_message(lost_reason_);
  sure_ = true;
  return true;
}

bool Framer::shed() {
  if (intake_.held() == 0 && !in_message()) return false;
  paused_ = false;
  turn_.reset();
  break_message(Reason::limit);
  lose_framing(Reason::limit);
  return true;
}

/// Skips to the next line that begins a message.
bool Framer::search() {
  const std::string_view all = text();
  const std::string_view mark = side_ == Side::client ? " HTTP/1." : "HTTP/1.";
  std::size_t from = 0;
  while (true) {
    const std::size_t hit = all.find(mark, from);
    if (hit == std::string_view::npos) break;
    const std::size_t before = hit == 0 ? std::string_view::npos : all.rfind('\n', hit - 1);
    const std::size_t begin = before == std::string_view::npos ? 0 : before + 1;
    const std::size_t end = all.find('\n', hit);
    if (end == std::string_view::npos) break;
    from = end;
    if (begin == 0 && !line_start_) continue;
    if (!may_begin_here(without_line_end(all.substr(begin, end - begin)), begin != 0)) continue;
    intake_.skip(begin);
    state_ = State::start;
    return true;
  }
  // The last line may still become one.
  const std::size_t last = all.rfind('\n');
  const std::size_t tail = last == std::string_view::npos ? 0 : last + 1;
  const bool begins_line = tail != 0 || line_start_;
  const std::string_view rest = all.substr(tail);
  if (begins_line && rest.size() <= kLongestLine && may_be_start_line(rest)) {
    intake_.skip(tail);
    line_start_ = true;
  } else {
    intake_.skip_all();
    line_start_ = false;
  }
  return false;
}

/// Stricter than is_start_line: what was skipped before `line` says nothing for it. `line_begins`:
/// the octet before it is a line end. Where that octet was not seen, the line may be the rest of a
/// longer one.
bool Framer::may_begin_here(std::string_view line, bool line_begins) const {
  if (side_ == Side::server) return read_status_line(line).has_value();
  const auto request = read_request_line(line);
  if (!request) return false;
  // A sentence may end like a request line; few begin like one as well.
  const bool blank = request->target.find(' ') != std::string_view::npos;
  if (blank && (request->target.front() != '/' || !is_known_method(request->method))) return false;
  const Start start = start_here();
  const bool seen_before = line_begins || (!start.first && !start.after_hole);
  return seen_before || is_known_method(request->method);
}

/// Ends what is being read where it stands; the next thing is a start.
void Framer::break_message(Reason reason) {
  if (state_ == State::start) {
    partial_head(reason);
  } else if (in_message()) {
    stop_message(reason);
  }
  intake_.skip(text().size());
  if (state_ != State::ended) state_ = State::start;
  optional_ = false;
  disputed_ = false;
  start_line_read_ = false;
  scanned_ = 0;
}

/// What follows is no part of the message being read, but another one may begin there.
void Framer::refuse_message() {
  stop_message(Reason::undecodable);
  optional_ = false;
  disputed_ = false;
  lose_framing(Reason::undecodable);
}

void Framer::stop_message(Reason reason) {
  const std::uint64_t end = intake_.offset();
  state_ = State::start;
  listener_.broken(side_, end, intake_.time_at(end - 1), reason);
}

/// A head that cannot be completed still says what it says, if its start line is there.
void Framer::partial_head(Reason reason) {
  const std::string_view waiting = text();
  const std::size_t line = waiting.find('\n');
  if (line == std::string_view::npos || !is_start_line(without_line_end(waiting.substr(0, line)))) {
    intake_.skip(waiting.size());
    return;
  }
  listener_.head(side_, start_here(), waiting.substr(0, waiting.rfind('\n') + 1));
  intake_.take(waiting.size());
  start_line_read_ = false;
  scanned_ = 0;
  const std::uint64_t end = intake_.offset();
  listener_.broken(side_, end, intake_.time_at(end - 1), reason);
}

void Framer::lose_framing(Reason reason) {
  sure_ = false;
  state_ = State::lost;
  line_start_ = true;
  start_line_read_ = false;
  scanned_ = 0;
  lost_reason_ = reason;
  listener_.lost(side_, reason);
}

/// Decides now what would have been decided with more octets.
void Framer::stop_waiting() {
  optional_ = false;
  paused_ = false;
  turn_.reset();
  run();
}

}  // namespace goldwire::http1
