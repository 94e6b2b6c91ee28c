// Framer: header, payload, header, payload.
#include "protocols/http2/framer.h"

#include <algorithm>

#include "protocols/http2/codec.h"

namespace goldwire::http2 {
namespace {

/// A frame that must be read whole and is longer is not kept: peers send 16 KB and less.
constexpr std::uint32_t kMostWaiting = 256U << 10;

/// So many frames in a row are no accident.
constexpr int kChain = 3;

bool is_known(FrameType type) { return type <= FrameType::continuation; }

}  // namespace

Framer::Framer(Side side, bool midstream, FramerListener& listener)
    : side_(side),
      listener_(listener),
      state_(midstream              ? State::lost
             : side == Side::client ? State::preface
                                    : State::header),
      most_(midstream ? kAnyFrameSize : kUsualFrameSize) {}

void Framer::take(const Chunk& chunk) {
  intake_.add(chunk);
  run();
  intake_.settle();
}

void Framer::take(const Gap& gap) {
  const std::uint64_t gap_end = gap.offset + gap.length;
  switch (state_) {
    case State::preface:
    case State::header:
      intake_.skip_all();
      intake_.lose(gap);
      lose_framing(Reason::gap);
      return;
    case State::payload:
      damage(Reason::gap);
      break;
    case State::padding:
    case State::data:
      if (gap_end > end_) {
        end_data(Reason::gap);
        break;
      }
      // Where its padding begins is not known without its first octet; then all is content.
      if (state_ == State::padding) content_ = left();
      listener_.data_hole(side_, header_, std::min(gap.length, content_));
      content_ -= std::min(gap.length, content_);
      state_ = State::data;
      break;
    case State::rest:
      break;
    case State::lost:
      // What began since may have gone on in it.
      intake_.skip_all();
      lose_framing(Reason::gap);
      break;
    case State::ended:
      intake_.skip_all();
      break;
  }
  intake_.lose(gap);
  if (state_ < State::lost && gap_end > end_) lose_framing(Reason::gap);
  run();
}

void Framer::take(const Close& close) {
  if (state_ == State::ended) return;
  if (state_ == State::lost) {
    // What is left is short, but frames may end exactly where the stream ends.
    Bytes all = intake_.waiting();
    while (!all.empty() && chain_at(all, true) != Chain::yes) all = all.subspan(1);
    intake_.skip(intake_.waiting().size() - all.size());
    if (!all.empty()) {
      unseen_up_to_ = intake_.offset();
      state_ = State::header;
      run();
    }
  }
  if (state_ == State::payload) damage(reason_of(close.kind));
  if (state_ == State::padding || state_ == State::data) end_data(reason_of(close.kind));
  intake_.skip_all();
  state_ = State::ended;
}

bool Framer::shed() {
  if (intake_.held() == 0) return false;
  if (state_ == State::payload) {
    damage(Reason::limit);
  } else {
    intake_.skip_all();
    lose_framing(Reason::limit);
  }
  return true;
}

void Framer::run() {
  while (step()) {
  }
}

bool Framer::step() {
  switch (state_) {
    case State::preface:
      return read_preface();
    case State::header:
      return read_header();
    case State::payload:
      return read_payload();
    case State::padding:
      return read_padding();
    case State::data:
      return read_data();
    case State::rest:
      return read_rest();
    case State::lost:
      return search();
    case State::ended:
      intake_.skip_all();
      return false;
  }
  return false;
}

bool Framer::read_preface() {
  const std::string_view waiting = as_text(intake_.waiting());
  if (waiting.substr(0, kPreface.size()) != kPreface.substr(0, waiting.size())) {
    lose_framing(Reason::undecodable);
    return true;
  }
  if (waiting.size() < kPreface.size()) return false;
  intake_.take(kPreface.size());
  state_ = State::header;
  return true;
}

bool Framer::read_header() {
  const Bytes waiting = intake_.waiting();
  if (waiting.size() < FrameHeader::kSize) return false;
  const FrameHeader header = read_frame_header(waiting);
  // Of other types nobody sends long ones: a length that is nonsense must not swallow what follows.
  const std::uint32_t most = is_known(header.type) ? most_ : kUsualFrameSize;
  if (!is_valid(header, side_) || header.length > most) {
    lose_framing(Reason::undecodable);
    return true;
  }
  begin_frame(header);
  return true;
}

void Framer::begin_frame(const FrameHeader& header) {
  header_ = header;
  begin_ = intake_.offset();
  end_ = begin_ + FrameHeader::kSize + header.length;
  first_ = intake_.time_at(begin_);
  acked_ = intake_.acked_at(begin_);
  if (header.type == FrameType::data) {
    intake_.take(FrameHeader::kSize);
    listener_.data_begin(side_, header_, place_up_to(intake_.offset()));
    content_ = header.length;
    state_ = header.has(flag::kPadded) ? State::padding : State::data;
  } else if (!is_known(header.type)) {
    intake_.take(FrameHeader::kSize);
    state_ = State::rest;
  } else if (header.length > kMostWaiting) {
    intake_.take(FrameHeader::kSize);
    state_ = State::rest;
    listener_.damaged(side_, header_, place_up_to(intake_.offset()), Reason::limit);
  } else {
    state_ = State::payload;
  }
}

bool Framer::read_payload() {
  const std::size_t size = FrameHeader::kSize + header_.length;
  const Bytes waiting = intake_.waiting();
  if (waiting.size() < size) return false;
  const Place here = place_up_to(end_);
  state_ = State::header;
  listener_.frame(side_, header_, waiting.subspan(FrameHeader::kSize, header_.length), here);
  intake_.take(size);
  return true;
}

bool Framer::read_padding() {
  const Bytes waiting = intake_.waiting();
  if (waiting.empty()) return false;
  // Padding that is longer than the frame is an error of the connection (section 6.1).
  content_ = left() - 1 - std::min<std::uint64_t>(waiting[0], left() - 1);
  intake_.take(1);
  state_ = State::data;
  return true;
}

bool Framer::read_data() {
  if (left() == 0) {
    end_data(std::nullopt);
    state_ = State::header;
    return true;
  }
  const Bytes waiting = intake_.waiting();
  if (waiting.empty()) return false;
  const std::size_t count =
      static_cast<std::size_t>(std::min<std::uint64_t>(content_, waiting.size()));
  if (count != 0) listener_.data(side_, header_, waiting.first(count));
  content_ -= count;
  const std::size_t all = static_cast<std::size_t>(std::min<std::uint64_t>(left(), waiting.size()));
  intake_.take(all);
  return true;
}

/// What belongs to a frame that nobody reads.
bool Framer::read_rest() {
  const std::size_t count =
      static_cast<std::size_t>(std::min<std::uint64_t>(left(), intake_.waiting().size()));
  intake_.take(count);
  if (left() != 0) return false;
  state_ = State::header;
  return true;
}

/// Looks for the first place where frames follow each other. A server's stream begins with SETTINGS
/// and a client's with the preface (section 3.4), which is as good.
bool Framer::search() {
  const Bytes all = intake_.waiting();
  if (!searched_ && side_ == Side::client && !all.empty()) {
    const std::string_view begin = as_text(all).substr(0, kPreface.size());
    if (begin == kPreface) {
      intake_.take(kPreface.size());
      state_ = State::header;
      listener_.began(side_);
      return true;
    }
    if (kPreface.starts_with(begin)) return false;
  }
  std::size_t at = 0;
  for (; all.size() - at >= FrameHeader::kSize; ++at) {
    const Chain chain = chain_at(all.subspan(at), false);
    if (chain == Chain::none) {
      searched_ = true;
      continue;
    }
    intake_.skip(at);
    if (chain == Chain::more) return false;
    const FrameHeader header = read_frame_header(intake_.waiting());
    const bool begins = header.type == FrameType::settings && !header.has(flag::kAck);
    if (begins) listener_.began(side_);
    unseen_up_to_ = begins ? 0 : intake_.offset();
    state_ = State::header;
    return true;
  }
  intake_.skip(at);
  return false;
}

/// Whether frames stand in `octets` one after the other from the first on. `last`: no more octets
/// come, so the last frame has to end with them.
Framer::Chain Framer::chain_at(Bytes octets, bool last) const {
  for (int count = 0; count < kChain; ++count) {
    if (last && count > 0 && octets.empty()) return Chain::yes;
    if (octets.size() < FrameHeader::kSize) return last ? Chain::none : Chain::more;
    const FrameHeader header = read_frame_header(octets);
    // Nobody sends SETTINGS in the middle, and zeros look like an empty one.
    const bool odd =
        header.type == FrameType::settings && (searched_ || count > 0) && !header.has(flag::kAck);
    if (odd || !is_plausible(header, side_)) return Chain::none;
    if (count + 1 == kChain) return Chain::yes;
    octets = octets.subspan(FrameHeader::kSize);
    if (octets.size() < header.length) return last ? Chain::none : Chain::more;
    octets = octets.subspan(header.length);
  }
  return Chain::yes;
}

/// Of the frame being read, as far as it was seen.
Place Framer::place_up_to(std::uint64_t end) const {
  return {begin_, end, first_, intake_.time_at(end - 1), acked_};
}

void Framer::end_data(std::optional<Reason> why_cut) {
  listener_.data_end(side_, header_, place_up_to(intake_.offset()), why_cut);
  if (why_cut) state_ = State::rest;
}

/// The frame being read cannot be read, but where it ends is known.
void Framer::damage(Reason reason) {
  intake_.take(static_cast<std::size_t>(std::min<std::uint64_t>(left(), intake_.waiting().size())));
  state_ = State::rest;
  listener_.damaged(side_, header_, place_up_to(intake_.offset()), reason);
}

void Framer::lose_framing(Reason reason) {
  if (state_ == State::padding || state_ == State::data) end_data(reason);
  state_ = State::lost;
  searched_ = true;
  listener_.lost(side_, reason);
}

}  // namespace goldwire::http2
