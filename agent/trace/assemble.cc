// Assemble: complete, set aside, link.
#include "agent/trace/assemble.h"

#include <algorithm>
#include <utility>

#include "agent/trace/lag.h"
#include "agent/trace/link.h"

namespace goldwire {
namespace {

std::string who_is_behind(const std::vector<Span>& spans, const std::vector<Span>& background,
                          const Facts& facts) {
  Lag lag;
  Time last;
  for (const Span& span : background) last = std::max(last, span.settled);
  for (const Span& span : spans) {
    last = std::max(last, span.settled);
    lag.see(span);
  }
  for (const Commit& commit : facts.commits()) lag.see(commit);
  return lag.who_is_behind(last);
}

}  // namespace

Run assemble(std::vector<Span> spans, Collector& collector, const Ledger& ledger) {
  Run run;
  run.ledger = ledger;
  run.losses = std::move(collector.losses());
  std::vector<Span> interactions;
  for (Span& span : spans) {
    collector.facts().complete(span);
    (span.what.control ? run.background : interactions).push_back(std::move(span));
  }
  if (const std::string behind = who_is_behind(interactions, run.background, collector.facts());
      !behind.empty()) {
    run.unfinished = behind + " was behind when the capture ended";
  }
  run.traces = link(std::move(interactions), collector.facts().commits());
  return run;
}

}  // namespace goldwire
