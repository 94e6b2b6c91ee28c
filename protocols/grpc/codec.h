// Codec: a body <-> its length-prefixed messages; gRPC-Web's trailers and its text form.
//
// Contract: works on what is there of a body, which may end anywhere. What is whole is read; a
// message that the octets end in is given as far as it goes.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocols/base/result.h"
#include "protocols/grpc/message.h"
#include "protocols/http/fields.h"

namespace goldwire::grpc {

enum class Dialect : std::uint8_t { http2, web };

struct Reading {
  std::vector<Message> messages;   ///< in order; only the last may be cut. Views into the octets
  std::string_view rest;           ///< the beginning of a prefix that the octets end in
  std::optional<Malformed> fault;  ///< no message begins there; nothing behind it is read

  /// Octets that the last message lacks.
  std::uint64_t unseen() const {
    return messages.empty() ? 0 : messages.back().length - messages.back().octets.size();
  }
  /// The octets end where a message does.
  bool whole() const {
    return !fault && rest.empty() && (messages.empty() || messages.back().whole());
  }
};

/// Reads the messages of `octets`, the decoded beginning of a body. Borrowed by what it gives.
/// A flag that `dialect` does not have is a fault.
Reading read_messages(std::string_view octets, Dialect dialect);

/// One message as sent: its prefix, then `octets`, of which there are less than 4 GiB.
std::string write_message(std::string_view octets, std::uint8_t flags = 0);

/// The trailer section that a gRPC-Web frame of trailers holds: "name: value" lines. A line without
/// a colon is malformed.
Decoded<http::Fields> read_trailers(std::string_view octets);
/// The whole frame.
std::string write_trailers(const http::Fields& fields);

/// What application/grpc-web-text says: base64 (RFC 4648 section 4) of pieces of the body, each
/// with its own padding, one behind the other.
struct WebText {
  std::string octets;  ///< up to the first character that is none, or the last whole group
  bool whole = true;   ///< all of the text was read
};
WebText read_web_text(std::string_view text);
std::string write_web_text(std::string_view octets);

/// A "-bin" field's value: base64 with or without padding; or, as gRPC's C library speaks to itself
/// ("true binary metadata"), the octets themselves behind a NUL.
Decoded<std::string> read_binary_value(std::string_view text);

}  // namespace goldwire::grpc
