// Judging: a run held against a golden, both with their secrets redacted alike.
#pragma once

#include <string>

#include "harness/canonical/canonical.h"
#include "harness/commands/obtain.h"
#include "harness/files/store.h"
#include "harness/golden/belonging.h"
#include "harness/report/report.h"

namespace goldwire {

/// A run as one scenario sees it, its secrets redacted.
struct Seen {
  Run run;  ///< only what belongs to the scenario
  CanonicalRun canonical;
  Golden golden;          ///< what it is held against
  std::size_t aside = 0;  ///< traces of the run that do not belong to it
};

/// What of a run belongs to `scenario` and to the session's choice, its secrets redacted with
/// `salt`. `golden` is what it will be held against; empty when that is yet to be learned.
Result<PartedRun> part_of(const Session& session, const Scenario& scenario, const Golden& golden,
                          const RedactionSalt& salt, Run run);

/// That, and what is unsure settled against the part of the golden that was chosen.
Result<Seen> see(const Session& session, const Scenario& scenario, const Baseline& baseline,
                 Run run);

/// The report about `seen`. `reasons` of the obtaining say why something may lack:
/// they turn `same` into `incomplete`, and prove nothing missing.
ScenarioReport judge(const Rules& rules, const Scenario& scenario, const Seen& seen,
                     const std::string& run_name, const std::vector<std::string>& reasons);

}  // namespace goldwire
