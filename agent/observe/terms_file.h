// Terms file: what a services file says of names: `routes` and `apis`.
//
// Contract: read strictly; every Error names file, line and remedy. Order is kept, for the first
// that fits wins; so one that could never be reached because it stands twice is refused.
//
//   routes: ["/blog/{slug}", "/{tenant}/api/**"]
//   apis:
//     - {host: "*.adyen.com", external: adyen}
//     - {method: POST, path: "/soap/{service}", header: "x-tenant: acme*", name: "Acme.Post",
//        attributes: {rpc.service: acme}}
#pragma once

#include <string>
#include <vector>
#include <yaml-cpp/yaml.h>

#include "protocols/base/result.h"
#include "protocols/base/terms.h"

namespace goldwire {

/// `node` is the value of `routes`; `file` is its file's name.
Result<std::vector<RouteTemplate>> read_routes(const YAML::Node& node, const std::string& file);
/// `node` is the value of `apis`.
Result<std::vector<ApiRule>> read_apis(const YAML::Node& node, const std::string& file);

}  // namespace goldwire
