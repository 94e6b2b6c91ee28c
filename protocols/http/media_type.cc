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
  while (!rest.empty()) {
    const std::string_view parameter = next_parameter(rest);
    const std::size_t equals = parameter.find('=');
    if (equals == std::string_view::npos) continue;
    const std::string_view name = trimmed(parameter.substr(0, equals));
    const std::string text = unquoted(trimmed(parameter.substr(equals + 1)));
    if (same_name(name, "charset")) out.charset = lower_case(text);
    if (same_name(name, "boundary")) out.boundary = text;
  }
  return out;
}

}  // namespace goldwire::http
