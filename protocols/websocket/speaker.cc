// Speaker: what each frame does to the message it belongs to.
#include "protocols/websocket/speaker.h"

#include <algorithm>
#include <array>
#include <utility>

namespace goldwire::websocket {
namespace {

/// Messages of one side that are kept one by one; later ones are counted and digested.
constexpr std::size_t kMostMessages = 1000;
/// Octets that one message may expand to.
constexpr std::uint64_t kMostExpanded = 64U << 20;
constexpr std::uint64_t kLongestControl = 125;
/// Payload is unmasked in pieces of this size, so that a giant chunk needs no giant copy.
constexpr std::size_t kPiece = 4096;

bool takes_over(Side side, const Handshake& handshake) {
  if (!handshake.deflate) return true;
  return side == Side::client ? !handshake.deflate->client_no_context_takeover
                              : !handshake.deflate->server_no_context_takeover;
}

}  // namespace

Speaker::Speaker(Side side, const Limits& limits, const Handshake& handshake, bool midstream,
                 Room& room)
    : side_(side),
      limits_(limits),
      may_compress_(handshake.may_compress()),
      takes_over_(takes_over(side, handshake)),
      room_(room),
      unseen_(midstream) {
  voice_.whole = !midstream;
  XXH64_reset(&digest_, 0);
}

void Speaker::frame(const FrameHeader& header, std::uint64_t begin_at, Time time) {
  if (!half_.first) {
    half_.first = half_.last = time;
    half_.begin = half_.end = begin_at;
  }
  header_ = header;
  inside_ = true;
  position_ = 0;
  judge(header);
  if (!is_data(header.opcode)) {
    single_ = {};
    single_.type = header.opcode;
    single_.decoded = is_known(header.opcode) && !header.rsv1 && !header.rsv2_or_3;
  } else if (header.opcode != Opcode::continuation || !open_) {
    begin(data_, header);
  }
  // Where it ends, unless its end is seen.
  Message& message = is_data(header.opcode) ? data_ : single_;
  message.end = begin_at;
  message.time = time;
}

void Speaker::judge(const FrameHeader& header) {
  const bool begins_message = header.opcode == Opcode::text || header.opcode == Opcode::binary;
  if (header.masked != (side_ == Side::client)) violate(Violation::masking);
  if (header.rsv2_or_3 || (header.rsv1 && !(begins_message && may_compress_))) {
    violate(Violation::reserved_bits);
  }
  if (!header.shortest) violate(Violation::long_length);
  if (!is_known(header.opcode)) violate(Violation::reserved_opcode);
  if (is_control(header.opcode)) {
    if (!header.fin) violate(Violation::fragmented_control);
    if (header.length > kLongestControl) violate(Violation::long_control);
  }
  if (header.opcode == Opcode::continuation && !open_ && !unseen_) {
    violate(Violation::stray_continuation);
  }
  if (begins_message && open_) violate(Violation::interrupted);
}

/// A peer would have failed the connection, so what it took the octets for is not known.
void Speaker::violate(Violation violation) {
  voice_.violations.add(violation);
  reasons_.add(Reason::undecodable);
}

void Speaker::begin(Message& message, const FrameHeader& header) {
  if (open_) {
    message.whole = false;
    end_data();
  }
  message = {};
  message.type = header.opcode;
  open_ = true;
  if (header.opcode == Opcode::continuation) voice_.whole = false;
  if (header.rsv2_or_3 || (header.rsv1 && !may_compress_)) message.decoded = voice_.whole = false;
  const bool compressed = header.rsv1 && may_compress_ && header.opcode != Opcode::continuation;
  inflating_ = compressed ? Inflating::yes : Inflating::no;
}

void Speaker::payload(Bytes octets) {
  std::array<char, kPiece> buffer;
  while (!octets.empty()) {
    const Bytes piece = octets.first(std::min(octets.size(), kPiece));
    octets = octets.subspan(piece.size());
    const std::string_view unmasked = unmask(buffer, piece, header_.key, position_);
    position_ += piece.size();
    if (!is_data(header_.opcode)) {
      keep(single_, unmasked);
      single_.size += unmasked.size();
    } else if (inflating_ == Inflating::no) {
      inflated(unmasked);
    } else {
      coded_size_ += unmasked.size();
      const std::size_t room =
          std::min(limits_.body - std::min(limits_.body, coded_.size()), room_.left());
      const std::size_t count = data_.whole ? std::min(room, unmasked.size()) : 0;
      coded_.append(unmasked.substr(0, count));
      room_.used += count;
      if (inflating_ == Inflating::yes && !inflater_.add(unmasked, kMostExpanded, *this)) {
        fail_inflating();
      }
    }
  }
}

/// The next octets of the data message's content.
void Speaker::inflated(std::string_view octets) {
  XXH64_update(&digest_, octets.data(), octets.size());
  keep(data_, octets);
  data_.size += octets.size();
}

void Speaker::keep(Message& message, std::string_view octets) {
  // Nothing behind a hole or behind what there was no room for.
  if (!message.whole || message.content.size() != message.size) return;
  const std::size_t room =
      std::min(limits_.body - std::min(limits_.body, message.content.size()), room_.left());
  const std::size_t count = std::min(room, octets.size());
  message.content.append(octets.substr(0, count));
  room_.used += count;
}

void Speaker::drop(Message& message) {
  room_.used -= message.content.size();
  message.content = {};
}

void Speaker::fail_inflating() {
  inflating_ = Inflating::failed;
  inflater_.forget();
}

void Speaker::hole(std::uint64_t length) {
  reasons_.add(Reason::gap);
  position_ += length;
  if (!is_data(header_.opcode)) {
    single_.whole = false;
    single_.size += length;
    return;
  }
  data_.whole = voice_.whole = false;
  if (inflating_ == Inflating::no) {
    data_.size += length;
  } else {
    coded_size_ += length;
    fail_inflating();
  }
}

bool Speaker::frame_end(const FrameEnd& end) {
  inside_ = false;
  half_.last = end.time;
  half_.end = end.end;
  const bool data = is_data(header_.opcode);
  Message& message = data ? data_ : single_;
  message.end = end.end;
  message.acked = end.acked;
  message.time = end.time;
  if (data) {
    if (header_.fin) end_data();
    return false;
  }
  if (header_.opcode == Opcode::close) {
    closed_ = true;
    read_close_body();
  }
  ++voice_.control_messages;
  if (!single_.decoded) voice_.whole = false;
  record(single_);
  if (closed_) finish();
  return closed_;
}

void Speaker::read_close_body() {
  voice_.close.emplace();
  if (!single_.whole || single_.content.size() != single_.size) {
    voice_.close->code = 0;
    return;
  }
  Decoded<CloseBody> body = read_close(single_.content);
  if (!body || (body->code != CloseBody{}.code && !is_close_code(body->code)) ||
      (body->code == CloseBody{}.code && !single_.content.empty())) {
    violate(Violation::bad_close);
  }
  if (body) voice_.close = std::move(*body);
}

/// The data message has its last frame, or never gets it.
void Speaker::end_data() {
  open_ = false;
  unseen_ = false;
  if (inflating_ != Inflating::no) end_inflating();
  ++voice_.data_messages;
  voice_.size += data_.size;
  if (data_.type == Opcode::continuation) data_.whole = false;  // its beginning is missing
  const std::array<std::uint64_t, 2> frame = {static_cast<std::uint64_t>(data_.type), data_.size};
  XXH64_update(&digest_, frame.data(), sizeof frame);
  if (!data_.whole) voice_.whole = false;
  record(data_);
}

void Speaker::end_inflating() {
  if (inflating_ == Inflating::yes && data_.whole && !inflater_.finish(kMostExpanded, *this)) {
    fail_inflating();
  }
  if (inflating_ == Inflating::yes && !data_.whole) fail_inflating();
  if (inflating_ == Inflating::failed) {
    voice_.whole = false;
    if (data_.whole) {
      // As it was sent, where nobody knows what it says.
      drop(data_);
      data_.decoded = false;
      data_.content = std::exchange(coded_, {});
      data_.size = coded_size_;
      reasons_.add(Reason::undecodable);
    }
  }
  room_.used -= coded_.size();
  coded_ = {};
  coded_size_ = 0;
  inflating_ = Inflating::no;
  if (!takes_over_) inflater_.drop();
}

void Speaker::record(Message& message) {
  if (message.content.size() != message.size && message.whole) reasons_.add(Reason::limit);
  if (!message.decoded) reasons_.add(Reason::undecodable);
  if (voice_.messages.size() < kMostMessages && room_.left() >= sizeof(Message)) {
    room_.used += sizeof(Message);
    voice_.messages.push_back(std::exchange(message, {}));
    return;
  }
  reasons_.add(Reason::limit);
  drop(message);
}

void Speaker::lost(Reason reason) {
  reasons_.add(reason);
  voice_.whole = false;
  abandon();
  unseen_ = true;
  inflater_.forget();
}

void Speaker::finish() { abandon(); }

/// What was begun ends here, unfinished.
void Speaker::abandon() {
  if (std::exchange(inside_, false) && !is_data(header_.opcode)) {
    single_.whole = false;
    ++voice_.control_messages;
    record(single_);
  }
  if (!open_) return;
  data_.whole = false;
  end_data();
}

void Speaker::shed_content() {
  reasons_.add(Reason::limit);
  for (Message& message : voice_.messages) drop(message);
  drop(data_);
  drop(single_);
  room_.used -= coded_.size();
  coded_ = {};
}

void Speaker::shed_records() {
  reasons_.add(Reason::limit);
  room_.used -= voice_.messages.size() * sizeof(Message);
  voice_.messages = {};
  inflater_.drop();
  if (inflating_ == Inflating::yes) inflating_ = Inflating::failed;
}

Voice Speaker::take_voice() {
  if (voice_.whole && voice_.data_messages != 0) voice_.digest = XXH64_digest(&digest_);
  for (const Message& message : voice_.messages) {
    room_.used -= sizeof(Message) + message.content.size();
  }
  inflater_.drop();
  return std::exchange(voice_, {});
}

}  // namespace goldwire::websocket
