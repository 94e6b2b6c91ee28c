// Judging: a run held against a golden, both with their secrets redacted alike.
#pragma once

#include <string>

#include "harness/canonical/canonical.h"
#include "harness/commands/obtain.h"
#include "harness/files/store.h"
#include "harness/report/report.h"

namespace goldwire {

/// A run as one scenario sees it.
struct Seen {
  Run run;  ///< redacted, and only what belongs to the scenario
  CanonicalRun canonical;
  std::size_t left_aside = 0;  ///< traces that do not belong
};

/// `scenario` and `choice` say what belongs; secrets are redacted with the golden's salt.
Result<Seen> see(const Session& session, const Scenario& scenario, const RedactionSalt& salt,
                 Run run);

/// The report about `seen`. Reasons of the obtaining turn `same` into `incomplete`.
ScenarioReport judge(const Golden& golden, const Rules& rules, const Scenario& scenario,
                     const Seen& seen, const std::string& run_name,
                     const std::vector<std::string>& reasons);

}  // namespace goldwire
