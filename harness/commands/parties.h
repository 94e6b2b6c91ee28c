// Parties: who seems to be who in a run, for a person to rename; and whom a person can mean.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "agent/trace/trace.h"
#include "harness/files/project_file.h"
#include "harness/golden/golden.h"

namespace goldwire {

struct Parties {
  std::vector<NamedParty> services;  ///< by name
  std::vector<NamedParty> external;
};

/// Every address that serves or receives records. Names come from names already given, the API
/// recognised, the host name clients use, else the protocol; equal ones are numbered. An address
/// that serves on one port stands for itself, so that its calls are named too; one that serves on
/// several stands with its port.
Parties parties_of(const Run& run);

/// When `pattern`, of a budget or a rule, fits nobody who has a name, who stands in the golden or
/// is outside: these, nearest first. Else nothing.
std::optional<std::vector<std::string>> others_than(std::string_view pattern, const Golden& golden,
                                                    const Services& services);

/// Addresses that call, and are never called nor receive records: where entries come from.
std::set<std::string> outside_addresses(const Run& run);

}  // namespace goldwire
