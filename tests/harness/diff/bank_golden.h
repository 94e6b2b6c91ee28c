// Bank golden: what three runs of the bank that is built in code teach, and a run held against it.
#pragma once

#include <string>
#include <vector>

#include "harness/diff/diff.h"
#include "harness/noise/noise.h"
#include "tests/harness/bank_run.h"

namespace goldwire::test {

inline const Learned& bank() {
  static const Learned learned = [] {
    const std::vector<CanonicalRun> runs{canonical(bank_run(1)), canonical(bank_run(2)),
                                         canonical(bank_run(3))};
    return learn(runs);
  }();
  return learned;
}

inline Diff check(const CanonicalRun& run) { return compare(bank().golden, bank().rules, run); }

inline std::string text_of(const Diff& diff) {
  std::string out(name_of(diff.verdict));
  for (const std::string& reason : diff.reasons) out += "\n  because " + reason;
  for (const Finding& finding : diff.findings) {
    out += "\n  " + std::string(finding.note ? "note " : "") + headline(finding);
  }
  return out;
}

}  // namespace goldwire::test
