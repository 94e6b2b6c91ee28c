// PostgreSQL's frontend/backend protocol, version 3 (PostgreSQL documentation, "Frontend/Backend
// Protocol"), as a Conversation.
//
// Contract: registry name "postgresql". One Exchange is a simple Query with all its statements, an
// Execute with the Parse, Bind and Describe that came for it (and the Executes that resume its
// portal), a Parse or Describe alone (control), start-up (control unless it failed), a
// CancelRequest (control), or what the server says unasked. SSLRequest answered with 'S' gives
// Switch to "tls"; what lies under GSSAPI encryption is skipped.
#pragma once

#include "protocols/base/protocol.h"

namespace goldwire::postgres {

const Protocol& protocol();

Fit detect(Bytes client, Bytes server);
std::unique_ptr<Conversation> open(const Opening& opening);
/// One interaction for each statement: each of a multi-statement query, each portal executed.
std::vector<Interaction> describe(const Exchange& exchange, const Terms& terms = {});
/// A statement prepared earlier is parsed (and described) again.
std::string encode(const Exchange& exchange, Side side);

}  // namespace goldwire::postgres
