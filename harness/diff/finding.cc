// The contract's spellings of kinds and verdicts, and the exit codes.
#include "harness/diff/finding.h"

#include <array>
#include <cstddef>

namespace goldwire {
namespace {

constexpr std::array<std::string_view, 13> kKinds = {
    "missing", "extra",        "changed", "count",       "order",      "moved", "id",
    "status",  "hidden-error", "retry",   "transaction", "connection", "slower"};
constexpr std::array<std::string_view, 4> kVerdicts = {"same", "different", "incomplete",
                                                       "not-driven"};
constexpr std::array<int, 4> kExitCodes = {0, 1, 3, 4};

}  // namespace

std::string_view name_of(FindingKind kind) { return kKinds[static_cast<std::size_t>(kind)]; }
std::string_view name_of(Verdict verdict) { return kVerdicts[static_cast<std::size_t>(verdict)]; }
int exit_code(Verdict verdict) { return kExitCodes[static_cast<std::size_t>(verdict)]; }

}  // namespace goldwire
