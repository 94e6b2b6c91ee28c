// Names to paths, then values in the order they came.
#include "harness/canonical/form.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "harness/canonical/body.h"
#include "protocols/http/target.h"

namespace goldwire {
namespace {

/// "a[b][c]" -> a.b.c below `path`, and "a.b" as it is; `list` when an empty [] ends it.
struct Place {
  std::string path;
  bool list = false;
};

Place place_of(std::string_view path, std::string_view name) {
  Place out{std::string(path), name.size() > 2 && name.ends_with("[]")};
  for (std::size_t at = 0; at <= name.size();) {
    const std::size_t end = std::min(name.find_first_of(".[]", at), name.size());
    if (end > at) out.path = member_path(out.path, name.substr(at, end - at));
    at = end + 1;
  }
  if (out.path.size() == path.size()) out = {member_path(path, name), false};
  return out;
}

}  // namespace

bool add_form(std::vector<Leaf>& out, std::string_view path, std::string_view form) {
  if (!http::is_well_escaped(form)) return false;
  std::map<std::pair<std::string, bool>, std::size_t> seen;
  std::vector<Leaf> fields;
  for (std::size_t at = 0; at < form.size();) {
    const std::size_t end = std::min(form.find('&', at), form.size());
    const std::string_view pair = form.substr(at, end - at);
    const std::size_t equals = std::min(pair.find('='), pair.size());
    at = end + 1;
    if (pair.empty()) continue;
    if (equals == 0) return false;
    const Place place = place_of(path, http::form_decoded(pair.substr(0, equals)));
    const std::size_t before = seen[{place.path, place.list}]++;
    std::string here = place.list ? item_path(place.path, before) : place.path;
    if (!place.list && before > 0) here = again_path(here, before + 1);
    if (equals == pair.size()) {
      fields.push_back({std::move(here), LeafType::null, ""});
    } else {
      add_text(fields, std::move(here), http::form_decoded(pair.substr(equals + 1)));
    }
  }
  if (fields.empty()) return false;
  std::ranges::move(fields, std::back_inserter(out));
  return true;
}

}  // namespace goldwire
