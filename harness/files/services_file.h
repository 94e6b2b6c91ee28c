// Services file: who is who, read strictly: what Services (services.h) would settle by order is an
// error here.
//
// Contract: a name stands once, in one of `services` and `external`, and no two names share a
// target: which one a span is called by must not depend on the file's order.
#pragma once

#include <string>
#include <string_view>

#include "agent/observe/services.h"

namespace goldwire {

/// `name` is the file's, for errors.
Result<Services> read_services(std::string_view text, const std::string& name);
Result<Services> load_services(const std::string& file);

}  // namespace goldwire
