// Describe: an HTTP request and its response in OpenTelemetry's words, whatever version carried
// them.
//
// Contract: kind is not decided here, so a 4xx stays unset (it is an error on CLIENT spans only;
// agent/trace says which those are); a 5xx is an error always. Bodies are given after content
// decoding; JSON is read only where an API's name or table stands in it.
#pragma once

#include <span>

#include "protocols/base/interaction.h"
#include "protocols/http/message.h"

namespace goldwire::http {

/// One exchange's messages; null for a half that was not seen. Borrowed for the call.
struct Messages {
  const Request* request = nullptr;
  const Response* response = nullptr;
  std::span<const Interim> interims;
};

/// `protocol` is the contract's spelling, such as "http/1.0". Ids, times and reasons are taken from
/// `exchange`.
Interaction describe(const Exchange& exchange, const Messages& messages, std::string_view protocol);

}  // namespace goldwire::http
