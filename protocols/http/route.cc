// Routes: a segment at a time, by its form.
#include "protocols/http/route.h"

#include "protocols/http/fields.h"
#include "protocols/http/segment_form.h"

namespace goldwire::http {
namespace {

/// Takes the first segment off `path`; the slash behind it goes too. False when it was the last.
bool next_segment(std::string_view& path, std::string_view& segment) {
  const std::size_t slash = path.find('/');
  segment = path.substr(0, slash);
  if (slash == std::string_view::npos) return false;
  path.remove_prefix(slash + 1);
  return true;
}

/// "{id}" and "{id}.json" fit any segment with something in the braces' place.
bool fits(std::string_view wanted, std::string_view segment) {
  const std::size_t open = wanted.find('{');
  const std::size_t close = wanted.rfind('}');
  if (open == std::string_view::npos || close == std::string_view::npos || close < open + 2) {
    return wanted == segment;
  }
  const std::string_view behind = wanted.substr(close + 1);
  return segment.size() > open + behind.size() && segment.starts_with(wanted.substr(0, open)) &&
         segment.ends_with(behind);
}

/// "/api/2/issue": a number there is the API's version.
bool is_api_version(std::string_view before, std::string_view segment) {
  return same_name(before, "api") && segment.size() <= 2;
}

void append_by_form(std::string& out, std::string_view path) {
  std::string_view segment;
  bool more = true;
  while (more) {
    const std::string_view before = segment;
    more = next_segment(path, segment);
    if (is_api_version(before, segment)) {
      out += segment;
    } else {
      append_segment(out, segment);
    }
    if (more) out += '/';
  }
}

}  // namespace

std::optional<std::string> route_by(std::string_view text, std::string_view path) {
  std::string_view rest = text;
  while (true) {
    if (rest == "**") {
      std::string out(text.substr(0, text.size() - rest.size()));
      append_by_form(out, path);
      return out;
    }
    std::string_view wanted;
    std::string_view segment;
    const bool more_wanted = next_segment(rest, wanted);
    const bool more = next_segment(path, segment);
    if (!fits(wanted, segment)) return std::nullopt;
    if (!more_wanted && !more) return std::string(text);
    if (more_wanted != more) return std::nullopt;
  }
}

std::string route_of(std::string_view path, std::span<const RouteTemplate> templates) {
  for (const RouteTemplate& one : templates) {
    if (auto route = route_by(one.text, path)) return *std::move(route);
  }
  std::string out;
  out.reserve(path.size());
  append_by_form(out, path);
  return out;
}

}  // namespace goldwire::http
