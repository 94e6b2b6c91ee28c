// Detection: the client's frames masked, the server's not, and both in chains that fill what was
// seen, with content that its type allows.
#include <algorithm>

#include "protocols/websocket/content.h"
#include "protocols/websocket/conversation.h"
#include "protocols/websocket/inflater.h"
#include "protocols/websocket/likeness.h"

namespace goldwire::websocket {
namespace {

/// Octets of one frame's payload that are looked at.
constexpr std::size_t kLooked = 4096;
constexpr std::uint64_t kMostExpanded = 1U << 20;
/// Frames that are looked at; more prove nothing more.
constexpr unsigned kFrames = 16;

struct Nowhere final : Inflated {
  void inflated(std::string_view) override {}
};

/// What one frame's content says for its being a frame.
enum class Proof : std::uint8_t { against, none, some };

Proof prove(const FrameHeader& header, Bytes payload, Inflater& inflater) {
  if (payload.size() > kLooked) return Proof::none;
  std::string content(payload.size(), '\0');
  unmask(content, payload, header.key, 0);
  if (header.opcode == Opcode::close) {
    const Decoded<CloseBody> body = read_close(content);
    return body && (content.empty() || is_close_code(body->code)) ? Proof::some : Proof::against;
  }
  if (header.rsv1) {
    // It may refer to what was said before the join.
    Nowhere nowhere;
    const bool inflates = header.fin && inflater.add(content, kMostExpanded, nowhere) &&
                          inflater.finish(kMostExpanded, nowhere);
    if (!inflates) inflater.forget();
    return inflates ? Proof::some : Proof::none;
  }
  if (header.opcode != Opcode::text) return Proof::some;
  return is_utf8(content, !header.fin) ? Proof::some : Proof::against;
}

/// `no` when it is no chain, `unsure` when it is too little of one.
Fit judge_side(Bytes octets, Side side) {
  const Chain chain{.side = side, .longest = Limits{}.frame};
  Inflater inflater;
  unsigned frames = 0;
  unsigned proofs = 0;
  bool open = false;   // a fragmented message
  bool joined = true;  // it may have begun before what was seen
  bool cut = false;    // the last frame has no end yet
  while (!octets.empty() && frames < kFrames && !cut) {
    const std::size_t size = header_size(octets);
    cut = octets.size() < size;
    if (cut) break;
    const Decoded<FrameHeader> header = read_header(octets.first(size));
    if (!header || !is_plausible(*header, chain)) return Fit::no;
    octets = octets.subspan(size);
    cut = header->length > octets.size();
    if (cut) break;
    const Bytes payload = octets.first(static_cast<std::size_t>(header->length));
    octets = octets.subspan(payload.size());
    ++frames;
    if (is_data(header->opcode)) {
      const bool continues = header->opcode == Opcode::continuation;
      if (!joined && continues != open) return Fit::no;
      open = !header->fin;
      joined = false;
    }
    const Proof proof = prove(*header, payload, inflater);
    if (proof == Proof::against) return Fit::no;
    if (proof == Proof::some) ++proofs;
  }
  // A chain of three is proof by itself; one frame is when it ends with what was seen.
  if (frames >= 3 || (frames == 2 && proofs >= 1)) return Fit::likely;
  return frames == 1 && proofs == 1 && !cut ? Fit::likely : Fit::unsure;
}

}  // namespace

Fit detect(Bytes client, Bytes server) {
  if (client.empty() && server.empty()) return Fit::no;
  const Fit from_client = client.empty() ? Fit::unsure : judge_side(client, Side::client);
  const Fit from_server = server.empty() ? Fit::unsure : judge_side(server, Side::server);
  if (client.empty() || server.empty()) {
    // One side alone is waited for only where it is a chain.
    return std::max(from_client, from_server) == Fit::likely ? Fit::unsure : Fit::no;
  }
  return std::min(from_client, from_server);
}

}  // namespace goldwire::websocket
