// Recording: goldwire/NAME/recording/spans.jsonl.zst: one run, span by span, redacted and
// compressed. The entries that replay drives are the roots of its traces; their answers, and what
// stand-ins need, are spans like all others.
//
// Contract: reading gives the traces that were written; losses and the ledger are not kept. The
// same run gives the same bytes.
#pragma once

#include <string>
#include <string_view>

#include "agent/trace/trace.h"
#include "protocols/base/result.h"

namespace goldwire {

/// Control spans are left out.
std::string write_recording(const Run& run);

/// `name` is the file's, for errors.
Result<Run> read_recording(std::string_view octets, const std::string& name);

}  // namespace goldwire
