// Media types (RFC 9110 section 8.3): what Content-Type says of a body.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace goldwire::http {

struct MediaType {
  std::string type;      ///< lower case: "application"
  std::string subtype;   ///< lower case: "json", "vnd.api+json"
  std::string charset;   ///< lower case; empty when not said
  std::string boundary;  ///< of a multipart; as written

  /// "application/json".
  std::string essence() const { return type.empty() ? std::string() : type + "/" + subtype; }
  bool is_json() const;        ///< application/json and +json (RFC 6839)
  bool is_json_lines() const;  ///< one JSON text a line, by any of its names
  bool is_form() const;        ///< application/x-www-form-urlencoded
};

/// Empty type when `value` is none.
MediaType read_media_type(std::string_view value);

/// The parameter `name` of a field value such as Content-Type's or Content-Disposition's, unquoted.
std::optional<std::string> parameter_of(std::string_view value, std::string_view name);
/// `value` without that parameter.
std::string without_parameter(std::string_view value, std::string_view name);

}  // namespace goldwire::http
