// Frames: HTTP/2 connections written by hand, and what a fresh conversation makes of them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "protocols/http2/codec.h"
#include "protocols/http2/conversation.h"

namespace goldwire::http2 {

inline const Messages& messages_of(const Exchange& exchange) {
  return static_cast<const Messages&>(*exchange.messages);
}

inline std::string frame(FrameType type, std::uint8_t flags, std::uint32_t stream,
                         std::string_view payload) {
  std::string out;
  write_frame_header({.length = static_cast<std::uint32_t>(payload.size()),
                      .type = type,
                      .flags = flags,
                      .reserved = false,
                      .stream = stream},
                     out);
  return out.append(payload);
}
/// A literal field without indexing, or one that is added to the dynamic table.
inline std::string field(std::string_view name, std::string_view value, bool indexed = false) {
  std::string out(1, indexed ? '\x40' : '\0');
  out += static_cast<char>(name.size());
  out += name;
  out += static_cast<char>(value.size());
  return out.append(value);
}
inline std::string get(std::uint32_t stream, std::string_view path) {
  return frame(FrameType::headers, flag::kEndStream | flag::kEndHeaders, stream,
               "\x82\x86" + field(":path", path));
}
inline std::string post(std::uint32_t stream, std::string_view path) {
  return frame(FrameType::headers, flag::kEndHeaders, stream, "\x83\x86" + field(":path", path));
}
inline std::string data(std::uint32_t stream, std::string_view octets, bool last = true) {
  return frame(FrameType::data, last ? flag::kEndStream : 0, stream, octets);
}
/// 200 and fields behind it.
inline std::string ok(std::uint32_t stream, bool last = false, const std::string& fields = {}) {
  return frame(FrameType::headers,
               static_cast<std::uint8_t>(flag::kEndHeaders | (last ? flag::kEndStream : 0)), stream,
               "\x88" + fields);
}
inline std::string trailers(std::uint32_t stream, const std::string& fields) {
  return frame(FrameType::headers, flag::kEndStream | flag::kEndHeaders, stream, fields);
}
inline std::string number(std::uint32_t value) {
  std::string out;
  for (const unsigned shift : {24U, 16U, 8U, 0U}) out += static_cast<char>(value >> shift);
  return out;
}
inline std::string reset(std::uint32_t stream, std::uint32_t code) {
  return frame(FrameType::rst_stream, 0, stream, number(code));
}
inline std::string goaway(std::uint32_t last, std::uint32_t code) {
  return frame(FrameType::goaway, 0, 0, number(last) + number(code));
}
inline std::string begin() { return std::string(kPreface) + write_settings(); }

/// A connection being told to a conversation.
class Talk {
 public:
  explicit Talk(bool midstream = false, const Limits& limits = {}) {
    Opening opening;
    opening.limits = limits;
    opening.midstream = midstream;
    conversation = open(opening);
  }

  Talk& client(std::string_view octets) { return say(Side::client, octets); }
  Talk& server(std::string_view octets) { return say(Side::server, octets); }
  Talk& lose(Side side, std::uint64_t count) {
    take(Gap{side, told_[index_of(side)], count, Loss::acknowledged, now});
    told_[index_of(side)] += count;
    return *this;
  }
  Talk& end(Ending kind = Ending::fin) {
    take(Close{Side::client, kind, now});
    take(Close{Side::server, kind, now});
    return *this;
  }
  Talk& wait(Duration time) {
    now += time;
    conversation->tick(now);
    drain();
    return *this;
  }

  /// "GET /a -> 200 hello [gap]" of each, in the order in which they were emitted.
  std::vector<std::string> said() const {
    std::vector<std::string> out;
    for (const Exchange& exchange : exchanges) {
      const Messages& messages = messages_of(exchange);
      std::string line = messages.has_request
                             ? messages.request.method + " " + messages.request.target
                             : std::string("-");
      if (!messages.request.body.kept.empty()) line += " " + messages.request.body.kept;
      line += " -> ";
      line += messages.has_response ? std::to_string(messages.response.status) : std::string("-");
      if (!messages.response.body.kept.empty()) line += " " + messages.response.body.kept;
      std::string reasons;
      for (const std::string_view name : exchange.incomplete.names()) {
        reasons.append(reasons.empty() ? " [" : " ").append(name);
      }
      out.push_back(line + reasons + (reasons.empty() ? "" : "]"));
    }
    return out;
  }

  std::unique_ptr<Conversation> conversation;
  std::vector<Exchange> exchanges;
  std::vector<Opened> opened;
  Time now = from_unix_nano(1'000'000'000);

 private:
  Talk& say(Side side, std::string_view octets) {
    now += std::chrono::milliseconds(1);
    std::uint64_t& told = told_[index_of(side)];
    take(Chunk{side, told, as_bytes(octets), now, told_[index_of(peer_of(side))]});
    told += octets.size();
    return *this;
  }
  void take(const Input& input) {
    conversation->take(input);
    drain();
  }
  void drain() {
    while (auto output = conversation->poll()) {
      if (auto* exchange = std::get_if<Exchange>(&*output)) {
        exchanges.push_back(std::move(*exchange));
      } else if (auto* one = std::get_if<Opened>(&*output)) {
        opened.push_back(*one);
      }
    }
  }

  std::uint64_t told_[2] = {0, 0};
};

}  // namespace goldwire::http2
