// Multipart: from one delimiter line to the next.
#include "protocols/http/multipart.h"

#include <algorithm>

#include "protocols/http/media_type.h"

namespace goldwire::http {
namespace {

/// Where a delimiter line stands, and what it says.
struct Delimiter {
  std::size_t begin;  ///< with the line end before it, which belongs to it
  std::size_t end;    ///< behind its line end
  bool last;          ///< "--" follows the boundary
};

std::optional<Delimiter> next_delimiter(std::string_view octets, std::string_view dashed,
                                        std::size_t from) {
  for (std::size_t at = octets.find(dashed, from); at != std::string_view::npos;
       at = octets.find(dashed, at + 1)) {
    if (at != 0 && octets[at - 1] != '\n') continue;
    std::size_t behind = at + dashed.size();
    const bool last = octets.substr(behind).starts_with("--");
    if (last) behind += 2;
    std::size_t line = octets.find('\n', behind);
    if (line == std::string_view::npos) line = octets.size();
    std::string_view padding = octets.substr(behind, line - behind);
    if (padding.ends_with('\r')) padding.remove_suffix(1);
    if (!trimmed(padding).empty()) continue;  // a longer boundary begins like this one
    std::size_t begin = at;
    if (begin > from) --begin;
    if (begin > from && octets[begin - 1] == '\r') --begin;
    return Delimiter{begin, std::min(line + 1, octets.size()), last};
  }
  return std::nullopt;
}

Part read_part(std::string_view octets) {
  Part out;
  while (!octets.empty()) {
    const std::size_t end = octets.find('\n');
    std::string_view line = octets.substr(0, end);
    octets.remove_prefix(end == std::string_view::npos ? octets.size() : end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty()) break;
    const std::size_t colon = std::min(line.find(':'), line.size());
    const std::string_view name = trimmed(line.substr(0, colon));
    const std::string_view value = trimmed(line.substr(std::min(colon + 1, line.size())));
    if (same_name(name, "content-type")) {
      out.type = value;
    } else if (same_name(name, "content-disposition")) {
      out.name = parameter_of(value, "name").value_or("");
      out.file_name = parameter_of(value, "filename");
    } else {
      out.fields.add(name, value);
    }
  }
  out.content = octets;
  return out;
}

}  // namespace

std::optional<Multipart> read_multipart(std::string_view octets, std::string_view boundary,
                                        std::size_t limit) {
  if (boundary.empty()) return std::nullopt;
  const std::string dashed = "--" + std::string(boundary);
  std::optional<Delimiter> at = next_delimiter(octets, dashed, 0);
  if (!at) return std::nullopt;
  Multipart out;
  while (!at->last && out.parts.size() < limit) {
    const std::size_t begin = at->end;
    at = next_delimiter(octets, dashed, begin);
    const std::size_t end = at ? at->begin : octets.size();
    if (at || begin != end) out.parts.push_back(read_part(octets.substr(begin, end - begin)));
    if (!at) return out;
  }
  out.whole = at->last;
  return out;
}

}  // namespace goldwire::http
