// Span: an Interaction with its place in the world: who, to whom, which connection, which trace.
//
// Contract: one line of `goldwire spans --format jsonl` each. Ids are hashes of position
// (contract), so the same interaction seen twice has the same span_id. Spans own what they show.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "agent/wire/endpoint.h"
#include "agent/wire/vantage_lag.h"
#include "protocols/base/interaction.h"

namespace goldwire {

struct Clues;

enum class SpanKind : std::uint8_t { internal, server, client, producer, consumer };
std::string_view name_of(SpanKind kind);  ///< "SERVER", ...

struct Party {
  Endpoint endpoint;
  std::string
      service;  ///< a name from the services file or from what the host knows; else the address
  bool named = false;     ///< the services file names it
  bool external = false;  ///< listed under `external`, or a recognised third-party API
};

enum class Evidence : std::uint8_t { none, header, kafka_offset, containment, payload, learned };
std::string_view name_of(Evidence evidence);  ///< "header", "kafka-offset", ...; "" for none

struct Parent {
  std::uint64_t span_id = 0;  ///< 0: a root
  Evidence evidence = Evidence::none;
  double confidence = 0;  ///< 0..1
};

struct TraceId {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  std::string hex() const;
  friend auto operator<=>(const TraceId&, const TraceId&) = default;
};

struct Span {
  TraceId trace_id;
  std::uint64_t span_id = 0;
  Parent parent;  ///< filled by linking; a lone span has none
  SpanKind kind = SpanKind::internal;
  Party client;
  Party server;
  std::uint64_t connection = 0;  ///< hash of the tuple and first sequence numbers
  std::uint64_t ordinal = 0;     ///< of the exchange on its connection
  Time settled;                  ///< packet time at which the exchange was settled
  std::vector<VantageLag> lags;  ///< of each vantage, when several saw it; no part of its meaning
  Interaction what;
  std::shared_ptr<const Clues> clues;  ///< what `what` tells of its cause, once that was read

  /// The server of a SERVER span, else the caller.
  const Party& service() const { return kind == SpanKind::server ? server : client; }
  const Party& peer() const { return kind == SpanKind::server ? client : server; }
};

/// One that is shared: by those who may still be its children, and by the queues of all sinks.
using SharedSpan = std::shared_ptr<const Span>;

/// About how many octets of memory a span takes; for queues that are bounded by it.
std::size_t octets_of(const Span& span);

/// 16 lower-case hex digits.
std::string hex(std::uint64_t id);

}  // namespace goldwire
