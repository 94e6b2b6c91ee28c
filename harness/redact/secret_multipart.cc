// Parts are found by their Content-Disposition, and end at the boundary they began with.
#include "harness/redact/secret_multipart.h"

#include <algorithm>

#include "harness/redact/secret_parameters.h"
#include "protocols/base/ascii.h"

namespace goldwire {
namespace {

constexpr std::string_view kDisposition = "content-disposition:";

/// The name parameter of a Content-Disposition's line.
std::string_view part_name(std::string_view line) {
  for (std::size_t at = line.find("name="); at != std::string_view::npos;
       at = line.find("name=", at + 1)) {
    if (at > 0 && line[at - 1] != ' ' && line[at - 1] != ';' && line[at - 1] != '\t') continue;
    std::string_view value = line.substr(at + 5);
    const bool quoted = value.starts_with('"');
    if (quoted) value.remove_prefix(1);
    return value.substr(0, value.find_first_of(quoted ? "\"" : "; \t\r"));
  }
  return {};
}

/// The boundary's line before `at`, as it stands between parts.
std::string boundary_before(std::string_view text, std::size_t at) {
  std::size_t begin = at == 0 ? std::string_view::npos : text.rfind("\n--", at - 1);
  if (begin == std::string_view::npos && !text.starts_with("--")) return "\n--";
  begin = begin == std::string_view::npos ? 0 : begin + 1;
  std::string_view line = text.substr(begin, text.find('\n', begin) - begin);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return "\n" + std::string(line);
}

}  // namespace

std::string redact_multipart(std::string_view text, const RedactionRules& rules,
                             const Replace& replace) {
  if (text.find("name=") == std::string_view::npos) return std::string(text);
  const std::string lower = lower_case(text);
  std::string out;
  std::size_t copied = 0;
  for (std::size_t at = lower.find(kDisposition); at != std::string::npos;
       at = lower.find(kDisposition, at + 1)) {
    if (at < copied) continue;
    const std::string_view line = text.substr(at, text.find('\n', at) - at);
    if (!is_secret_field(last_part(std::string(part_name(line))), rules)) continue;
    const std::size_t crlf = text.find("\r\n\r\n", at);
    const std::size_t lf = text.find("\n\n", at);
    if (crlf == lf) break;  // neither: cut before its content
    const std::size_t begin = crlf < lf ? crlf + 4 : lf + 2;
    // The line break before a boundary belongs to it.
    std::size_t end = std::min(text.find(boundary_before(text, at), begin - 1), text.size());
    if (end < text.size() && end > begin && text[end - 1] == '\r') --end;
    if (end <= begin) continue;
    out += text.substr(copied, begin - copied);
    out += replace(text.substr(begin, end - begin));
    copied = end;
  }
  return out.append(text.substr(copied));
}

}  // namespace goldwire
