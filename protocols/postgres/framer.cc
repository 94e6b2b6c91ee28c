// Framing by length, absorbing holes, and searching for frames after the rest.
#include "protocols/postgres/framer.h"

#include <algorithm>

#include "protocols/postgres/codec.h"

namespace goldwire::postgres {
namespace {

/// The longest start-up packet a server takes (MAX_STARTUP_PACKET_LENGTH).
constexpr std::uint32_t kStartupPacket = 10000;

enum class Proof : std::uint8_t { no, undecided, yes };

struct Chain {
  Proof proof = Proof::undecided;
  std::size_t length = 0;  ///< octets that the proof took
};

/// These say more than their type: a length and a status that nothing else has.
bool is_landmark(Side side, char type) { return type == (side == Side::client ? 'S' : 'Z'); }

/// Do frames begin where `octets` do? Two whole ones prove it; one does when it is a landmark or
/// when `first`: a hole or the beginning of what was seen stands just before it.
Chain chain_at(Side side, Bytes octets, std::size_t longest, bool first) {
  std::size_t at = 0;
  for (int whole = 1;; ++whole) {
    WireReader in(octets.subspan(at));
    if (in.remaining() == 0) return {};
    const char type = static_cast<char>(in.u8());
    if (!is_type(side, type)) return {Proof::no};
    if (in.remaining() < 4) return {};
    const std::uint32_t length = in.u32();
    if (!plausible(side, type, length) || length > longest) return {Proof::no};
    if (in.remaining() < length - 4) return {};
    if (!well_formed(side, type, in.bytes(length - 4))) return {Proof::no};
    at += 1 + std::size_t{length};
    if (first || whole == 2 || is_landmark(side, type)) return {Proof::yes, at};
  }
}

}  // namespace

void Framer::settle() {
  consume_due();
  intake_.settle();
}

void Framer::consume_due() {
  intake_.take(due_);
  due_ = 0;
}

std::optional<Framer::Header> Framer::header() const {
  WireReader in(fresh());
  if (framing_ == Framing::octet) {
    return in.remaining() == 0 ? std::nullopt : std::optional(Header{0, 0, 1});
  }
  Header header;
  if (framing_ == Framing::typed) header.type = static_cast<char>(in.u8());
  header.total = in.u32();
  header.size = in.at();
  if (framing_ == Framing::typed) ++header.total;  // a length counts itself, not the type
  return in.failed() ? std::nullopt : std::optional(header);
}

bool Framer::sane(const Header& header) const {
  switch (framing_) {
    case Framing::octet:
      return true;
    case Framing::startup:
      return header.total >= 8 && header.total <= kStartupPacket;
    case Framing::typed:
      break;
  }
  return header.total <= limits_.frame && header.total >= kHeader &&
         plausible(side_, header.type, static_cast<std::uint32_t>(header.total - 1));
}

std::optional<std::variant<Frame, Break>> Framer::next() {
  if (cut_) return *std::exchange(cut_, std::nullopt);
  if (broken_) return *std::exchange(broken_, std::nullopt);
  if (passing_) {
    consume_due();
    const std::optional<Frame> passed = go_on_passing();
    return passed ? std::optional<std::variant<Frame, Break>>(*passed) : std::nullopt;
  }
  if (searching_) {
    consume_due();
    if (!find_frames()) return std::nullopt;
  }
  const std::optional<Header> next = header();
  if (!next) return std::nullopt;
  if (!sane(*next)) {
    search();
    return Break{Reason::undecodable};
  }
  if (next->total > limits_.body) {
    consume_due();
    pass(*next, Reason::limit);
    std::optional<Frame> passed = go_on_passing();
    return passed ? std::optional<std::variant<Frame, Break>>(*passed) : std::nullopt;
  }
  if (fresh().size() < next->total) return std::nullopt;
  return give(*next);
}

Frame Framer::give(const Header& header) {
  const auto total = static_cast<std::size_t>(header.total);
  const std::uint64_t begin = consumed();
  const Bytes body = fresh().subspan(header.size, total - header.size);
  due_ += total;
  if (framing_ == Framing::octet) framing_ = Framing::typed;
  return {header.type,
          body,
          begin,
          begin + total,
          intake_.time_at(begin),
          intake_.time_at(begin + total - 1),
          intake_.acked_at(begin),
          {}};
}

void Framer::pass(const Header& header, Reason why) {
  const std::uint64_t begin = intake_.offset();
  prefix_.clear();
  passing_ = Passing{header.type,
                     begin,
                     intake_.time_at(begin),
                     intake_.acked_at(begin),
                     header.total - header.size,
                     {},
                     false};
  passing_->touched.add(why);
  intake_.take(header.size);
}

std::optional<Frame> Framer::go_on_passing() {
  const Bytes octets = intake_.waiting().first(static_cast<std::size_t>(
      std::min<std::uint64_t>(passing_->remaining, intake_.waiting().size())));
  keep_prefix(octets);
  passing_->remaining -= octets.size();
  intake_.take(octets.size());
  if (passing_->remaining > 0) return std::nullopt;
  return end_passing();
}

void Framer::keep_prefix(Bytes octets) {
  // Half a row or half of copied data is of no use; half a statement is.
  if (passing_->cut || passing_->type == 'd' || (passing_->type == 'D' && side_ == Side::server)) {
    return;
  }
  const std::size_t room = limits_.body - std::min(limits_.body, prefix_.size());
  prefix_.append(as_text(octets).substr(0, room));
}

Frame Framer::end_passing() {
  const Passing passed = *std::exchange(passing_, std::nullopt);
  const std::uint64_t end = intake_.offset();
  return {passed.type,  as_bytes(prefix_),        passed.begin, end,
          passed.first, intake_.time_at(end - 1), passed.acked, passed.touched};
}

void Framer::lose(const Gap& gap) {
  consume_due();
  const std::optional<Header> begun =
      searching_ || passing_ || framing_ == Framing::octet ? std::nullopt : header();
  if (begun && sane(*begun)) {
    pass(*begun, Reason::gap);
    keep_prefix(intake_.waiting());
    passing_->remaining -= intake_.waiting().size();
    intake_.take(intake_.waiting().size());
  }
  if (passing_) {
    lose_part(gap);
    return;
  }
  intake_.skip_all();
  intake_.lose(gap);
  search();
  broken_ = Break{Reason::gap};
}

void Framer::lose_part(const Gap& gap) {
  passing_->touched.add(Reason::gap);
  passing_->cut = true;
  intake_.lose(gap);
  if (gap.length <= passing_->remaining) {
    passing_->remaining -= gap.length;
    return;
  }
  cut_ = end_passing();
  cut_->end = gap.offset;
  cut_->last = intake_.time_at(gap.offset - 1);
  search();
  broken_ = Break{Reason::gap};
}

void Framer::search() {
  consume_due();
  framing_ = Framing::typed;
  searching_ = true;
  candidates_.clear();
  search_from_ = searched_ = intake_.offset();
}

bool Framer::find_frames() {
  const std::uint64_t offset = intake_.offset();
  const Bytes waiting = intake_.waiting();
  std::optional<std::uint64_t> found;
  std::uint64_t proved = ~std::uint64_t{0};
  std::vector<std::uint64_t> undecided;
  const auto consider = [&](std::uint64_t at) {
    const Chain chain = chain_at(side_, waiting.subspan(static_cast<std::size_t>(at - offset)),
                                 limits_.frame, at == search_from_);
    if (chain.proof == Proof::undecided) undecided.push_back(at);
    if (chain.proof != Proof::yes || at + chain.length >= proved) return;
    found = at;
    proved = at + chain.length;
  };
  for (const std::uint64_t at : candidates_) consider(at);
  for (std::uint64_t at = std::max(searched_, offset); at < std::min(proved, reached()); ++at) {
    consider(at);
  }
  searched_ = reached();
  candidates_ = std::move(undecided);
  if (found) {
    intake_.skip(static_cast<std::size_t>(*found - offset));
    candidates_.clear();
    searching_ = false;
  } else if (waiting.size() > limits_.body) {
    intake_.skip(waiting.size() / 2);
    std::erase_if(candidates_, [&](std::uint64_t at) { return at < intake_.offset(); });
  }
  return found.has_value();
}

std::optional<std::uint8_t> Framer::peek() {
  consume_due();
  const Bytes waiting = intake_.waiting();
  return waiting.empty() ? std::nullopt : std::optional(waiting[0]);
}

void Framer::skip_all() {
  consume_due();
  intake_.skip_all();
  if (searching_) search();
}

bool Framer::drop_waiting() {
  consume_due();
  if (held() == 0) return false;
  if (passing_) {
    prefix_.clear();
    passing_->cut = true;
    passing_->touched.add(Reason::limit);
  }
  if (!intake_.waiting().empty()) {
    intake_.skip_all();
    search();
    broken_ = Break{Reason::limit};
  }
  return true;
}

}  // namespace goldwire::postgres
