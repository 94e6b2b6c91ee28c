// The places of a span where secrets are known to stand, and every text a span holds.
//
// Contract: changes the interaction in place; puts each secret through what is given to replace it.
#pragma once

#include <functional>
#include <string>

#include "harness/redact/secret_text.h"
#include "protocols/base/interaction.h"

namespace goldwire {

/// Puts every secret at a known place of `what` through `asked`, those of the answer through
/// `answered`.
void redact_known(Interaction& what, const RedactionRules& rules, const Replace& asked,
                  const Replace& answered);

/// Calls `change` for every text of `what`: its name, status, attributes, events, and payloads.
void each_text(Interaction& what, const std::function<void(std::string&)>& change);

}  // namespace goldwire
