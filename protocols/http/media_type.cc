// Media types: type "/" subtype *( OWS ";" OWS name "=" ( token / quoted-string ) ).
#include "protocols/http/media_type.h"

#include "protocols/base/ascii.h"
#include "protocols/http/fields.h"

namespace goldwire::http {
namespace {

/// Takes the next parameter's text off `rest`, up to a semicolon outside quotes.
std::string_view next_parameter(std::string_view& rest) {
  bool quoted = false;
  std::size_t i = 0;
  for (; i < rest.size(); ++i) {
    if (quoted && rest[i] == '\\') {
      ++i;
    } else if (rest[i] == '"') {
      quoted = !quoted;
    } else if (rest[i] == ';' && !quoted) {
      break;
    }
  }
  const std::string_view parameter = rest.substr(0, i);
  rest = i < rest.size() ? rest.substr(i + 1) : std::string_view{};
  return trimmed(parameter);
}

std::string unquoted(std::string_view value) {
  if (value.size() < 2 || value.front() != '"' || value.back() != '"') return std::string(value);
  std::string out;
  for (std::size_t i = 1; i + 1 < value.size(); ++i) {
    if (value[i] == '\\' && i + 2 < value.size()) ++i;
    out += value[i];
  }
  return out;
}

}  // namespace

bool MediaType::is_json() const {
  return (type == "application" && subtype == "json") || subtype.ends_with("+json");
}

bool MediaType::is_json_lines() const {
  return type == "application" && (subtype.ends_with("ndjson") || subtype.ends_with("jsonl") ||
                                   subtype.ends_with("jsonlines") || subtype == "stream+json");
}

bool MediaType::is_form() const {
  return type == "application" && subtype == "x-www-form-urlencoded";
}

MediaType read_media_type(std::string_view value) {
  MediaType out;
  std::string_view rest = value;
  const std::string_view essence = next_parameter(rest);
  const std::size_t slash = essence.find('/');
  if (slash == std::string_view::npos || slash == 0) return out;
  out.type = lower_case(trimmed(essence.substr(0, slash)));
  out.subtype = lower_case(trimmed(essence.substr(slash + 1)));
  if (const auto charset = parameter_of(rest, "charset")) out.charset = lower_case(*charset);
  out.boundary = parameter_of(rest, "boundary").value_or("");
  return out;
}

std::optional<std::string> parameter_of(std::string_view value, std::string_view name) {
  for (std::string_view rest = value; !rest.empty();) {
    const std::string_view parameter = next_parameter(rest);
    const std::size_t equals = parameter.find('=');
    if (equals == std::string_view::npos) continue;
    if (!same_name(trimmed(parameter.substr(0, equals)), name)) continue;
    return unquoted(trimmed(parameter.substr(equals + 1)));
  }
  return std::nullopt;
}

std::string without_parameter(std::string_view value, std::string_view name) {
  std::string out;
  while (!value.empty()) {
    const std::string_view parameter = next_parameter(value);
    if (same_name(trimmed(parameter.substr(0, parameter.find('='))), name)) continue;
    out.append(out.empty() ? "" : "; ").append(parameter);
  }
  return out;
}

}  // namespace goldwire::http
