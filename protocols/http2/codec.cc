// Reading frames and sections.
#include "protocols/http2/codec.h"

#include <array>
#include <charconv>
#include <fmt/format.h>

#include "protocols/base/wire_reader.h"

namespace goldwire::http2 {
namespace {

/// What section 6 says of each type.
struct Shape {
  std::uint8_t flags;   ///< those that are defined
  std::uint32_t least;  ///< octets of payload
  std::uint32_t most;
  std::int8_t stream;  ///< 1: has one, 0: has none, -1: either
};
constexpr std::uint32_t kAny = 0xFFFFFF;
constexpr std::array<Shape, 10> kShapes = {{
    {flag::kEndStream | flag::kPadded, 0, kAny, 1},
    {flag::kEndStream | flag::kEndHeaders | flag::kPadded | flag::kPriority, 0, kAny, 1},
    {0, 5, 5, 1},
    {0, 4, 4, 1},
    {flag::kAck, 0, kAny, 0},
    {flag::kEndHeaders | flag::kPadded, 4, kAny, 1},
    {flag::kAck, 8, 8, 0},
    {0, 8, kAny, 0},
    {0, 4, 4, -1},
    {flag::kEndHeaders, 0, kAny, 1},
}};

constexpr std::array<std::string_view, 14> kErrors = {"NO_ERROR",
                                                      "PROTOCOL_ERROR",
                                                      "INTERNAL_ERROR",
                                                      "FLOW_CONTROL_ERROR",
                                                      "SETTINGS_TIMEOUT",
                                                      "STREAM_CLOSED",
                                                      "FRAME_SIZE_ERROR",
                                                      "REFUSED_STREAM",
                                                      "CANCEL",
                                                      "COMPRESSION_ERROR",
                                                      "CONNECT_ERROR",
                                                      "ENHANCE_YOUR_CALM",
                                                      "INADEQUATE_SECURITY",
                                                      "HTTP_1_1_REQUIRED"};

/// ALTSVC (RFC 7838), ORIGIN (RFC 8336), PRIORITY_UPDATE (RFC 9218).
bool is_known_extension(std::uint8_t type) { return type == 0xa || type == 0xc || type == 0x10; }

constexpr http::Version kVersion{2, 0};

}  // namespace

std::string error_name(std::uint32_t code) {
  return code < kErrors.size() ? std::string(kErrors[code]) : fmt::format("0x{:x}", code);
}

FrameHeader read_frame_header(Bytes octets) {
  FrameHeader header;
  header.length = static_cast<std::uint32_t>(octets[0]) << 16 |
                  static_cast<std::uint32_t>(octets[1]) << 8 | octets[2];
  header.type = static_cast<FrameType>(octets[3]);
  header.flags = octets[4];
  WireReader reader(octets.subspan(5, 4));
  const std::uint32_t stream = reader.u32();
  header.reserved = (stream >> 31) != 0;
  header.stream = stream & 0x7FFFFFFF;
  return header;
}

bool is_valid(const FrameHeader& header, Side sender) {
  const auto type = static_cast<std::size_t>(header.type);
  if (type >= kShapes.size()) return true;
  const Shape& shape = kShapes[type];
  if (header.length < shape.least || header.length > shape.most) return false;
  if (shape.stream >= 0 && (header.stream != 0) != (shape.stream == 1)) return false;
  if (header.type == FrameType::settings) {
    return header.has(flag::kAck) ? header.length == 0 : header.length % 6 == 0;
  }
  const std::uint32_t extra =
      (header.has(flag::kPadded) && (shape.flags & flag::kPadded) != 0 ? 1U : 0U) +
      (header.type == FrameType::headers && header.has(flag::kPriority) ? 5U : 0U);
  if (header.length < shape.least + extra) return false;
  return header.type != FrameType::push_promise || sender == Side::server;
}

bool is_plausible(const FrameHeader& header, Side sender) {
  const auto type = static_cast<std::uint8_t>(header.type);
  if (header.reserved || header.length > kUsualFrameSize) return false;
  if (type >= kShapes.size()) {
    return is_known_extension(type) && header.flags == 0 && header.length <= 4096;
  }
  if ((header.flags & ~kShapes[type].flags) != 0 || !is_valid(header, sender)) return false;
  // Streams that a client opens are odd; those a server promised are few, and even.
  const bool even = header.stream != 0 && header.stream % 2 == 0;
  if (even && sender == Side::client) {
    return header.type == FrameType::rst_stream || header.type == FrameType::priority ||
           header.type == FrameType::window_update;
  }
  switch (header.type) {
    case FrameType::headers:
      return header.length > 0;
    case FrameType::settings:
      return header.length <= 120;
    case FrameType::goaway:
      return header.length <= 1024;
    default:
      return true;
  }
}

Decoded<Bytes> without_padding(const FrameHeader& header, Bytes payload) {
  if (!header.has(flag::kPadded)) return payload;
  if (payload.empty() || payload[0] >= payload.size()) {
    return std::unexpected(Malformed{"padding longer than its frame", 0});
  }
  return payload.subspan(1, payload.size() - 1 - payload[0]);
}

Decoded<FieldBlockStart> read_field_block_start(const FrameHeader& header, Bytes payload) {
  const Decoded<Bytes> content = without_padding(header, payload);
  if (!content) return std::unexpected(content.error());
  WireReader reader(*content);
  FieldBlockStart start;
  if (header.type == FrameType::push_promise) {
    start.promised = reader.u32() & 0x7FFFFFFF;
  } else if (header.has(flag::kPriority)) {
    reader.bytes(5);
  }
  start.fragment = reader.rest();
  if (reader.failed()) return std::unexpected(Malformed{"a frame that is too short", 0});
  return start;
}

void to_request(FieldSection&& section, http::Request& out) {
  out.version = kVersion;
  out.unknown_fields += section.unknown;
  out.method = std::move(section.method);
  out.scheme = std::move(section.scheme);
  out.authority = std::move(section.authority);
  out.target = std::move(section.path);
  if (out.method == "CONNECT" && out.target.empty()) out.target = out.authority;
  if (!section.protocol.empty()) out.fields.add(":protocol", section.protocol);
  if (out.fields.empty()) {
    out.fields = std::move(section.fields);
  } else {
    for (std::size_t i = 0; i < section.fields.size(); ++i) {
      out.fields.add(section.fields[i].name, section.fields[i].value);
    }
  }
}

void to_response(FieldSection&& section, http::Response& out) {
  out.version = kVersion;
  out.unknown_fields += section.unknown;
  std::from_chars(section.status.data(), section.status.data() + section.status.size(), out.status);
  out.fields = std::move(section.fields);
}

}  // namespace goldwire::http2
