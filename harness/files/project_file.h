// Project: goldwire/goldwire.yaml: who is who, what is secret, and defaults.
//
// Contract: the user's file; goldwire writes it only when asked by `init`, and never over another.
// Read strictly. A folder without it is a project of defaults.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "agent/observe/services.h"
#include "harness/redact/secret_names.h"
#include "protocols/base/result.h"
#include "protocols/base/time.h"

namespace goldwire {

struct Project {
  Services services;
  RedactionRules redaction;
  std::vector<std::string> interfaces;  ///< to capture on when no -i is given
  std::string filter;                   ///< BPF
  Duration settle = std::chrono::seconds(1);
  Duration timeout = std::chrono::seconds(60);
};

/// `name` is the file's, for errors.
Result<Project> read_project(std::string_view text, const std::string& name);

/// A name, and the addresses it stands for.
struct NamedParty {
  std::string name;
  std::vector<std::string> targets;
};

/// What `init` proposes.
std::string write_project(const std::vector<NamedParty>& services,
                          const std::vector<NamedParty>& external);

}  // namespace goldwire
