// Truth spans: what goldwire saw of the bank, in the words of the truth files.
//
// Contract: each span is told, control traffic aside; one that is not whole says so, which no truth
// file does.
#pragma once

#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "agent/observe/services_file.h"
#include "agent/trace/reading.h"
#include "protocols/base/semconv.h"
#include "tests/end_to_end/respell.h"
#include "tests/end_to_end/telling.h"

namespace goldwire::truth {

inline std::string statement(const Span& span) {
  const Attributes& attributes = span.what.attributes;
  std::string out(attributes.text(semconv::kDbQueryText));
  const auto* const body = std::get_if<Value>(&span.what.request_payload.body);
  const Value* const bound = body != nullptr ? body->find("parameters") : nullptr;
  const std::size_t count =
      bound != nullptr && bound->list() != nullptr ? bound->list()->size() : 0;
  for (std::size_t i = 0; i < count; ++i) {
    out += fmt::format("{}${} = ", i == 0 ? " [" : ", ", i + 1);
    const std::string key = std::string(semconv::kDbQueryParameterPrefix) + std::to_string(i);
    if (attributes.find(key) != nullptr) {
      out += "'" + respell(std::string(attributes.text(key))) + "'";
    } else {
      out += (*bound->list())[i].is_null() ? "NULL" : "unknown";
    }
  }
  if (count > 0) out += "]";
  const std::string_view state = attributes.text(semconv::kDbResponseStatusCode);
  return state.empty() ? out : fmt::format("{} => {}", out, state);
}

inline std::string http(const Span& span) {
  const Attributes& attributes = span.what.attributes;
  const std::string_view query = attributes.text(semconv::kUrlQuery);
  return fmt::format("{} {}{}{} {} ({} octets, answer {})",
                     attributes.text(semconv::kHttpRequestMethod),
                     attributes.text(semconv::kUrlPath), query.empty() ? "" : "?", query,
                     attributes.integer(semconv::kHttpResponseStatusCode).value_or(-1),
                     span.what.request_payload.size, span.what.response_payload.size);
}

inline std::string rpc(const Span& span) {
  const Attributes& attributes = span.what.attributes;
  const AttributeValue* const id = attributes.find("http.request.header.x-request-id");
  const auto* const lines = id != nullptr ? std::get_if<std::vector<std::string>>(id) : nullptr;
  return fmt::format("{}/{} ended with {} ({} messages, {} back) for {}",
                     attributes.text(semconv::kRpcService), attributes.text(semconv::kRpcMethod),
                     attributes.integer(semconv::kRpcGrpcStatusCode).value_or(-1),
                     attributes.integer(semconv::kRpcRequestMessages).value_or(-1),
                     attributes.integer(semconv::kRpcResponseMessages).value_or(-1),
                     lines != nullptr ? fmt::to_string(fmt::join(*lines, ", ")) : "nobody");
}

inline std::string record(const Span& span) {
  const Attributes& attributes = span.what.attributes;
  return fmt::format("{}: offset {} key {}", span.client.service,
                     attributes.integer(semconv::kMessagingKafkaOffset).value_or(-1),
                     attributes.text(semconv::kMessagingKafkaMessageKey));
}

/// The outside world, which drives the bank, is in no services file.
inline std::string caller(const Span& span) {
  return span.client.named ? span.client.service : "driver";
}

inline void tell(const Span& span, Telling& out) {
  std::string doubt;
  for (const std::string_view reason : span.what.incomplete.names()) {
    doubt += fmt::format(" not whole: {}", reason);
  }
  const std::string from = span.client.endpoint.text();
  const Attributes& attributes = span.what.attributes;
  const std::string topic(attributes.text(semconv::kMessagingDestinationName));
  const std::string log =
      fmt::format("{}/{}", topic, attributes.text(semconv::kMessagingDestinationPartitionId));
  if (span.what.protocol == "postgresql") {
    const std::string where = span.client.service + " at " + from;
    out["postgres"].push_back({span.client.service, where, statement(span) + doubt});
  } else if (span.what.protocol.starts_with("http/")) {
    const std::string port = std::to_string(span.client.endpoint.port);
    out["access"].push_back(
        {span.server.service, from + " -> " + span.server.service, http(span) + doubt});
    out["calls"].push_back({caller(span),
                            caller(span) + ":" + port + " -> " + span.server.endpoint.text(),
                            http(span) + doubt});
  } else if (span.what.protocol == "grpc") {
    const std::string& client = span.client.service;
    const std::string& server = span.server.service;
    out["served"].push_back({server, from + " -> " + server, rpc(span) + doubt});
    out["called"].push_back(
        {client, client + " -> " + span.server.endpoint.text(), rpc(span) + doubt});
  } else if (span.kind == SpanKind::producer) {
    out["produced"].push_back({span.client.service + " " + topic, log, record(span) + doubt});
  } else if (span.kind == SpanKind::consumer) {
    const std::string group(attributes.text(semconv::kMessagingConsumerGroupName));
    out["consumed"].push_back({group + " " + topic, group + " at " + log, record(span) + doubt});
  } else {
    out["other"].push_back({span.what.protocol, from, span.what.name + doubt});
  }
}

/// What the run's spans say. "databases" holds the connections whose start was seen: only there
/// does a client say which database it wants.
inline Telling told(const Run& run) {
  std::vector<const Span*> spans;
  for (const Trace& trace : run.traces) {
    for (const Span& span : trace.spans) spans.push_back(&span);
  }
  for (const Span& span : run.background) spans.push_back(&span);
  std::ranges::sort(spans, {}, [](const Span* span) {
    return std::tuple(span->what.start, span->connection, span->ordinal, span->what.part);
  });
  Telling out;
  std::set<Said> databases;
  for (const Span* const span : spans) {
    if (span->what.control) continue;
    tell(*span, out);
    const std::string database(span->what.attributes.text(semconv::kDbNamespace));
    const std::string& client = span->client.service;
    if (!database.empty()) {
      databases.insert({client, client + " at " + span->client.endpoint.text(), database});
    }
  }
  out["databases"].assign(databases.begin(), databases.end());
  return out;
}

/// The spans of one capture of the bank.
inline Telling told(const std::string& capture) {
  ReadingOptions options;
  options.inputs = {capture};
  Result<Services> services = load_services(GOLDWIRE_SOURCE_DIR "/fixtures/bank/services.yaml");
  if (!services) throw std::runtime_error(services.error().line());
  options.services = *std::move(services);
  const Result<Reading> reading = read_run(options);
  if (!reading) throw std::runtime_error(reading.error().line());
  if (reading->stopped) throw std::runtime_error(reading->stopped->line());
  return told(reading->run);
}

/// Leaves only the databases of connections whose start `spans` saw: a capture that joins midway
/// cannot know the others.
inline void forget_unseen_databases(Telling& truth, const Telling& spans) {
  std::set<std::string> seen;
  for (const Said& said : spans.at("databases")) seen.insert(said.where);
  std::erase_if(truth["databases"], [&](const Said& said) { return !seen.contains(said.where); });
}

}  // namespace goldwire::truth
