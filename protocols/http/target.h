// Targets: the four forms of a request's target (RFC 9112 section 3.2) and their parts (RFC 3986).
//
// Contract: views borrow from the text that was given. Nothing is decoded or made canonical.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace goldwire::http {

struct Target {
  std::string_view scheme;                ///< absolute form only
  std::string_view authority;             ///< absolute and authority form only
  std::string_view path;                  ///< "*" in asterisk form; empty in authority form
  std::optional<std::string_view> query;  ///< without its "?"; empty text when only "?" was sent
};

/// Authority form is what CONNECT uses; every other method's target without a scheme is a path.
Target read_target(std::string_view method, std::string_view target);

struct Authority {
  std::string_view host;  ///< without the brackets of an IPv6 address, without user information
  std::optional<std::uint16_t> port;
};
Authority read_authority(std::string_view text);

/// Name and value pairs of a query or of an application/x-www-form-urlencoded body, decoded. Stops
/// after `limit` pairs.
std::vector<std::pair<std::string, std::string>> read_form(std::string_view text,
                                                           std::size_t limit = 1000);

/// %XX becomes the octet it names; what is no valid escape stays as it is.
std::string percent_decoded(std::string_view text);
/// The same, and '+' is a blank (WHATWG URL, application/x-www-form-urlencoded parsing).
std::string form_decoded(std::string_view text);
/// Whether each '%' begins an escape.
bool is_well_escaped(std::string_view text);

}  // namespace goldwire::http
