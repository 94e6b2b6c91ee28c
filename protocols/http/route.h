// Routes: the template of a path, from its values alone.
//
// Contract: a function of the path and nothing else (contract, "A path's route"), so the same path
// has the same route in every run. Segments are those of RFC 3986 section 3.3; empty ones stay.
#pragma once

#include <string>
#include <string_view>

namespace goldwire::http {

/// "/accounts/42/cards/pi_3NabcD91xyz" -> "/accounts/{id}/cards/{id}". A date becomes "{date}".
std::string route_of(std::string_view path);

}  // namespace goldwire::http
