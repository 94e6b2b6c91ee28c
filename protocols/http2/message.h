// HTTP/2 frames (RFC 9113 sections 4, 6 and 7) and the messages that an Exchange carries.
//
// Facts: none. Switch: nothing is carried; of an Upgrade to h2c, `asked` is the request that stream
// 1 answers.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "protocols/http/message.h"

namespace goldwire::http2 {

/// What a client's connection begins with (section 3.4).
inline constexpr std::string_view kPreface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/// Section 6. Frames of other types are framed and ignored (section 5.5).
enum class FrameType : std::uint8_t {
  data,
  headers,
  priority,
  rst_stream,
  settings,
  push_promise,
  ping,
  goaway,
  window_update,
  continuation
};

namespace flag {
inline constexpr std::uint8_t kEndStream = 0x1;
inline constexpr std::uint8_t kAck = 0x1;
inline constexpr std::uint8_t kEndHeaders = 0x4;
inline constexpr std::uint8_t kPadded = 0x8;
inline constexpr std::uint8_t kPriority = 0x20;
}  // namespace flag

/// Section 4.1.
struct FrameHeader {
  static constexpr std::size_t kSize = 9;  ///< octets on the wire

  std::uint32_t length = 0;  ///< of the payload
  FrameType type = FrameType::data;
  std::uint8_t flags = 0;
  bool reserved = false;
  std::uint32_t stream = 0;

  bool has(std::uint8_t wanted) const { return (flags & wanted) != 0; }
  /// Of the types whose payload is a piece of a field block.
  bool carries_fields() const {
    return type == FrameType::headers || type == FrameType::push_promise ||
           type == FrameType::continuation;
  }
  friend bool operator==(const FrameHeader&, const FrameHeader&) = default;
};

/// The longest payload that a peer takes unless its SETTINGS say more (section 6.5.2).
inline constexpr std::uint32_t kUsualFrameSize = 16384;
inline constexpr std::uint32_t kAnyFrameSize = 0xFFFFFF;

/// The field section of one message, with its pseudo-header fields apart (section 8.3).
struct FieldSection {
  std::string method;
  std::string scheme;
  std::string authority;
  std::string path;
  std::string protocol;  ///< of an extended CONNECT (RFC 8441)
  std::string status;
  http::Fields fields;
  std::uint32_t unknown = 0;         ///< fields of which nothing, or the value only, could be known
  std::vector<std::string> unnamed;  ///< the values of those, in their order
  bool cut = false;                  ///< longer than what is kept
  bool malformed = false;            ///< the block breaks RFC 7541

  /// Any of the fields that only a request, or only a response, has.
  bool is_request() const { return !method.empty() || !path.empty() || !scheme.empty(); }
  bool is_response() const { return !status.empty(); }
  bool is_empty() const {
    return !is_request() && !is_response() && authority.empty() && fields.empty() && unknown == 0;
  }
};

/// "CANCEL": the name of an error code (section 7), or its number.
std::string error_name(std::uint32_t code);

struct Messages final : http::Messages {
  std::uint32_t stream = 0;
  bool pushed = false;  ///< the server promised it; the client did not ask
};

}  // namespace goldwire::http2
