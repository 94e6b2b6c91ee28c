// Targets: cut where RFC 3986 cuts.
#include "protocols/http/target.h"

#include <algorithm>
#include <charconv>

namespace goldwire::http {
namespace {

constexpr int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// The length of `scheme` in "scheme://"; 0 when there is none.
std::size_t scheme_length(std::string_view text) {
  const std::size_t colon = text.find("://");
  if (colon == std::string_view::npos) return 0;
  for (const char c : text.substr(0, colon)) {
    const bool alpha = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (!alpha && !(c >= '0' && c <= '9') && c != '+' && c != '-' && c != '.') return 0;
  }
  return colon;
}

}  // namespace

Target read_target(std::string_view method, std::string_view target) {
  Target out;
  // An extended CONNECT (RFC 8441) names a path; an authority never begins like one.
  if (method == "CONNECT" && !target.starts_with('/')) {
    out.authority = target;
    return out;
  }
  std::string_view rest = target;
  if (const std::size_t length = scheme_length(target); length != 0 && target.front() != '/') {
    out.scheme = target.substr(0, length);
    rest.remove_prefix(length + 3);
    const std::size_t end = rest.find_first_of("/?");
    out.authority = rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end);
  }
  const std::size_t question = rest.find('?');
  out.path = rest.substr(0, question);
  if (question != std::string_view::npos) out.query = rest.substr(question + 1);
  if (out.path.empty() && !out.authority.empty()) out.path = "/";
  return out;
}

Authority read_authority(std::string_view text) {
  Authority out;
  if (const std::size_t at = text.rfind('@'); at != std::string_view::npos) {
    text.remove_prefix(at + 1);
  }
  std::string_view port;
  if (text.starts_with('[')) {
    const std::size_t end = text.find(']');
    out.host = text.substr(1, end == std::string_view::npos ? end : end - 1);
    if (end != std::string_view::npos && text.substr(end + 1).starts_with(':')) {
      port = text.substr(end + 2);
    }
  } else {
    const std::size_t colon = text.rfind(':');
    out.host = text.substr(0, colon);
    if (colon != std::string_view::npos) port = text.substr(colon + 1);
  }
  std::uint16_t number = 0;
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), number);
  if (!port.empty() && error == std::errc{} && end == port.data() + port.size()) out.port = number;
  return out;
}

std::vector<std::pair<std::string, std::string>> read_form(std::string_view text,
                                                           std::size_t limit) {
  std::vector<std::pair<std::string, std::string>> out;
  while (!text.empty() && out.size() < limit) {
    const std::size_t end = text.find('&');
    const std::string_view pair = text.substr(0, end);
    const std::size_t equals = pair.find('=');
    if (!pair.empty()) {
      out.emplace_back(
          form_decoded(pair.substr(0, equals)),
          equals == std::string_view::npos ? std::string() : form_decoded(pair.substr(equals + 1)));
    }
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return out;
}

std::string percent_decoded(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size()) {
      const int high = hex_value(text[i + 1]);
      const int low = hex_value(text[i + 2]);
      if (high >= 0 && low >= 0) {
        out += static_cast<char>(high * 16 + low);
        i += 2;
        continue;
      }
    }
    out += text[i];
  }
  return out;
}

std::string form_decoded(std::string_view text) {
  std::string plain(text);
  std::ranges::replace(plain, '+', ' ');
  return percent_decoded(plain);
}

bool is_well_escaped(std::string_view text) {
  for (std::size_t at = text.find('%'); at != std::string_view::npos; at = text.find('%', at + 3)) {
    if (at + 2 >= text.size() || hex_value(text[at + 1]) < 0 || hex_value(text[at + 2]) < 0) {
      return false;
    }
  }
  return true;
}

}  // namespace goldwire::http
