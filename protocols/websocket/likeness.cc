// Likeness: from header to header.
#include "protocols/websocket/likeness.h"

namespace goldwire::websocket {
namespace {

/// A chain is followed so far; what needs more octets to be proved is not believed.
constexpr std::size_t kFollowed = 64U << 10;
constexpr std::uint64_t kLongestControl = 125;

}  // namespace

bool is_plausible(const FrameHeader& header, const Chain& chain) {
  if (header.masked != (chain.side == Side::client)) return false;
  if (header.rsv2_or_3 || !is_known(header.opcode)) return false;
  const bool begins_message = header.opcode == Opcode::text || header.opcode == Opcode::binary;
  if (header.rsv1 && !(chain.may_compress && begins_message)) return false;
  if (!header.shortest || header.length > chain.longest) return false;
  if (is_control(header.opcode)) {
    const bool half_a_code = header.opcode == Opcode::close && header.length == 1;
    return header.fin && header.length <= kLongestControl && !half_a_code;
  }
  return header.fin || header.length != 0;
}

Likeness judge(Bytes octets, const Chain& chain, bool ended) {
  std::size_t at = 0;
  for (unsigned frames = 0; at < octets.size();) {
    const Bytes rest = octets.subspan(at);
    const std::size_t size = header_size(rest);
    if (rest.size() < size) return ended ? Likeness::unfit : Likeness::undecided;
    const Decoded<FrameHeader> header = read_header(rest.first(size));
    if (!header || !is_plausible(*header, chain)) return Likeness::unfit;
    ++frames;
    // A length in 64 bits that is believable has five octets of zeros: that is proof enough.
    if (frames >= chain.wanted || header->length > 0xFFFF) return Likeness::fits;
    at += size + static_cast<std::size_t>(header->length);
    if (at == octets.size() && ended && frames >= chain.wanted_at_end) return Likeness::fits;
    if (at > kFollowed) return Likeness::unfit;
  }
  return ended ? Likeness::unfit : Likeness::undecided;
}

}  // namespace goldwire::websocket
