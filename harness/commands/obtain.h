// Obtaining a run: from captures, or live while COMMAND drives the system.
#pragma once

#include <expected>
#include <string>
#include <vector>

#include "harness/commands/session.h"

namespace goldwire {

/// Why a command ends early, and with which exit code.
struct Refusal {
  Error error;
  int code = 2;
};

struct Obtained {
  std::string name;  ///< as the user named it: the --from, or the COMMAND
  Run run;
  std::vector<std::string> reasons;  ///< why it may be incomplete, beside its own losses
};

/// Reads a capture. A file that is missing, cut or no capture is refused with 2.
std::expected<Obtained, Refusal> obtain_from(const Session& session, const std::string& run);

/// Captures on `interfaces` while `command` runs, and until the system is quiet. COMMAND's stdout
/// goes to stderr. When it cannot be run or fails, refused with 4.
std::expected<Obtained, Refusal> obtain_live(const Session& session,
                                             const std::vector<std::string>& interfaces,
                                             const std::vector<std::string>& command);

}  // namespace goldwire
