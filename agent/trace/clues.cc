// Clues: context and tokens of both halves.
#include "agent/trace/clues.h"

namespace goldwire {

void read_clues(Span& span) {
  if (span.clues) return;
  span.clues = std::make_shared<const Clues>(
      Clues{context_of(span.what), request_tokens(span.what), response_tokens(span.what)});
}

std::size_t octets_of(const Clues& clues) {
  return sizeof clues + (clues.sent.capacity() + clues.received.capacity()) * sizeof(Token);
}

}  // namespace goldwire
