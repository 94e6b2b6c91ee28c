// Parties: who seems to be who in a run, for a person to rename.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "agent/trace/trace.h"
#include "harness/files/project_file.h"

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

/// Addresses that call, and are never called nor receive records: where entries come from.
std::set<std::string> outside_addresses(const Run& run);

}  // namespace goldwire
