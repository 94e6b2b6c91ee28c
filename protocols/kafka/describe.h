// Describe: what of one exchange becomes interactions (contract, "spans --format jsonl").
//
// Contract: a Produce gives one Interaction per record sent, a Fetch one per record received; what
// cannot be read of either gives one Interaction per batch, or one for the rest, that says why.
// Anything else gives one Interaction with control set.
#pragma once

#include <string>
#include <vector>

#include "protocols/base/exchange.h"
#include "protocols/base/interaction.h"
#include "protocols/base/terms.h"
#include "protocols/kafka/message.h"

namespace goldwire::kafka {

std::vector<Interaction> describe(const Exchange& exchange, const Terms& terms = {});

}  // namespace goldwire::kafka
