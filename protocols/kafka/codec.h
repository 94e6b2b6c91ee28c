// Codec: frames <-> headers and bodies.
//
// Contract: a Frame leaves out its four octets of length (frame.h); the write functions put them
// in. Reading never looks past the frame; running short there is malformed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "protocols/base/result.h"
#include "protocols/base/stream.h"
#include "protocols/base/value.h"
#include "protocols/kafka/api.h"
#include "protocols/kafka/field_reader.h"
#include "protocols/kafka/field_writer.h"
#include "protocols/kafka/fields.h"
#include "protocols/kafka/message.h"

namespace goldwire::kafka {

/// Octets a request's header has before its client id, and a response's at least; without the
/// length.
inline constexpr std::size_t kRequestHeaderStart = 8;
inline constexpr std::size_t kResponseHeaderStart = 4;

/// Reads a request's header (any version) and sets frame.body. Fails when it runs short or in a
/// hole.
Decoded<RequestHeader> read_request_header(Frame& frame);
/// Reads a response's header as that of `key` and `version` and sets frame.body.
Decoded<std::int32_t> read_response_header(Frame& frame, int key, int version);

/// How well a body could be read.
enum class Reading : std::uint8_t {
  whole,     ///< all fields, and nothing was left
  lost,      ///< as far as it is known; the rest lies in a hole
  malformed  ///< not what the version says
};

/// The version that a response is really written in: a broker that does not know the version of an
/// ApiVersions request answers in version 0.
int response_version(int key, int version, const Frame& frame);

/// Reads a body from frame.body on. After `lost`, fields before the hole are there.
template <class T>
Reading read_body(const Frame& frame, int key, int version, T& body, Keep keep = Keep::all) {
  FieldReader reader(frame, frame.body, version, flexible(key, version), keep);
  reader.message(body);
  if (reader.lost()) return Reading::lost;
  return reader.complete() ? Reading::whole : Reading::malformed;
}

/// The fields of a body up to its first array; those behind it have their own defaults.
template <class T>
T read_start(const Frame& frame, int key, int version) {
  T body;
  FieldReader reader(frame, frame.body, version, flexible(key, version));
  bool start = true;
  auto visitor = [&]<class Member>(const Field& f, Member& member) {
    if constexpr (is_vector<Member>::value) start = start && !f.in(version);
    if (start) reader(f, member);
  };
  T::visit(visitor, body);
  return body;
}

/// Reads every field of a described body once and keeps none.
Reading check_body(const Frame& frame, int key, int version, Side side);

/// The same for octets that may be no message at all: also refuses what no real message has.
/// `octets` are the first ones of a frame of `length`, `body` is where its body begins. Lost when
/// they do not say yet.
Reading check_strictly(Bytes octets, std::size_t length, std::size_t body, int key, int version,
                       Side side);

/// A described body as a neutral value; empty when it cannot be read whole.
std::optional<Value> body_value(const Frame& frame, int key, int version, Side side);

/// `acks` of a Produce request as far as it can be read; empty when it lies in a hole.
std::optional<std::int16_t> produce_acks(const Frame& frame, int version);

/// Overwrites authBytes of a SaslAuthenticate request or response with zeros.
void wipe_secrets(Frame& frame, int version, Side side);

void write_request_header(FieldWriter& out, const RequestHeader& header);
void write_response_header(FieldWriter& out, int key, int version, std::int32_t correlation_id);
/// `payload` with its length before it.
std::string framed(std::string payload);

template <class T>
std::string write_request(const RequestHeader& header, const T& body) {
  FieldWriter out(header.api_version, flexible(header.api_key, header.api_version));
  write_request_header(out, header);
  out.message(body);
  return framed(out.take());
}

/// Answers `header` with `body`.
template <class T>
std::string write_response(const RequestHeader& header, const T& body) {
  FieldWriter out(header.api_version, flexible(header.api_key, header.api_version));
  write_response_header(out, header.api_key, header.api_version, header.correlation_id);
  out.message(body);
  return framed(out.take());
}

/// One side of a call, written anew from its message structs where its body is described, else as
/// seen. Empty where that side was not seen.
std::string write_side(const Call& call, Side side);

}  // namespace goldwire::kafka
