// Upgrade: whether an exchange ends HTTP on its connection, and what comes then (RFC 9110 sections
// 7.8 and 9.3.6).
#pragma once

#include <string_view>

#include "protocols/http1/message.h"

namespace goldwire::http1 {

/// The client asks for it: what follows the request may not be HTTP.
bool asks_to_switch(const http::Request& request);

/// Nothing that was seen says that the client did not ask for it.
bool may_switch(const Messages& messages);

/// The server agrees: what follows its answer's head is not HTTP.
bool switches_over(const Messages& messages);

/// The registry's name for what the connection was upgraded to; empty when detection has to say, as
/// behind CONNECT. Lives as long as the program.
std::string_view next_protocol(const Messages& messages);

}  // namespace goldwire::http1
