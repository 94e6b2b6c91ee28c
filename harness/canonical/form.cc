// Names to paths, then values in the order they came.
#include "harness/canonical/form.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "harness/canonical/body.h"
#include "protocols/http/target.h"

namespace goldwire {
namespace {

struct Field {
  std::string name;
  std::optional<std::string> value;
};

/// Where a field stands; `list` when an empty [] ends its name.
struct Place {
  std::string path;
  bool list = false;
};

/// Empty when `form` is none.
std::vector<Field> fields_of(std::string_view form) {
  std::vector<Field> out;
  for (std::size_t at = 0; at < form.size();) {
    const std::size_t end = std::min(form.find('&', at), form.size());
    const std::string_view pair = form.substr(at, end - at);
    const std::size_t equals = std::min(pair.find('='), pair.size());
    at = end + 1;
    if (pair.empty()) continue;
    if (equals == 0) return {};
    Field field{http::form_decoded(pair.substr(0, equals)), std::nullopt};
    if (equals < pair.size()) field.value = http::form_decoded(pair.substr(equals + 1));
    out.push_back(std::move(field));
  }
  return out;
}

/// AWS's query protocol, where dots nest and brackets are characters like others: it always names
/// an action and the version of the API.
bool is_aws_query(const std::vector<Field>& fields) {
  return std::ranges::count(fields, "Action", &Field::name) == 1 &&
         std::ranges::count(fields, "Version", &Field::name) == 1;
}

/// "a.b.c" -> a.b.c below `path`.
std::optional<Place> dotted(std::string_view path, std::string_view name) {
  if (name.find_first_of("[]") != std::string_view::npos) return std::nullopt;
  Place out{std::string(path)};
  for (std::size_t at = 0; at <= name.size();) {
    const std::size_t end = std::min(name.find('.', at), name.size());
    if (end == at) return std::nullopt;
    out.path = member_path(out.path, name.substr(at, end - at));
    at = end + 1;
  }
  return out;
}

/// "a[b][c]" -> a.b.c below `path`.
std::optional<Place> bracketed(std::string_view path, std::string_view name) {
  std::size_t at = std::min(name.find_first_of("[]"), name.size());
  if (at == 0) return std::nullopt;
  Place out{member_path(path, name.substr(0, at))};
  while (at < name.size()) {
    const std::size_t end = name.find_first_of("[]", at + 1);
    if (out.list || name[at] != '[' || end == std::string_view::npos || name[end] != ']') {
      return std::nullopt;
    }
    const std::string_view part = name.substr(at + 1, end - at - 1);
    out.list = part.empty();
    if (!out.list) out.path = member_path(out.path, part);
    at = end + 1;
  }
  return out;
}

}  // namespace

bool add_form(std::vector<Leaf>& out, std::string_view path, std::string_view form) {
  if (!http::is_well_escaped(form)) return false;
  const std::vector<Field> fields = fields_of(form);
  const bool dots_nest = is_aws_query(fields);
  std::map<std::pair<std::string, bool>, std::size_t> seen;
  for (const Field& field : fields) {
    const std::optional<Place> nested =
        dots_nest ? dotted(path, field.name) : bracketed(path, field.name);
    const Place place = nested ? *nested : Place{member_path(path, field.name)};
    const std::size_t before = seen[{place.path, place.list}]++;
    std::string here = place.list ? item_path(place.path, before) : place.path;
    if (!place.list && before > 0) here = again_path(here, before + 1);
    if (field.value) {
      add_text(out, std::move(here), *field.value);
    } else {
      out.push_back({std::move(here), LeafType::null, ""});
    }
  }
  return !fields.empty();
}

}  // namespace goldwire
