// HTTP/2 on one connection: what the registry needs of it (RFC 9113).
//
// Contract: answers go to requests by stream, so none lands on another's, whatever was lost. A loss
// marks the streams whose frames it may have taken, and the fields that refer to what was
// compressed before it. Emits Opened for every request (again with `waits` when the answer turns
// out to be a stream of events or messages) and Exchange. gRPC is decided per stream: such an
// exchange names "grpc" as its application.
#pragma once

#include "protocols/base/protocol.h"

namespace goldwire::http2 {

const Protocol& protocol();

// What protocol() is made of.
Fit detect(Bytes client, Bytes server);
std::unique_ptr<Conversation> open(const Opening& opening);
std::vector<Interaction> describe(const Exchange& exchange, const Terms& terms = {});
/// On stream 1 of a new connection, without the dynamic table. A body that was kept only in part is
/// written as far as it was kept.
std::string encode(const Exchange& exchange, Side side);

}  // namespace goldwire::http2
