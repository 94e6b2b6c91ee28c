// Describe: an HTTP request and its response in OpenTelemetry's words, whatever version carried
// them.
//
// Contract: kind is not decided here, so a 4xx stays unset (it is an error on CLIENT spans only;
// agent/trace says which those are); a 5xx is an error always. Bodies are given after content
// decoding; what they hold is read only where an API is recognised (api.h), whose own word for
// failure counts as well.
#pragma once

#include <string_view>

#include "protocols/base/interaction.h"
#include "protocols/base/terms.h"
#include "protocols/http/message.h"

namespace goldwire::http {

/// `protocol` is the contract's spelling, such as "http/1.0". Ids, times and reasons are taken from
/// `exchange`, whose messages are http::Messages.
Interaction describe(const Exchange& exchange, std::string_view protocol, const Terms& terms);

}  // namespace goldwire::http
