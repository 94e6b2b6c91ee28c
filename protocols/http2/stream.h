// Stream: one request and its answer while they are read (RFC 9113 section 5).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "protocols/base/exchange.h"
#include "protocols/http/body.h"
#include "protocols/http/length_prefixed.h"
#include "protocols/http2/framer.h"
#include "protocols/http2/message.h"

namespace goldwire::http2 {

/// What was read of one side's message.
struct StreamHalf {
  bool headed = false;   ///< its (final) head was read, or began
  bool done = false;     ///< nothing more of it will come
  bool doubted = false;  ///< frames of it may have gone unseen, its end among them
  http::BodyKeeper keeper;
  http::LengthPrefixed counter;
};

struct Stream {
  Exchange exchange;
  std::shared_ptr<Messages> messages = std::make_shared<Messages>();
  StreamHalf halves[2];
  bool opened = false;                        ///< Opened was said of it
  bool waits = false;                         ///< and that it waits
  std::size_t interims = 0;                   ///< octets of its interim answers
  std::size_t held = 0;                       ///< octets of `messages` when last counted
  std::optional<std::string> unnamed_status;  ///< a grpc-status, if this is a call of gRPC

  StreamHalf& half(Side side) { return halves[index_of(side)]; }
  const StreamHalf& half(Side side) const { return halves[index_of(side)]; }
  Half& extent(Side side) { return side == Side::client ? exchange.request : exchange.response; }
  http::Body& body(Side side) {
    return side == Side::client ? messages->request.body : messages->response.body;
  }

  /// A frame of `side`'s message stands at `place`.
  void touch(Side side, const Place& place);
  /// Both sides said all, or nothing more can come of what they have not.
  bool over() const;
  /// Octets of its messages.
  std::size_t octets() const;
};

/// The message that `side` ended says another length than its content has (RFC 9113 section 8.1.1),
/// or none that can be read.
bool is_miscounted(const Stream& stream, Side side);
/// The request is an event stream's, a tunnel's or such: its answer may go on for ever.
bool may_be_endless(const http::Request& request);
bool is_grpc(const http::Request& request);
/// The same where not all fields are known: it is not ruled out, or everything speaks for it.
bool may_be_grpc(const Stream& stream);
bool sounds_like_grpc(const Stream& stream);
/// The value that is a call's grpc-status though its name was sent before the first octets given:
/// what a call ends with always has one (gRPC over HTTP2, "Responses"), and of all but this field
/// the name is known.
std::optional<std::string> unnamed_status(const FieldSection& end);

}  // namespace goldwire::http2
