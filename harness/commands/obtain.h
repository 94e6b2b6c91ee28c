// Obtaining a run: from captures, or live while COMMAND drives the system.
#pragma once

#include <expected>
#include <functional>
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

/// What a live run needs. Flags go before scenario.yaml, and that before goldwire.yaml.
struct Plan {
  std::vector<std::string> interfaces;
  std::string filter;
  int ring = 0;     ///< MB
  int snaplen = 0;  ///< octets
  std::vector<std::string> command;
};
Plan plan_for(const Session& session, const RunFlags& flags, const Scenario& scenario,
              const std::vector<std::string>& command);

/// Captures while the plan's command runs, and until the system is quiet. The command's stdout goes
/// to stderr. When it cannot be run or fails, refused with 4.
std::expected<Obtained, Refusal> obtain_live(const Session& session, const Plan& plan);

/// The same while `drive` does it, which may wait for quiet itself; its Error is refused with 4.
std::expected<Obtained, Refusal> obtain_while(const Session& session, const Plan& plan,
                                              const std::string& name,
                                              const std::function<Result<void>(LiveRun&)>& drive);

/// Why the system was not quiet in time, as the session's settle and timeout want it; empty when it
/// was.
std::string wait_quiet(const Session& session, LiveRun& live);

}  // namespace goldwire
