// Who receives what.
#include "harness/canonical/outside.h"

namespace goldwire {

Outside::Outside(const Run& run) {
  for (const Trace& trace : run.traces) {
    for (const Span& span : trace.spans) {
      if (!span.what.control) see(span);
    }
  }
}

void Outside::see(const Span& span) {
  acting_.insert(span.kind == SpanKind::consumer ? span.client.service : span.server.service);
  if (span.kind == SpanKind::server) serving_.insert(span.server.endpoint.address);
}

bool Outside::is_entry(const Span& span) const {
  return span.kind == SpanKind::server && !span.client.named && !acts(span.client.service);
}

}  // namespace goldwire
