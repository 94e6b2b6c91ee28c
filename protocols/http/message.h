// Requests and responses as RFC 9110 defines them, whatever version carried them.
//
// Contract: plain structs. What only one version knows (framing, stream ids) is kept by that
// version.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "protocols/base/time.h"
#include "protocols/http/fields.h"

namespace goldwire::http {

struct Version {
  std::uint16_t major = 1;
  std::uint16_t minor = 1;
  friend auto operator<=>(const Version&, const Version&) = default;
};

/// A message's content after transfer decoding, before content decoding.
struct Body {
  std::string kept;        ///< its first octets, up to a limit and up to the first hole
  std::uint64_t size = 0;  ///< octets, whether kept or not
  std::uint64_t wire_size =
      0;                     ///< octets as sent: with chunk framing and trailers, or frame headers
  std::uint64_t digest = 0;  ///< XXH64, seed 0, of all octets; 0 without any or after a hole
  bool whole = true;  ///< no hole, no early end: `size` and `digest` are those of the content
  friend bool operator==(const Body&, const Body&) = default;
};

struct Request {
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
  std::uint16_t status = 0;
  std::string reason;
  Version version;
  Fields fields;
  Fields trailers;
  Body body;
  friend bool operator==(const Response&, const Response&) = default;
};

/// A 1xx response (RFC 9110 section 15.2): it comes before the final one and has no content.
struct Interim {
  Time time;
  Response response;
  friend bool operator==(const Interim&, const Interim&) = default;
};

}  // namespace goldwire::http
