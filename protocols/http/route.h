// Routes: the template of a path, from its values alone.
//
// Contract: a function of the path and what the user configured (contract, "A path's route"), so
// the same path has the same route in every run. Segments are those of RFC 3986 section 3.3; empty
// ones stay. A segment that could be a word stays: ids without a form of their own, such as slugs
// and short hashes, need a template.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "protocols/base/terms.h"

namespace goldwire::http {

/// "/accounts/42/cards/pi_3NabcD91xyz" -> "/accounts/{id}/cards/{id}". A date becomes "{date}".
/// The first of `templates` that fits wins over the path's own form.
std::string route_of(std::string_view path, std::span<const RouteTemplate> templates = {});

/// The route of `path` by `text`, a RouteTemplate; nothing when it does not fit. What a last "**"
/// stands for is named by its own form.
std::optional<std::string> route_by(std::string_view text, std::string_view path);

}  // namespace goldwire::http
