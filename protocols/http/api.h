// APIs: what a request is called by the protocol or the product that rides on HTTP.
//
// Contract: recognised by what the messages themselves say; host names help, and nothing hangs on
// them alone. What is not recognised keeps the name that HTTP gave it. Protocols name the call
// first, then the rules of api_parties.h say whose API it is.
#pragma once

#include "protocols/base/interaction.h"
#include "protocols/base/terms.h"
#include "protocols/http/message.h"

namespace goldwire::http {

/// `out` is described as HTTP already, with its bodies decoded. `messages` has a request.
void describe_api(Interaction& out, const Messages& messages, const Terms& terms);

}  // namespace goldwire::http
