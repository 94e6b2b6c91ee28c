// Framer: at a boundary, inside a frame, or seeking.
#include "protocols/kafka/framer.h"

#include <algorithm>
#include <utility>

#include "protocols/kafka/codec.h"

namespace goldwire::kafka {
namespace {

constexpr std::size_t kGlance = kLengthSize + kResponseHeaderStart;  // less cannot be judged

}  // namespace

std::optional<Framed> Framer::next(const Judge& judge, Allowance allowance) {
  for (;;) {
    if (state_ == State::filling) return fill();
    const Bytes waiting = intake_.waiting();
    if (waiting.size() < kGlance) return std::nullopt;
    if (state_ == State::boundary) {
      const Likeness likeness = judge(waiting, Asked::in_step);
      if (likeness == Likeness::more) return std::nullopt;
      if (likeness == Likeness::yes) {
        begin(allowance);
      } else {
        lose_step();
      }
    } else if (seek(judge, Asked::seeking)) {
      begin(allowance);
    } else {
      return std::nullopt;
    }
  }
}

std::optional<Framed> Framer::next_at_last(const Judge& judge, Allowance allowance) {
  if (state_ != State::seeking || !seek(judge, Asked::at_last)) return std::nullopt;
  begin(allowance);
  return fill();
}

bool Framer::seek(const Judge& judge, Asked asked) {
  const Bytes waiting = intake_.waiting();
  std::size_t at = 0;
  for (; at + kGlance <= waiting.size(); ++at) {
    const Bytes rest = waiting.subspan(at);
    const Likeness likeness = judge(rest.first(std::min(rest.size(), window_)), asked);
    if (likeness == Likeness::yes) {
      intake_.skip(at);
      ++losses_;  // whatever was skipped may have held frames
      return true;
    }
    // What stands inside of a frame may look like one, and would be whole before it.
    const bool last_word = asked == Asked::at_last || rest.size() >= window_;
    if (likeness == Likeness::more && !last_word) break;
  }
  intake_.skip(at);
  return false;
}

void Framer::begin(Allowance allowance) {
  const Bytes waiting = intake_.waiting();
  current_ = {};
  current_.frame.length = *frame_length(waiting, 0, frame_limit_);
  current_.half.begin = intake_.offset();
  current_.half.first = intake_.time_at(intake_.offset());
  left_ = current_.frame.length;
  kept_ = left_;
  if (left_ > allowance.whole) {
    kept_ = std::min(left_, std::max(allowance.head, kHeaderKept));
    current_.incomplete.add(Reason::limit);
  }
  current_.frame.octets.reserve(kept_);
  intake_.take(kLengthSize);
  state_ = State::filling;
}

std::optional<Framed> Framer::fill() {
  const Bytes waiting = intake_.waiting();
  const Bytes octets = waiting.first(std::min(left_, waiting.size()));
  append(octets);
  left_ -= octets.size();
  intake_.take(octets.size());
  if (left_ > 0) return std::nullopt;
  return finish();
}

void Framer::append(Bytes octets) {
  std::string& kept = current_.frame.octets;
  const std::size_t room = kept_ - std::min(kept_, kept.size());
  kept.append(as_text(octets.first(std::min(room, octets.size()))));
}

Framed Framer::finish() {
  state_ = State::boundary;
  current_.half.end = intake_.offset();
  current_.half.last = intake_.time_at(current_.half.end - 1);
  left_ = 0;
  return std::exchange(current_, {});
}

std::optional<Framed> Framer::lose(const Gap& gap, Allowance allowance) {
  // A frame whose length was seen can be followed through the hole, though its header is lost.
  if (state_ == State::boundary &&
      frame_length(intake_.waiting(), kResponseHeaderStart, frame_limit_)) {
    ++losses_;
    begin(allowance);
    fill();
  }
  if (state_ != State::filling) {
    intake_.skip_all();
    intake_.lose(gap);
    lose_step();
    return std::nullopt;
  }
  const std::size_t absorbed = static_cast<std::size_t>(std::min<std::uint64_t>(left_, gap.length));
  Frame& frame = current_.frame;
  const std::size_t at = frame.length - left_;
  if (!frame.holes.empty() && frame.holes.back().end == at) {
    frame.holes.back().end = at + absorbed;
  } else if (absorbed > 0) {
    frame.holes.push_back({at, at + absorbed});
  }
  if (frame.octets.size() == at) frame.octets.resize(std::min(kept_, at + absorbed), '\0');
  current_.incomplete.add(Reason::gap);
  left_ -= absorbed;
  intake_.lose(gap);
  if (left_ > 0) return std::nullopt;
  Framed framed = finish();
  framed.half.end = framed.half.begin + kLengthSize + framed.frame.length;
  framed.half.last = gap.time;
  if (absorbed < gap.length) lose_step();
  return framed;
}

std::optional<Framed> Framer::close(Ending ending) {
  if (state_ != State::filling) {
    intake_.skip_all();
    return std::nullopt;
  }
  current_.incomplete.add(reason_of(ending));
  ++losses_;
  return finish();
}

std::size_t Framer::awaited() const {
  return state_ == State::filling ? kept_ - std::min(kept_, current_.frame.octets.size()) : 0;
}

void Framer::shed() {
  if (state_ == State::filling) {
    std::string& octets = current_.frame.octets;
    kept_ = std::min(kept_, kHeaderKept);
    if (octets.size() > kept_) octets.resize(kept_);
    octets.shrink_to_fit();
    if (kept_ < current_.frame.length) current_.incomplete.add(Reason::limit);
  }
  if (intake_.held() > 0) {
    intake_.skip_all();
    if (state_ == State::boundary) lose_step();
  }
}

void Framer::lose_step() {
  state_ = State::seeking;
  ++losses_;
}

}  // namespace goldwire::kafka
