// Talk: a hand-written WebSocket connection, and the one exchange that a fresh conversation makes
// of it.
//
// Contract: each piece acknowledges all that the other side said before, as a real peer's would.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>
#include <zlib.h>

#include "protocols/websocket/codec.h"
#include "protocols/websocket/conversation.h"
#include "protocols/websocket/message.h"

namespace goldwire::websocket {

inline constexpr std::string_view kPlain =
    "GET /chat/42?room=a HTTP/1.1\r\nHost: chat.example:8080\r\n\r\n"
    "Upgrade: websocket\r\nSec-WebSocket-Protocol: chat.v2\r\n\r\n";
inline constexpr std::string_view kDeflate =
    "GET /chat/42?room=a HTTP/1.1\r\nHost: chat.example:8080\r\n\r\n"
    "Upgrade: websocket\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n";
inline constexpr std::string_view kDeflateAlone =
    "GET /chat/42?room=a HTTP/1.1\r\nHost: chat.example:8080\r\n\r\n"
    "Upgrade: websocket\r\nSec-WebSocket-Extensions: permessage-deflate; "
    "server_no_context_takeover; client_no_context_takeover; server_max_window_bits=10\r\n\r\n";

/// One frame as its first octet says, of any shape; the client's masked with a key of its own.
inline std::string frame(Side side, std::uint8_t first, std::string_view payload) {
  std::string out;
  write_frame(out, Side::server, Opcode::text, payload);
  out[0] = static_cast<char>(first);
  if (side == Side::server) return out;
  const std::string header = out.substr(0, out.size() - payload.size());
  const std::string key = "\x37\xFA\x21\x3D";
  out = header;
  out[1] = static_cast<char>(static_cast<std::uint8_t>(out[1]) | 0x80U);
  out += key;
  for (std::size_t i = 0; i < payload.size(); ++i) {
    out += static_cast<char>(payload[i] ^ key[i % 4]);
  }
  return out;
}

inline std::string close_body(std::uint16_t code, std::string_view reason = {}) {
  std::string out;
  out += static_cast<char>(code >> 8);
  out += static_cast<char>(code & 0xFF);
  return out.append(reason);
}

/// The sending half of permessage-deflate, with context takeover.
class Deflater {
 public:
  Deflater() { deflateInit2(&stream_, 9, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY); }
  ~Deflater() { deflateEnd(&stream_); }
  Deflater(const Deflater&) = delete;
  Deflater& operator=(const Deflater&) = delete;
  std::string operator()(std::string_view text) {
    std::string out(text.size() + 64, '\0');
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    stream_.avail_in = static_cast<uInt>(text.size());
    stream_.next_out = reinterpret_cast<Bytef*>(out.data());
    stream_.avail_out = static_cast<uInt>(out.size());
    deflate(&stream_, Z_SYNC_FLUSH);
    out.resize(out.size() - stream_.avail_out - 4);
    return out;
  }

 private:
  z_stream stream_{};
};

class Talk {
 public:
  explicit Talk(std::string_view carried = kPlain, bool midstream = false, Limits limits = {}) {
    Opening opening;
    opening.limits = limits;
    opening.carried = carried;
    opening.midstream = midstream;
    conversation_ = open(opening);
  }
  Talk& client(std::string_view octets) { return say(Side::client, octets); }
  Talk& server(std::string_view octets) { return say(Side::server, octets); }
  Talk& text(Side side, std::string_view text) { return say(side, frame(side, 0x81, text)); }
  Talk& say(Side side, std::string_view octets) {
    const std::size_t i = index_of(side);
    conversation_->take(Chunk{side, total_[i], as_bytes(octets), tick(), total_[1 - i]});
    total_[i] += octets.size();
    return drain();
  }
  Talk& lose(Side side, std::uint64_t count) {
    const std::size_t i = index_of(side);
    conversation_->take(Gap{side, total_[i], count, Loss::acknowledged, tick()});
    total_[i] += count;
    return drain();
  }
  Talk& close(Side side, Ending kind) {
    conversation_->take(Close{side, kind, tick()});
    return drain();
  }
  Talk& end(Ending kind = Ending::fin) {
    return close(Side::client, kind).close(Side::server, kind);
  }
  Talk& goodbye(std::uint16_t code = 1000) {
    return say(Side::client, frame(Side::client, 0x88, close_body(code)))
        .say(Side::server, frame(Side::server, 0x88, close_body(code)));
  }

  Conversation& conversation() { return *conversation_; }
  std::uint64_t total(Side side) const { return total_[index_of(side)]; }
  std::size_t opened() const { return opened_; }
  bool settled() const { return exchange_.has_value(); }
  const Exchange& exchange() const { return exchange_.value(); }
  const Voice& voice(Side side) const {
    const auto& messages = static_cast<const Messages&>(*exchange().messages);
    return side == Side::client ? messages.client : messages.server;
  }
  Interaction interaction() const { return describe(exchange(), {}).at(0); }
  std::vector<std::string_view> incomplete() const { return interaction().incomplete.names(); }
  /// The data messages of one side, each one's kept content.
  std::vector<std::string> said(Side side) const {
    std::vector<std::string> out;
    for (const Message& message : voice(side).messages) {
      if (is_data(message.type)) out.push_back(message.content);
    }
    return out;
  }
  /// Octets that are in no account.
  std::uint64_t unaccounted(Side side) const {
    const Account account = conversation_->account(side);
    return total(side) - account.taken - account.skipped - account.lost;
  }

 private:
  Time tick() { return now_ += std::chrono::milliseconds(1); }
  Talk& drain() {
    while (std::optional<Output> output = conversation_->poll()) {
      if (auto* exchange = std::get_if<Exchange>(&*output)) exchange_ = std::move(*exchange);
      if (std::holds_alternative<Opened>(*output)) ++opened_;
    }
    return *this;
  }

  std::unique_ptr<Conversation> conversation_;
  std::uint64_t total_[2] = {0, 0};
  Time now_ = from_unix_nano(1'000'000'000);
  std::size_t opened_ = 0;
  std::optional<Exchange> exchange_;
};

}  // namespace goldwire::websocket
