// Spans made by hand, for tests of what comes after protocols: short names, times in milliseconds.
#pragma once

#include <string>
#include <utility>

#include "agent/trace/span.h"
#include "protocols/base/semconv.h"

namespace goldwire::testing {

inline Time at(int milliseconds) {
  return from_unix_nano(1'700'000'000'000'000'000) + std::chrono::milliseconds(milliseconds);
}

/// A span from `client` to `server` over [from, to]; ids count up from the name's hash-free number.
inline Span span(std::uint64_t id, SpanKind kind, const std::string& client,
                 const std::string& server, const std::string& name, int from, int to) {
  Span made;
  made.span_id = id;
  made.trace_id = {0, id};
  made.kind = kind;
  made.client.service = client;
  made.client.endpoint.address = *Address::parse("10.0.0.1");
  made.client.endpoint.port = 40000;
  made.client.named = true;
  made.server.service = server;
  made.server.endpoint.address = *Address::parse("10.0.0.2");
  made.server.endpoint.port = 80;
  made.server.named = true;
  made.connection = id;
  made.settled = at(to);
  made.what.name = name;
  made.what.role = kind == SpanKind::producer   ? Role::send
                   : kind == SpanKind::consumer ? Role::receive
                   : kind == SpanKind::server   ? Role::call
                                                : Role::query;
  made.what.protocol = "http/1.1";
  made.what.start = at(from);
  made.what.end = at(to);
  made.what.request.first = at(from);
  made.what.request.last = at(from);
  made.what.response.first = at(to);
  made.what.response.last = at(to);
  return made;
}

/// The place of a record.
inline Span with_record(Span made, const std::string& topic, int partition, std::int64_t offset) {
  made.what.attributes.set(semconv::kMessagingDestinationName, topic);
  made.what.attributes.set(semconv::kMessagingDestinationPartitionId, std::to_string(partition));
  made.what.attributes.set(semconv::kMessagingKafkaOffset, offset);
  return made;
}

inline Span with_request(Span made, std::string body) {
  made.what.request_payload.body = std::move(body);
  return made;
}

inline Span with_header(Span made, const std::string& name, const std::string& value) {
  made.what.attributes.append(std::string(semconv::kHttpRequestHeaderPrefix) + name, value);
  return made;
}

inline Span with_transaction(Span made, std::uint64_t connection, std::uint64_t ordinal,
                             const std::string& status) {
  made.connection = connection;
  made.ordinal = ordinal;
  made.what.attributes.set(semconv::kDbTransactionStatus, status);
  return made;
}

}  // namespace goldwire::testing
