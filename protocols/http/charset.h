// Charsets that a Content-Type may name (RFC 9110 section 8.3.2), read as the WHATWG Encoding
// Standard has them: "iso-8859-1" is windows-1252, "utf-16" is little endian unless a mark says
// otherwise.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace goldwire::http {

/// `octets` in UTF-8, without a byte order mark. `charset` is in lower case. Empty for a charset
/// that is not known here (UTF-8 and ASCII need no change, and are not), and for octets that are
/// not of it.
std::optional<std::string> utf8_from(std::string_view octets, std::string_view charset);

}  // namespace goldwire::http
