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

/// "name#2".
bool ends_numbered(std::string_view name) {
  const std::size_t mark = name.rfind('#');
  return mark != std::string_view::npos && mark + 1 < name.size() &&
         mark + 1 + digits_at(name, mark + 1) == name.size();
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
  const bool plain = name.find_first_of(".[]\" \t\r\n") == std::string_view::npos;
  if (!name.empty() && plain && !ends_numbered(name)) {
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

std::string again_path(std::string_view path, std::size_t times) {
  return std::string(path).append("#").append(std::to_string(times));
}

bool is_under(std::string_view path, std::string_view above) {
  if (!path.starts_with(above)) return false;
  return path.size() == above.size() || path[above.size()] == '.' || path[above.size()] == '[';
}

std::vector<std::size_t> ends_above(std::string_view path) {
  std::vector<std::size_t> out;
  bool quoted = false;
  for (std::size_t at = 0; at < path.size(); ++at) {
    if (quoted) {
      if (path[at] == '\\')
        ++at;
      else
        quoted = path[at] != '"';
      continue;
    }
    if (path[at] == '.' || path[at] == '[') out.push_back(at);
    quoted = path[at] == '[' && path.substr(at + 1).starts_with('"');
    if (quoted) ++at;
  }
  return out;
}

std::string_view last_name(std::string_view path) {
  const std::vector<std::size_t> ends = ends_above(path);
  for (auto end = ends.rbegin(); end != ends.rend(); ++end) {
    const std::string_view last = path.substr(*end);
    if (last.starts_with('.')) return last.substr(1);
    if (last.starts_with("[\"")) return last.substr(2, last.rfind('"') - 2);
    path = path.substr(0, *end);
  }
  return path;
}

std::string any_item(std::string_view path) {
  std::string out;
  std::size_t begin = 0;
  for (const std::size_t end : ends_above(path)) {
    const std::size_t count = path[end] == '[' ? digits_at(path, end + 1) : 0;
    const std::size_t after = end + count + 2;
    if (count == 0 || after >= path.size() || path[after - 1] != ']') continue;
    out.append(path.substr(begin, end - begin)).append("[*]");
    begin = after;
  }
  return out.append(path.substr(begin));
}

}  // namespace goldwire
