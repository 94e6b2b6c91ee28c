// Detection: the client's preface, or frames that follow each other from both sides.
#include <algorithm>

#include "protocols/http2/codec.h"
#include "protocols/http2/conversation.h"
#include "protocols/http2/hpack_decoder.h"

namespace goldwire::http2 {
namespace {

/// So many frames in a row are nothing else.
constexpr int kCertain = 3;

/// A payload that is all there says more than its header; above all, which side sends it.
bool is_sound(const FrameHeader& header, Bytes payload, Side sender) {
  if (header.type != FrameType::headers || !header.has(flag::kEndHeaders)) return true;
  const Decoded<FieldBlockStart> start = read_field_block_start(header, payload);
  FieldSection section;
  if (!start || !HpackDecoder(false).decode(start->fragment, section)) return false;
  const bool others = sender == Side::client ? section.is_response() : section.is_request();
  return !section.malformed && !others;
}

Fit judge_frames(Bytes octets, Side side) {
  int count = 0;
  bool whole = false;  // one with a payload, up to its end
  while (octets.size() >= FrameHeader::kSize) {
    const FrameHeader header = read_frame_header(octets);
    if (!is_plausible(header, side)) return Fit::no;
    ++count;
    octets = octets.subspan(FrameHeader::kSize);
    if (octets.size() < header.length) break;
    if (!is_sound(header, octets.first(header.length), side)) return Fit::no;
    whole = whole || header.length != 0;
    octets = octets.subspan(header.length);
  }
  if (count >= kCertain) return Fit::certain;
  if (count > 1 || whole) return Fit::likely;
  if (count == 1) return Fit::unsure;
  // The length of a frame that peers send begins so.
  return octets.empty() || octets[0] == 0 ? Fit::unsure : Fit::no;
}

Fit judge_client(Bytes octets) {
  const std::string_view begin = as_text(octets).substr(0, kPreface.size());
  if (begin == kPreface) return Fit::certain;
  if (kPreface.starts_with(begin)) return Fit::unsure;
  return judge_frames(octets, Side::client);
}

}  // namespace

Fit detect(Bytes client, Bytes server) {
  // A server that knows HTTP/1 only refuses the preface in its own words.
  constexpr std::string_view kHttp1 = "HTTP/1.";
  const std::string_view first = as_text(server).substr(0, kHttp1.size());
  if (first == kHttp1) return Fit::no;
  const bool may_refuse = kHttp1.starts_with(first);
  const Fit from_client = judge_client(client);
  const Fit from_server = judge_frames(server, Side::server);
  const Fit better = std::max(from_client, from_server);
  const Fit worse = std::min(from_client, from_server);
  if (worse != Fit::no) return may_refuse ? std::min(better, Fit::likely) : better;
  // Joined in the middle of a frame, or another protocol altogether.
  return better == Fit::certain ? Fit::likely : Fit::no;
}

}  // namespace goldwire::http2
