// RunBuilder: makes linked spans by hand, as the agent would, for tests of what comes after it.
//
// Time goes on by a millisecond with every begin() and end(); ids come from the seed alone.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "agent/trace/trace.h"
#include "protocols/base/json.h"
#include "protocols/base/semconv.h"

namespace goldwire::test {

using Headers = std::vector<std::pair<std::string, std::string>>;

class RunBuilder {
 public:
  explicit RunBuilder(std::uint64_t seed)
      : random_(seed << 40 ^ seed * 0xD1342543DE82EF95ULL),
        now_(1'795'000'000'000'000'000 + static_cast<std::int64_t>(seed) * 61'000'000'000) {}

  std::uint64_t random() {  // splitmix64
    std::uint64_t z = random_ += 0x9E3779B97F4A7C15ULL;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31);
  }
  std::string hexadecimal() { return hex(random()); }
  std::string uuid() {
    const std::string a = hexadecimal();
    const std::string b = hexadecimal();
    return a.substr(0, 8) + "-" + a.substr(8, 4) + "-4" + a.substr(13) + "-a" + b.substr(0, 3) +
           "-" + b.substr(4);
  }
  std::string timestamp() const { return at("%FT%T", true); }
  std::string date_header() const { return at("%a, %d %b %Y %T GMT", false); }
  void wait(std::int64_t milliseconds) { now_ += milliseconds * 1'000'000; }
  std::int64_t clock_shift_ms = 0;

  /// Begins a span under `parent` (0: a root) and returns its id.
  std::uint64_t begin(SpanKind kind, std::string_view caller, std::string_view callee,
                      std::string_view name, std::string_view protocol, std::uint64_t parent,
                      Evidence evidence = Evidence::containment, double confidence = 0.9) {
    wait(1);
    Span span;
    span.span_id = random();
    span.parent = {parent, parent == 0 ? Evidence::none : evidence, parent == 0 ? 0 : confidence};
    span.kind = kind;
    span.client.service = caller;
    span.server.service = callee;
    span.client.named = span.server.named = caller != "driver";
    span.client.endpoint.address = address_of(caller);
    span.server.endpoint.address = address_of(callee);
    span.what.name = name;
    span.what.protocol = protocol;
    span.what.start = from_unix_nano(now_);
    span.what.request.first = span.what.start;
    span.trace_id.low = parent == 0 ? span.span_id : spans_[index_.at(parent)].trace_id.low;
    index_[span.span_id] = spans_.size();
    spans_.push_back(span);
    return span.span_id;
  }
  void end(std::uint64_t id) {
    wait(1);
    span(id).what.end = from_unix_nano(now_);
    span(id).what.response.last = span(id).what.end;
  }
  Span& span(std::uint64_t id) { return spans_[index_.at(id)]; }
  std::vector<Span>& spans() { return spans_; }

  // HTTP
  std::uint64_t request(std::string_view caller, std::string_view callee, std::string_view method,
                        std::string_view target, std::string_view name, std::uint64_t parent,
                        const Headers& headers, std::string_view body = {}) {
    const bool external = callee == "stripe" || callee == "dynamodb" || callee == "ses";
    const std::uint64_t id = begin(external ? SpanKind::client : SpanKind::server, caller, callee,
                                   name, "http/1.1", parent);
    Interaction& what = span(id).what;
    what.attributes.set(semconv::kHttpRequestMethod, std::string(method));
    const std::size_t mark = target.find('?');
    what.attributes.set(semconv::kUrlPath, std::string(target.substr(0, mark)));
    if (mark != std::string_view::npos) {
      what.attributes.set(semconv::kUrlQuery, std::string(target.substr(mark + 1)));
    }
    what.attributes.set(semconv::kServerAddress, "127.0.0.1");
    for (const auto& [key, value] : headers) {
      what.attributes.append(std::string(semconv::kHttpRequestHeaderPrefix) + key, value);
    }
    fill(what.request_payload, body);
    return id;
  }
  void answer(std::uint64_t id, int status, const Headers& headers, std::string_view body = {}) {
    Interaction& what = span(id).what;
    what.attributes.set(semconv::kHttpResponseStatusCode, std::int64_t{status});
    for (const auto& [key, value] : headers) {
      what.attributes.append(std::string(semconv::kHttpResponseHeaderPrefix) + key, value);
    }
    if (status >= 500 || (status >= 400 && span(id).kind == SpanKind::client)) {
      what.status.code = StatusCode::error;
      what.attributes.set(semconv::kErrorType, std::to_string(status));
    }
    fill(what.response_payload, body);
    end(id);
  }

  // PostgreSQL. `rows` and `parameters` are JSON lists.
  std::uint64_t statement(std::string_view caller, std::string_view name, std::string_view text,
                          std::uint64_t parent, std::string_view parameters = {},
                          std::string_view rows = {}, std::string_view sqlstate = {},
                          std::string_view transaction = "idle") {
    const std::uint64_t id = begin(SpanKind::client, caller, "bank-db", name, "postgresql", parent);
    Interaction& what = span(id).what;
    what.role = Role::query;
    what.attributes.set(semconv::kDbSystemName, "postgresql");
    if (!text.empty()) what.attributes.set(semconv::kDbQueryText, std::string(text));
    what.attributes.set(semconv::kDbTransactionStatus, std::string(transaction));
    if (!parameters.empty()) {
      what.request_payload.body = Value(Value::Object{{"parameters", *read_json(parameters)}});
    }
    if (!rows.empty()) {
      what.response_payload.body = Value(Value::Object{{"rows", *read_json(rows)}});
    }
    if (!sqlstate.empty()) {
      what.attributes.set(semconv::kDbResponseStatusCode, std::string(sqlstate));
      what.attributes.set(semconv::kErrorType, std::string(sqlstate));
      what.status = {StatusCode::error, "duplicate key value"};
    }
    end(id);
    return id;
  }

  // Kafka
  std::uint64_t send(std::string_view caller, std::string_view topic, std::uint64_t parent,
                     std::string_view key, const Headers& headers, std::string_view value) {
    const std::uint64_t id =
        begin(SpanKind::producer, caller, "kafka", "send " + std::string(topic), "kafka", parent);
    record(span(id).what, topic, "send", key, headers, value);
    end(id);
    return id;
  }
  std::uint64_t receive(std::string_view consumer, std::uint64_t sent, double confidence = 1) {
    const std::string topic(span(sent).what.attributes.text(semconv::kMessagingDestinationName));
    const std::uint64_t id = begin(SpanKind::consumer, consumer, "kafka", "receive " + topic,
                                   "kafka", sent, Evidence::kafka_offset, confidence);
    const Interaction from = span(sent).what;
    Interaction& what = span(id).what;
    what.attributes = from.attributes;
    what.role = Role::receive;
    what.attributes.set(semconv::kMessagingOperationType, "receive");
    what.request_payload = from.request_payload;
    end(id);
    return id;
  }

  /// Everything as one run; each root with what it caused is a trace.
  Run run() const {
    std::map<TraceId, Trace> traces;
    for (const Span& span : spans_) {
      Trace& trace = traces[span.trace_id];
      trace.id = span.trace_id;
      if (span.parent.span_id == 0) trace.root_span_id = span.span_id;
      trace.spans.push_back(span);
    }
    Run out;
    for (auto& [id, trace] : traces) out.traces.push_back(std::move(trace));
    return out;
  }

 private:
  /// Another one for each party.
  Address address_of(std::string_view party) {
    const auto [at, fresh] = addresses_.emplace(party, addresses_.size() + 1);
    return *Address::parse("10.0.0." + std::to_string(at->second));
  }
  std::string at(const char* format, bool milliseconds) const {
    const std::int64_t ms = now_ / 1'000'000 + clock_shift_ms;
    const std::time_t seconds = ms / 1000;
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    char text[64];
    std::strftime(text, sizeof text, format, &parts);
    if (!milliseconds) return text;
    return std::string(text) + "." + std::to_string(1000 + ms % 1000).substr(1) + "Z";
  }
  static void fill(Payload& payload, std::string_view body) {
    if (body.empty()) return;
    payload.body = std::string(body);
    payload.size = payload.wire_size = payload.captured = body.size();
  }
  void record(Interaction& what, std::string_view topic, std::string_view operation,
              std::string_view key, const Headers& headers, std::string_view value) {
    what.role = Role::send;
    what.attributes.set(semconv::kMessagingSystem, "kafka");
    what.attributes.set(semconv::kMessagingOperationType, std::string(operation));
    what.attributes.set(semconv::kMessagingDestinationName, std::string(topic));
    const std::size_t sum = key.empty() ? 0 : static_cast<unsigned char>(key.back());
    what.attributes.set(semconv::kMessagingDestinationPartitionId, std::to_string(sum % 3));
    what.attributes.set(semconv::kMessagingKafkaOffset, static_cast<std::int64_t>(random() % 1000));
    what.attributes.set(semconv::kMessagingKafkaMessageKey, std::string(key));
    Value::List list;
    for (const auto& [name, text] : headers) list.push_back(Value::List{Value(name), Value(text)});
    what.request_payload.body = Value(
        Value::Object{{"key", Value(key)}, {"headers", Value(list)}, {"value", Value(value)}});
  }

  std::uint64_t random_;
  std::int64_t now_;
  std::map<std::string, std::size_t, std::less<>> addresses_;
  std::vector<Span> spans_;
  std::map<std::uint64_t, std::size_t> index_;
};

}  // namespace goldwire::test
