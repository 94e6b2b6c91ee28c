// Assemble: complete, set aside, link.
#include "agent/trace/assemble.h"

#include <utility>

#include "agent/trace/link.h"

namespace goldwire {

Run assemble(std::vector<Span> spans, Collector& collector, const Ledger& ledger) {
  Run run;
  run.ledger = ledger;
  run.losses = std::move(collector.losses());
  std::vector<Span> interactions;
  for (Span& span : spans) {
    collector.facts().complete(span);
    (span.what.control ? run.background : interactions).push_back(std::move(span));
  }
  run.traces = link(std::move(interactions), collector.facts().commits());
  return run;
}

}  // namespace goldwire
