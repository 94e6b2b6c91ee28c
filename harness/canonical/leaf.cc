// Paths: built, compared and taken apart.
#include "harness/canonical/leaf.h"

#include <array>

namespace goldwire {
namespace {

constexpr std::array<std::string_view, 8> kTypes = {
    "null", "boolean", "number", "text", "octets", "empty list", "empty object", "JSON text"};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::size_t digits_at(std::string_view text, std::size_t at) {
  std::size_t count = 0;
  while (at + count < text.size() && is_digit(text[at + count])) ++count;
  return count;
}

}  // namespace

std::string_view name_of(LeafType type) { return kTypes[static_cast<std::size_t>(type)]; }

std::optional<LeafType> leaf_type_named(std::string_view name) {
  for (std::size_t i = 0; i < kTypes.size(); ++i) {
    if (kTypes[i] == name) return static_cast<LeafType>(i);
  }
  return std::nullopt;
}

bool path_less(std::string_view a, std::string_view b) {
  std::size_t i = 0;
  std::size_t k = 0;
  while (i < a.size() && k < b.size()) {
    const std::size_t of_a = digits_at(a, i);
    const std::size_t of_b = digits_at(b, k);
    if (of_a > 0 && of_b > 0) {
      // Numbers of one path's digits: longer is larger, as indices have no leading zeros.
      if (of_a != of_b) return of_a < of_b;
      const int order = a.substr(i, of_a).compare(b.substr(k, of_b));
      if (order != 0) return order < 0;
      i += of_a;
      k += of_b;
    } else {
      if (a[i] != b[k]) return a[i] < b[k];
      ++i;
      ++k;
    }
  }
  return a.size() - i < b.size() - k;
}

std::string member_path(std::string_view path, std::string_view name) {
  std::string out(path);
  if (!name.empty() && name.find_first_of(".[]\" \t\r\n") == std::string_view::npos) {
    if (!out.empty()) out += '.';
    return out.append(name);
  }
  out += "[\"";
  for (const char c : name) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out += "\"]";
}

std::string item_path(std::string_view path, std::size_t index) {
  return std::string(path).append("[").append(std::to_string(index)).append("]");
}

bool is_under(std::string_view path, std::string_view above) {
  if (!path.starts_with(above)) return false;
  return path.size() == above.size() || path[above.size()] == '.' || path[above.size()] == '[';
}

std::string_view last_name(std::string_view path) {
  while (path.ends_with(']')) {
    const std::size_t open = path.rfind('[');
    if (open == std::string_view::npos) break;
    if (path.substr(open).starts_with("[\"")) return path.substr(open + 2, path.size() - open - 4);
    path = path.substr(0, open);
  }
  const std::size_t dot = path.rfind('.');
  return dot == std::string_view::npos ? path : path.substr(dot + 1);
}

std::string any_item(std::string_view path) {
  std::string out;
  for (std::size_t at = 0; at < path.size();) {
    const std::size_t count = path[at] == '[' ? digits_at(path, at + 1) : 0;
    const std::size_t after = at + count + 2;
    if (count > 0 && after < path.size() && path[after - 1] == ']') {
      out += "[*]";
      at = after;
    } else {
      out += path[at++];
    }
  }
  return out;
}

}  // namespace goldwire
