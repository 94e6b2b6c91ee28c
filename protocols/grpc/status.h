// Status: the codes that a gRPC call ends with ("Status codes and their use in gRPC"), and which of
// them OpenTelemetry's gRPC conventions call an error of the server.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace goldwire::grpc {

/// "DEADLINE_EXCEEDED"; empty for a code that has no name. Lives for ever.
std::string_view status_name(std::int64_t code);

/// Whether a SERVER span with that code is an error. On a CLIENT span every code but 0 is one.
bool is_server_error(std::int64_t code);

/// What a grpc-status field says: digits only, below 2^31.
std::optional<std::int64_t> read_status(std::string_view value);

}  // namespace goldwire::grpc
