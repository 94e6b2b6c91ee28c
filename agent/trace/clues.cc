// Clues: context and tokens of both halves.
#include "agent/trace/clues.h"

namespace goldwire {

Clues clues_of(const Interaction& interaction) {
  return {context_of(interaction), request_tokens(interaction), response_tokens(interaction)};
}

std::size_t octets_of(const Clues& clues) {
  return sizeof clues + (clues.sent.capacity() + clues.received.capacity()) * sizeof(Token);
}

}  // namespace goldwire
