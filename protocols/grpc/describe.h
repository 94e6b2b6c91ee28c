// gRPC on one stream of HTTP: what the registry needs of it.
//
// Contract: gRPC rides on HTTP/2, and gRPC-Web on any version; those frame, pair and encode its
// exchanges and name "grpc" as their application. A call is one span, unary or streaming, and each
// body the list of its messages: with a schema (Terms) by names, without one by field numbers.
#pragma once

#include "protocols/base/protocol.h"

namespace goldwire::grpc {

/// Describes only: it stands on no connection.
const Protocol& protocol();

/// Of an exchange whose messages are http::Messages.
std::vector<Interaction> describe(const Exchange& exchange, const Terms& terms = {});

}  // namespace goldwire::grpc
