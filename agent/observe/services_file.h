// Services file: who is who (contract, "services"), and what else names are made of (terms_file.h),
// read strictly.
//
// Contract: a name stands once, in one of `services` and `external`, and no two names share a
// target: which one a span is called by must not depend on the file's order. Every Error names file
// and line. The files of `descriptors` are read, too, relative to its folder. goldwire.yaml may be
// given as it is; what else stands in it is left alone.
#pragma once

#include <string>
#include <string_view>

#include "agent/observe/services.h"
#include "protocols/base/result.h"

namespace goldwire {

/// `file` is the name of `text`, for errors. An empty text names nobody.
Result<Services> read_services(std::string_view text, const std::string& file);
Result<Services> load_services(const std::string& file);

}  // namespace goldwire
