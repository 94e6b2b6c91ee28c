// Status details: what a server says of an error beyond its code (google.rpc.Status in the
// grpc-status-details-bin field).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "protocols/base/result.h"
#include "protocols/base/terms.h"

namespace goldwire::grpc {

/// google.rpc.Status.
struct StatusDetails {
  std::int64_t code = 0;  ///< that of grpc-status, where the server is of one mind
  std::string message;    ///< that of grpc-message
  std::vector<std::string> details;
};

/// Each detail is one JSON text: {"@type":"type.googleapis.com/google.rpc.ErrorInfo", ...} with the
/// fields by name where `schemas` (may be null) knows the type, else {"@type":...,"value":...} by
/// field number. `value` is the field's, base64.
Decoded<StatusDetails> read_status_details(std::string_view value, const Schemas* schemas);

}  // namespace goldwire::grpc
