// WebSocket on one connection (RFC 6455): what the registry needs of it.
//
// Contract: one exchange for the connection. Opened at once, and waits: nobody knows when it ends.
// Emitted once: after both sides' Close frames, else when both streams have ended. The request half
// is what the client sent. What either side sends behind its Close is skipped. A stream that ended
// between messages without a Close was seen whole all the same; one that was reset was not.
#pragma once

#include "protocols/base/protocol.h"

namespace goldwire::websocket {

inline constexpr std::string_view kName = "websocket";

const Protocol& protocol();

// What protocol() is made of.
/// At best likely: frames have no magic number. Of a connection joined late; one joined at its
/// start is HTTP/1 first.
Fit detect(Bytes client, Bytes server);
std::unique_ptr<Conversation> open(const Opening& opening);
std::vector<Interaction> describe(const Exchange& exchange, const Terms& terms);
/// Frames without compression, for a conversation that is opened with what HTTP/1 carried over for
/// this one. How the two sides took turns is in neither side's octets.
std::string encode(const Exchange& exchange, Side side);

}  // namespace goldwire::websocket
