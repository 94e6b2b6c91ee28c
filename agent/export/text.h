// Text: one span on one line for a person.
//
// Contract: plain, stable, no colour; columns are time of day (UTC), duration, parties, name,
// outcome.
#pragma once

#include <string>

#include "agent/trace/span.h"

namespace goldwire {

/// Appends "12:30:01.123456   1.234ms  bff -> accounts  POST /deposits  200" without a line end.
void write_span_text(std::string& out, const Span& span);

/// "200", "23505 duplicate key ...", "3 rows": how the interaction ended. What is not known of it
/// (Interaction::incomplete) is left to the caller.
std::string outcome_of(const Span& span);

}  // namespace goldwire
