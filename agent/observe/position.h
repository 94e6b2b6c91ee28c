// Position: where on the wire something stands, as a hash. The ground of every id.
//
// Contract: the same interaction seen at two vantages, or joined at two moments, has the same
// position: only the tuple and TCP sequence numbers go in, never times or counters of ours.
#pragma once

#include <cstdint>

#include "agent/observe/connection.h"

namespace goldwire {

/// Of a connection: its tuple, and its first sequence numbers when its start was seen. Never 0.
std::uint64_t connection_id(const ConnectionInfo& connection);

/// Of part `part` of the exchange whose request begins at `exchange.request.begin` (its response,
/// when no request was seen). Never 0.
std::uint64_t interaction_id(const ConnectionInfo& connection, const Half& request,
                             const Half& response, std::uint32_t part);

}  // namespace goldwire
