// Requests and responses as RFC 9110 defines them, whatever version carried them.
//
// Contract: plain structs. What only one version knows (framing, stream ids) is kept by that
// version.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "protocols/base/exchange.h"
#include "protocols/base/time.h"
#include "protocols/http/fields.h"

namespace goldwire::http {

struct Version {
  std::uint16_t major = 1;
  std::uint16_t minor = 1;
  friend auto operator<=>(const Version&, const Version&) = default;
};

/// What a body's content codings hold.
struct Uncoded {
  std::uint64_t size = 0;
  std::uint64_t digest = 0;  ///< as a Body's
  friend bool operator==(const Uncoded&, const Uncoded&) = default;
};

/// A message's content after transfer decoding, before content decoding.
struct Body {
  std::string kept;        ///< its first octets, up to a limit and up to the first hole
  std::uint64_t size = 0;  ///< octets, whether kept or not
  std::uint64_t wire_size =
      0;                     ///< octets as sent: with chunk framing and trailers, or frame headers
  std::uint64_t digest = 0;  ///< XXH3, 64 bits, of all octets; 0 without any or after a hole
  bool whole = true;  ///< no hole, no early end: `size` and `digest` are those of the content
  /// Of a coded content that is too long to keep: then `kept` is the beginning of what it holds.
  std::optional<Uncoded> uncoded;
  /// Of a gRPC body: its whole messages up to its end or the first hole, whether kept or not.
  std::uint64_t messages = 0;
  friend bool operator==(const Body&, const Body&) = default;
};

struct Request {
  std::uint32_t unknown_fields =
      0;  ///< that refer to what was compressed before joining (RFC 7541)
  std::string method;
  std::string
      target;  ///< as sent (RFC 9112 section 3.2); for HTTP/2 the :path, or :authority of CONNECT
  std::string scheme;     ///< empty when the message does not say
  std::string authority;  ///< host and port where the message says them apart from Host
  Version version;
  Fields fields;
  Fields trailers;
  Body body;
  friend bool operator==(const Request&, const Request&) = default;
};

struct Response {
  std::uint32_t unknown_fields = 0;  ///< as of Request
  std::uint16_t status = 0;
  std::string reason;
  Version version;
  Fields fields;
  Fields trailers;
  Body body;
  friend bool operator==(const Response&, const Response&) = default;
};

/// More of one exchange are not kept.
inline constexpr std::size_t kMostInterims = 1000;

/// A 1xx response (RFC 9110 section 15.2): it comes before the final one and has no content.
struct Interim {
  Time time;
  Response response;
  friend bool operator==(const Interim&, const Interim&) = default;
};

/// How an exchange ended before its messages did, where a version can say so (RFC 9113
/// sections 5.4.2 and 6.8).
struct Reset {
  Side by = Side::client;
  std::uint32_t code = 0;  ///< of section 7; 0 is no error
  std::string name;        ///< "CANCEL"
  bool goaway = false;     ///< the server said that it will not look at it
  friend bool operator==(const Reset&, const Reset&) = default;
};

/// One exchange's messages. A version that knows more derives from it.
struct Messages : goldwire::Messages {
  bool has_request = false;
  bool has_response = false;
  Request request;
  Response response;
  std::vector<Interim> interims;  ///< in order
  std::optional<Reset> reset;
};

}  // namespace goldwire::http
