// HTTP/1.x messages (RFC 9112) and the pair of them that an Exchange carries.
//
// Facts: none. Switch: `carried` is the request's fields and the 101's fields in the form of
// write_carried (codec.h): "method SP target CRLF", field lines, an empty line, the response's
// field lines, an empty line. That is what websocket (Sec-WebSocket-*) and h2c (HTTP2-Settings) go
// on with.
#pragma once

#include <cstdint>

#include "protocols/http/message.h"

namespace goldwire::http1 {

/// How a message's end is told (RFC 9112 section 6.3).
enum class Framing : std::uint8_t {
  none,     ///< no content
  length,   ///< Content-Length
  chunked,  ///< the chunked transfer coding
  close,    ///< until the connection closes; responses only
  unknown   ///< the message contradicts itself; its end cannot be told
};

struct Messages final : http::Messages {
  Framing request_framing = Framing::none;
  Framing response_framing = Framing::none;
};

}  // namespace goldwire::http1
