// Spans: what one connection said, put into the world.
#include "agent/trace/spans.h"

#include <xxhash.h>

#include "agent/observe/position.h"
#include "agent/trace/context.h"
#include "protocols/base/semconv.h"

namespace goldwire {
namespace {

SpanKind kind_of(Role role, bool third_party) {
  switch (role) {
    case Role::call:
      return third_party ? SpanKind::client : SpanKind::server;
    case Role::query:
      return SpanKind::client;
    case Role::send:
      return SpanKind::producer;
    case Role::receive:
      return SpanKind::consumer;
  }
  return SpanKind::internal;
}

/// A host name says who is meant; an address or "localhost" says nothing that the tuple does not.
bool says_who(std::string_view host) {
  return !host.empty() && host != "localhost" && !Address::parse(host);
}

/// HTTP's rule for clients: every answer from 400 on is an error (contract, HTTP row); gRPC's:
/// every status but OK.
void judge_client_status(Span& span) {
  if (span.kind != SpanKind::client) return;
  const Attributes& attributes = span.what.attributes;
  const bool http = attributes.integer(semconv::kHttpResponseStatusCode).value_or(0) >= 400;
  const bool grpc = attributes.integer(semconv::kRpcGrpcStatusCode).value_or(0) != 0;
  if (!http && !grpc) return;
  if (span.what.status.code == StatusCode::unset) span.what.status.code = StatusCode::error;
}

/// Both halves are set: one that is zero is taken for an old 64-bit id by some backends.
TraceId trace_of(std::uint64_t span_id) {
  constexpr XXH64_hash_t kHighHalf = 1;
  return {XXH3_64bits_withSeed(&span_id, sizeof span_id, kHighHalf), span_id};
}

}  // namespace

Party client_party(const ConnectionInfo& connection, const Services& services) {
  Party party{connection.client, connection.client.address.text(), false, false};
  if (const ServiceName* name = services.name(connection.client, {})) {
    party.service = name->name;
    party.named = true;
    party.external = name->external;
  }
  return party;
}

Party server_party(const ConnectionInfo& connection, std::string_view host,
                   const Services& services) {
  Party party{connection.server, connection.server.address.text(), false, false};
  if (const ServiceName* name = services.name(connection.server, host)) {
    party.service = name->name;
    party.named = true;
    party.external = name->external;
  } else if (says_who(host)) {
    party.service = host;
  }
  return party;
}

std::vector<Span> spans_of(const ConnectionInfo& connection, Time settled, const Exchange& exchange,
                           const Services& services) {
  std::vector<Span> spans;
  for (Interaction& interaction : describe(exchange, services.terms())) {
    Span span;
    span.what = std::move(interaction);
    const std::string_view host = span.what.attributes.text(semconv::kServerAddress);
    span.client = client_party(connection, services);
    span.server = server_party(connection, host, services);
    if (!span.what.external_api.empty() && !span.server.named) span.server.external = true;
    span.kind = kind_of(span.what.role, span.server.external);
    judge_client_status(span);
    span.connection = connection.id;
    span.ordinal = exchange.ordinal;
    span.settled = settled;
    span.span_id = interaction_id(connection, exchange.request, exchange.response, span.what.part);
    const Context context = context_of(span.what);
    span.trace_id = context.trace_id.value_or(trace_of(span.span_id));
    if (context.parent_id != 0) {
      span.what.attributes.set(semconv::kApplicationParentId, hex(context.parent_id));
    }
    spans.push_back(std::move(span));
  }
  return spans;
}

}  // namespace goldwire
