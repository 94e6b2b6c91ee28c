// Error codes of the protocol, by name.
#pragma once

#include <cstdint>
#include <string>

namespace goldwire::kafka {

/// "NOT_LEADER_OR_FOLLOWER"; "ERROR_999" for a code that is not known. 0 is "NONE".
std::string error_name(std::int16_t code);

}  // namespace goldwire::kafka
