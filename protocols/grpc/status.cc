// The table of codes.
#include "protocols/grpc/status.h"

#include <array>
#include <charconv>

namespace goldwire::grpc {
namespace {

struct Status {
  std::string_view name;
  bool server_error;
};

/// By code, from 0.
constexpr std::array kStatuses = {
    Status{"OK", false},
    Status{"CANCELLED", false},
    Status{"UNKNOWN", true},
    Status{"INVALID_ARGUMENT", false},
    Status{"DEADLINE_EXCEEDED", true},
    Status{"NOT_FOUND", false},
    Status{"ALREADY_EXISTS", false},
    Status{"PERMISSION_DENIED", false},
    Status{"RESOURCE_EXHAUSTED", false},
    Status{"FAILED_PRECONDITION", false},
    Status{"ABORTED", false},
    Status{"OUT_OF_RANGE", false},
    Status{"UNIMPLEMENTED", true},
    Status{"INTERNAL", true},
    Status{"UNAVAILABLE", true},
    Status{"DATA_LOSS", true},
    Status{"UNAUTHENTICATED", false},
};

const Status* find(std::int64_t code) {
  const bool known = code >= 0 && code < static_cast<std::int64_t>(kStatuses.size());
  return known ? &kStatuses[static_cast<std::size_t>(code)] : nullptr;
}

}  // namespace

std::string_view status_name(std::int64_t code) {
  const Status* const status = find(code);
  return status == nullptr ? std::string_view{} : status->name;
}

// A receiver takes a code that it does not know for UNKNOWN.
bool is_server_error(std::int64_t code) {
  const Status* const status = find(code);
  return status == nullptr || status->server_error;
}

std::optional<std::int64_t> read_status(std::string_view value) {
  std::int32_t code = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), code);
  if (error != std::errc{} || end != value.data() + value.size() || code < 0) return std::nullopt;
  return code;
}

}  // namespace goldwire::grpc
