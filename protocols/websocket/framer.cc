// Framer: header, payload, header; and the search for the next header after a loss.
#include "protocols/websocket/framer.h"

#include <algorithm>

namespace goldwire::websocket {
namespace {

/// Where a segment began, two headers in a row prove a frame; at any other place an accident has to
/// be as unlikely over a whole megabyte of payload.
constexpr unsigned kWantedAtBoundary = 2;
constexpr unsigned kWantedAnywhere = 4;
constexpr unsigned kWantedAnywhereAtEnd = 2;

}  // namespace

Framer::Framer(Side side, const Limits& limits, bool midstream, bool may_compress,
               FrameListener& listener)
    : side_(side),
      longest_(limits.frame),
      may_compress_(may_compress),
      listener_(listener),
      state_(midstream ? State::lost : State::header) {}

void Framer::take(const Chunk& chunk) {
  intake_.add(chunk);
  run(false);
  intake_.settle();
}

void Framer::take(const Gap& gap) {
  run(true);
  if (state_ == State::payload && gap.length <= remaining_) {
    listener_.hole(gap.length);
    intake_.lose(gap);
    remaining_ -= gap.length;
    if (remaining_ == 0) end_frame();
    return;
  }
  intake_.skip_all();
  if (state_ == State::payload) listener_.hole(remaining_);
  intake_.lose(gap);
  if (state_ != State::done) lose_frames(Reason::gap);
}

void Framer::close() {
  run(true);
  cut_header_ = state_ == State::header && !intake_.waiting().empty();
  intake_.skip_all();
}

void Framer::shed() {
  if (intake_.held() == 0) return;
  intake_.skip_all();
  lose_frames(Reason::limit);
}

void Framer::run(bool ended) {
  for (bool more = true; more;) {
    switch (state_) {
      case State::header:
        more = read_header();
        break;
      case State::payload:
        more = read_payload();
        break;
      case State::lost:
        more = search(ended);
        break;
      case State::done:
        intake_.skip_all();
        more = false;
        break;
    }
  }
}

bool Framer::read_header() {
  const Bytes waiting = intake_.waiting();
  const std::size_t size = header_size(waiting);
  if (waiting.size() < size) return false;
  const Decoded<FrameHeader> header = websocket::read_header(waiting.first(size));
  if (!header || header->length > longest_) {
    lose_frames(Reason::undecodable);
    return true;
  }
  const std::uint64_t begin = intake_.offset();
  listener_.frame(*header, begin, intake_.time_at(begin));
  intake_.take(size);
  remaining_ = header->length;
  state_ = State::payload;
  if (remaining_ == 0) end_frame();
  return true;
}

bool Framer::read_payload() {
  const Bytes waiting = intake_.waiting();
  const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(waiting.size(), remaining_));
  if (count == 0) return false;
  listener_.payload(waiting.first(count));
  intake_.take(count);
  remaining_ -= count;
  if (remaining_ == 0) end_frame();
  return true;
}

void Framer::end_frame() {
  const std::uint64_t last = intake_.offset() - 1;
  const FrameEnd end{last + 1, intake_.time_at(last), intake_.acked_at(last)};
  state_ = listener_.frame_end(end) ? State::done : State::header;
}

/// True when a chain of frames was found; what stood before it is skipped.
bool Framer::search(bool ended) {
  const Bytes waiting = intake_.waiting();
  Chain chain{.side = side_, .may_compress = may_compress_, .longest = longest_};
  for (std::size_t at = 0; at < waiting.size(); ++at) {
    const bool boundary = intake_.offset() + at == boundary_;
    chain.wanted = boundary ? kWantedAtBoundary : kWantedAnywhere;
    chain.wanted_at_end = boundary ? 1 : kWantedAnywhereAtEnd;
    const Likeness likeness = judge(waiting.subspan(at), chain, ended);
    if (likeness == Likeness::unfit) continue;
    intake_.skip(at);
    if (likeness == Likeness::fits) state_ = State::header;
    return likeness == Likeness::fits;
  }
  intake_.skip_all();
  return false;
}

void Framer::lose_frames(Reason reason) {
  state_ = State::lost;
  remaining_ = 0;
  boundary_ = intake_.offset();
  listener_.lost(reason);
}

}  // namespace goldwire::websocket
