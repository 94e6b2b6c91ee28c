// Multipart bodies (RFC 2046 section 5.1, RFC 7578): what stands between the boundaries.
//
// Contract: views borrow from the octets that were given. The boundary is random, so nothing here
// repeats it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocols/http/fields.h"

namespace goldwire::http {

struct Part {
  std::string name;                      ///< of Content-Disposition; empty when not said
  std::optional<std::string> file_name;  ///< of Content-Disposition
  std::string_view type;                 ///< Content-Type as written; empty when not said
  Fields fields;                         ///< all others
  std::string_view content;
};

struct Multipart {
  std::vector<Part> parts;
  bool whole = false;  ///< the closing boundary was there; else the last part may be cut
};

/// At most `limit` parts are read. Empty when `octets` hold no boundary at all.
std::optional<Multipart> read_multipart(std::string_view octets, std::string_view boundary,
                                        std::size_t limit = 1000);

}  // namespace goldwire::http
