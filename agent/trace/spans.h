// From an observed exchange to spans: kind, parties, ids.
//
// Contract: kind and parties follow the contract ("Kinds and parties"). No linking: parent is empty
// and the trace id is the application's own where a header carries one, else derived from the
// span's id.
#pragma once

#include <vector>

#include "agent/observe/connection.h"
#include "agent/observe/services.h"
#include "agent/trace/span.h"

namespace goldwire {

/// The spans of `exchange`, in the order its protocol describes them. `services` is borrowed.
std::vector<Span> spans_of(const ConnectionInfo& connection, Time settled, const Exchange& exchange,
                           const Services& services);

/// A connection's two parties; `host` is what the connection says its server is called, or empty.
Party client_party(const ConnectionInfo& connection, const Services& services);
Party server_party(const ConnectionInfo& connection, std::string_view host,
                   const Services& services);

}  // namespace goldwire
