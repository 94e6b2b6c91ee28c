// Clues: what the content of one span tells of who caused it, read once however often it is linked.
#pragma once

#include "agent/trace/context.h"
#include "agent/trace/span.h"
#include "agent/trace/tokens.h"

namespace goldwire {

struct Clues {
  Context context;
  Tokens sent;      ///< what the caller sent; of a record, what the consumer received
  Tokens received;  ///< what came back
};

/// Reads them, unless that was done.
void read_clues(Span& span);

/// About how many octets of memory they take.
std::size_t octets_of(const Clues& clues);

}  // namespace goldwire
