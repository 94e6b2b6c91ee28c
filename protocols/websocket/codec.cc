// The frame's header, the mask, the Close body, and the fields of the handshake.
#include "protocols/websocket/codec.h"

#include <algorithm>

#include "protocols/base/utf8.h"
#include "protocols/base/wire_reader.h"
#include "protocols/base/wire_writer.h"
#include "protocols/http/fields.h"

namespace goldwire::websocket {
namespace {

constexpr std::uint8_t kFin = 0x80;
constexpr std::uint8_t kRsv1 = 0x40;
constexpr std::uint8_t kRsv2Or3 = 0x30;
constexpr std::uint8_t kMask = 0x80;
/// The seven bits of length that say where the length stands.
constexpr std::uint8_t kIn16Bits = 126;
constexpr std::uint8_t kIn64Bits = 127;

/// The next line of `text`, without its end, which is taken away.
std::string_view take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

/// Field lines up to an empty one, which is taken away too.
http::Fields take_fields(std::string_view& text) {
  http::Fields fields;
  while (!text.empty()) {
    const std::string_view line = take_line(text);
    if (line.empty()) break;
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    fields.add(http::trimmed(line.substr(0, colon)), http::trimmed(line.substr(colon + 1)));
  }
  return fields;
}

/// "permessage-deflate; server_no_context_takeover": the extension's name, then its parameters.
std::optional<Deflate> read_deflate(std::string_view extension) {
  Deflate out;
  bool first = true;
  for (std::size_t at = 0; at <= extension.size();) {
    const std::size_t end = std::min(extension.find(';', at), extension.size());
    const std::string_view part = http::trimmed(extension.substr(at, end - at));
    if (first && !http::same_name(part, "permessage-deflate")) return std::nullopt;
    first = false;
    if (http::same_name(part, "client_no_context_takeover")) out.client_no_context_takeover = true;
    if (http::same_name(part, "server_no_context_takeover")) out.server_no_context_takeover = true;
    at = end + 1;
  }
  return out;
}

}  // namespace

std::size_t header_size(Bytes octets) {
  if (octets.size() < 2) return 2;
  const std::uint8_t length = octets[1] & ~kMask & 0xFF;
  const std::size_t extended = length == kIn16Bits ? 2 : length == kIn64Bits ? 8 : 0;
  return 2 + extended + ((octets[1] & kMask) != 0 ? 4 : 0);
}

Decoded<FrameHeader> read_header(Bytes header) {
  WireReader reader(header);
  const std::uint8_t first = reader.u8();
  const std::uint8_t second = reader.u8();
  FrameHeader out;
  out.fin = (first & kFin) != 0;
  out.rsv1 = (first & kRsv1) != 0;
  out.rsv2_or_3 = (first & kRsv2Or3) != 0;
  out.opcode = static_cast<Opcode>(first & 0x0F);
  out.masked = (second & kMask) != 0;
  out.length = second & 0x7F;
  if (out.length == kIn16Bits) {
    out.length = reader.u16();
    out.shortest = out.length >= kIn16Bits;
  } else if (out.length == kIn64Bits) {
    out.length = reader.u64();
    out.shortest = out.length > 0xFFFF;
  }
  if (out.masked) std::ranges::copy(reader.bytes(out.key.size()), out.key.begin());
  if (!reader.complete()) {
    return std::unexpected(Malformed{"a frame header of another size", reader.at()});
  }
  if (out.length >> 63 != 0) return std::unexpected(Malformed{"a frame of 2^63 octets or more", 2});
  return out;
}

bool is_known(Opcode opcode) {
  return is_data(opcode) || opcode == Opcode::close || opcode == Opcode::ping ||
         opcode == Opcode::pong;
}

std::string_view unmask(std::span<char> out, Bytes payload, const MaskingKey& key,
                        std::uint64_t position) {
  for (std::size_t i = 0; i < payload.size(); ++i) {
    out[i] = static_cast<char>(payload[i] ^ key[(position + i) % key.size()]);
  }
  return {out.data(), payload.size()};
}

bool is_close_code(std::uint16_t code) {
  if (code >= 3000 && code < 5000) return true;
  // 1004, 1005, 1006 and 1015 say what nobody sends; 1012 to 1014 were registered later.
  return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014);
}

Decoded<CloseBody> read_close(std::string_view payload) {
  CloseBody out;
  if (payload.empty()) return out;
  WireReader reader(as_bytes(payload));
  out.code = reader.u16();
  if (reader.failed()) return std::unexpected(Malformed{"half a close code", 0});
  out.reason = as_text(reader.rest());
  for (std::string_view rest = out.reason; !rest.empty();) {
    const std::size_t length = utf8_length(rest);
    if (length == 0) return std::unexpected(Malformed{"a close reason that is not UTF-8", 2});
    rest.remove_prefix(length);
  }
  return out;
}

Handshake read_handshake(std::string_view carried) {
  Handshake out;
  if (carried.empty()) return out;
  out.seen = true;
  const std::string_view line = take_line(carried);
  const std::size_t space = line.find(' ');
  if (space != std::string_view::npos) {
    const std::string_view rest = http::trimmed(line.substr(space));
    out.target = rest.substr(0, rest.find(' '));
  }
  const http::Fields request = take_fields(carried);
  const http::Fields response = take_fields(carried);
  out.host = request.find("host").value_or("");
  out.subprotocol = response.find("sec-websocket-protocol").value_or("");
  out.extensions = response.joined("sec-websocket-extensions");
  for (const std::string_view extension : http::list_members(out.extensions)) {
    if (!out.deflate) out.deflate = read_deflate(extension);
  }
  return out;
}

void write_frame(std::string& out, Side side, Opcode opcode, std::string_view payload) {
  const bool masked = side == Side::client;
  const auto second = [&](std::size_t length) {
    return static_cast<std::uint8_t>((masked ? kMask : 0) | length);
  };
  WireWriter writer;
  writer.u8(static_cast<std::uint8_t>(kFin | static_cast<std::uint8_t>(opcode)));
  if (payload.size() < kIn16Bits) {
    writer.u8(second(payload.size()));
  } else if (payload.size() <= 0xFFFF) {
    writer.u8(second(kIn16Bits));
    writer.u16(static_cast<std::uint16_t>(payload.size()));
  } else {
    writer.u8(second(kIn64Bits));
    writer.u64(payload.size());
  }
  if (masked) writer.u32(0);
  out += writer.take();
  out += payload;
}

std::string write_voice(const Voice& voice, Side side) {
  std::string out;
  for (const Message& message : voice.messages) {
    write_frame(out, side, message.type, message.content);
  }
  return out;
}

}  // namespace goldwire::websocket
