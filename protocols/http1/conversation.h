// HTTP/1.x on one connection: what the registry needs of it (RFC 9112).
//
// Contract: answers go to requests strictly in order. Where a hole or a late start may have
// swallowed messages, order alone proves nothing; then a pair is made again only from the place
// where a client that waits for its answers takes its turn: the peer offset its request
// acknowledges is where the answer begins. Until then halves stay alone, with the reason. Emits
// Opened for every request (again with `waits` when the answer turns out to be an event stream),
// Exchange, and Switch after 101 and CONNECT.
#pragma once

#include "protocols/base/protocol.h"

namespace goldwire::http1 {

const Protocol& protocol();

// What protocol() is made of.
Fit detect(Bytes client, Bytes server);
std::unique_ptr<Conversation> open(const Opening& opening);
std::vector<Interaction> describe(const Exchange& exchange, const Terms& terms = {});
/// A body that was kept only in part is written as far as it was kept, under a length that fits.
std::string encode(const Exchange& exchange, Side side);

}  // namespace goldwire::http1
