// Noise file: goldwire/NAME/noise.yaml, the rules and their evidence.
//
// Contract: one rule a list item, in the order given. Reading gives exactly what was written.
#pragma once

#include <string>
#include <string_view>

#include "harness/golden/rule.h"

namespace goldwire {

std::string write_noise(const Rules& rules);

/// `name` is the file's, for errors.
Result<Rules> read_noise(std::string_view text, const std::string& name);

}  // namespace goldwire
