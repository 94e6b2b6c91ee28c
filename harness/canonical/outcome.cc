// The paths, and gRPC's names.
#include "harness/canonical/outcome.h"

#include <algorithm>
#include <array>

#include "protocols/grpc/status.h"

namespace goldwire {
namespace {

constexpr std::string_view kGrpcCode = "attributes.rpc.grpc.status_code";
constexpr std::string_view kMessage = "status.message";
constexpr std::array<std::string_view, 5> kPaths = {"attributes.db.response.status_code", kGrpcCode,
                                                    "attributes.http.response.status_code",
                                                    "attributes.error.type", kMessage};

}  // namespace

std::span<const std::string_view> outcome_paths() { return kPaths; }

bool is_status_code(std::string_view path) { return path != kMessage && is_outcome(path); }

bool is_outcome(std::string_view path) { return std::ranges::find(kPaths, path) != kPaths.end(); }

std::string outcome_word(std::string_view path, std::string_view code) {
  if (path != kGrpcCode) return std::string(code);
  const auto number = grpc::read_status(code);
  const std::string_view name = number ? grpc::status_name(*number) : std::string_view{};
  return std::string(name.empty() ? code : name);
}

}  // namespace goldwire
