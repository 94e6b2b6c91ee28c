// Flow: which values of the requests came out of earlier answers, and which were redacted.
//
// Contract: pure. A value is carried when, in every run alike, it stands in an earlier answer and
// in the request, stood in no request before that answer (it would be the client's own), and either
// differs between runs or is one that cannot stand at both places by chance. Runs are redacted with
// one salt, so that equal secrets are equal. Runs whose requests do not correspond one to one are
// left out.
#pragma once

#include <span>
#include <string_view>

#include "replay/message.h"
#include "replay/rules.h"

namespace goldwire::replay {

/// The rules for `runs`, the first of which is the recording. Variables are named after `scenario`
/// and the place of the secret: GOLDWIRE_SECRET_DEPOSIT_PASSWORD.
Rules find_rules(std::span<const Entries> runs, std::string_view scenario);

/// True when both runs sent the same kinds of requests in the same order.
bool correspond(const Entries& a, const Entries& b);

}  // namespace goldwire::replay
