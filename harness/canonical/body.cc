// Bodies: the charset first, then the structure, then what is left.
#include "harness/canonical/body.h"

#include <map>

#include "harness/canonical/content.h"
#include "harness/canonical/form.h"
#include "harness/canonical/framing.h"
#include "harness/canonical/xml.h"
#include "protocols/base/json.h"
#include "protocols/http/charset.h"
#include "protocols/http/media_type.h"
#include "protocols/http/multipart.h"

namespace goldwire {
namespace {

/// Multipart bodies in multipart bodies deeper than this are no application's.
constexpr int kDeepest = 4;

void add_body(std::vector<Leaf>& out, std::string_view path, std::string_view octets,
              std::string_view content_type, int depth);

/// Each line that holds anything is a JSON text; whether the last one ends says nothing, as its
/// reader takes it either way. False, and nothing added, when one is none.
bool add_json_lines(std::vector<Leaf>& out, std::string_view path, std::string_view octets) {
  std::vector<Value> values;
  while (!octets.empty()) {
    const std::size_t end = octets.find('\n');
    const std::string_view line = octets.substr(0, end);
    octets.remove_prefix(end == std::string_view::npos ? octets.size() : end + 1);
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    Decoded<Value> value = read_json(line);
    if (!value) return false;
    values.push_back(std::move(*value));
  }
  if (values.empty()) return false;
  for (std::size_t i = 0; i < values.size(); ++i) add_leaves(out, item_path(path, i), values[i]);
  return true;
}

/// Where the type is silent, only the body tells XML from a JSON text of the same structure.
bool says_markup(const http::MediaType& type) {
  return type.subtype == "html" || type.subtype == "xml" || type.subtype.ends_with("+xml");
}

/// A field is its value; a file, or one with header fields of its own, says all apart.
void add_part(std::vector<Leaf>& out, const std::string& path, const http::Part& part, int depth) {
  if (!part.file_name && part.type.empty() && part.fields.empty()) {
    return add_body(out, path, part.content, {}, depth + 1);
  }
  for (std::size_t i = 0; i < part.fields.size(); ++i) {
    const std::string name = lower_case(part.fields[i].name);
    if (is_uncompared_header(name)) continue;
    add_text(out, member_path(member_path(path, "headers"), name), part.fields[i].value);
  }
  if (part.file_name) add_text(out, member_path(path, "filename"), *part.file_name);
  if (!part.type.empty()) {
    add_text(out, member_path(path, "type"), http::without_parameter(part.type, "boundary"));
  }
  add_body(out, member_path(path, "content"), part.content, part.type, depth + 1);
}

/// Parts by name, numbered where several have it or none has one. False, and nothing added, for a
/// body that is not there to its end.
bool add_multipart(std::vector<Leaf>& out, std::string_view path, std::string_view octets,
                   const std::string& boundary, int depth) {
  const auto body = http::read_multipart(octets, boundary);
  if (!body || !body->whole || body->parts.empty() || depth >= kDeepest) return false;
  std::map<std::string_view, std::size_t> count;
  for (const http::Part& part : body->parts) ++count[part.name];
  std::map<std::string_view, std::size_t> seen;
  for (const http::Part& part : body->parts) {
    std::string here = part.name.empty() ? std::string(path) : member_path(path, part.name);
    const std::size_t index = seen[part.name]++;
    if (part.name.empty() || count[part.name] > 1) here = item_path(here, index);
    add_part(out, here, part, depth);
  }
  return true;
}

void add_body(std::vector<Leaf>& out, std::string_view path, std::string_view octets,
              std::string_view content_type, int depth) {
  const http::MediaType type = http::read_media_type(content_type);
  if (type.type == "multipart" && add_multipart(out, path, octets, type.boundary, depth)) return;
  const auto converted = http::utf8_from(octets, type.charset);
  const std::string_view text = converted ? std::string_view(*converted) : octets;
  if (type.is_json_lines() && add_json_lines(out, path, text)) return;
  if (const Decoded<Value> json = read_structure(text)) {
    // What the type says is no longer the form that its reader expects.
    if (type.is_form()) out.push_back({std::string(path), LeafType::json, ""});
    return add_leaves(out, path, *json);
  }
  if (type.is_json() && add_json_lines(out, path, text)) return;
  if (text.starts_with('<')) {
    if (const Decoded<Value> xml = read_xml(text)) {
      if (!says_markup(type)) add_text(out, std::string(path), "XML");
      return add_leaves(out, path, *xml);
    }
  }
  if (type.is_form() && add_form(out, path, text)) return;
  add_text(out, std::string(path), text);
}

}  // namespace

void add_body(std::vector<Leaf>& out, std::string_view path, std::string_view octets,
              std::string_view content_type) {
  add_body(out, path, octets, content_type, 0);
}

void add_text(std::vector<Leaf>& out, std::string path, std::string_view text) {
  const bool readable = text.empty() || is_readable_text(text);
  out.push_back({std::move(path), readable ? LeafType::text : LeafType::blob, std::string(text)});
}

Decoded<Value> read_structure(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos || (text[first] != '{' && text[first] != '[')) {
    return std::unexpected(Malformed{"no JSON object or list", 0});
  }
  return read_json(text);
}

}  // namespace goldwire
