// OTLP: one mapping from Span to the messages; JSON is printed from the messages.
#include "agent/export/otlp.h"

#include <export/otlp.pb.h>
#include <map>

#include "agent/export/otlp_json.h"
#include "protocols/base/json.h"
#include "protocols/base/semconv.h"
#include "protocols/base/utf8.h"
#include "protocols/base/wire_writer.h"

namespace goldwire {
namespace {

std::string octets(std::uint64_t id) {
  WireWriter writer;
  writer.u64(id);
  return writer.take();
}

/// Protobuf's strings are UTF-8.
std::string well_formed(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t length = utf8_length(text);
    out += length > 0 ? text.substr(0, length) : "\ufffd";
    text.remove_prefix(length > 0 ? length : 1);
  }
  return out;
}

void set(otlp::AnyValue& to, const AttributeValue& value) {
  if (const auto* text = std::get_if<std::string>(&value)) {
    to.set_string_value(well_formed(*text));
  } else if (const auto* integer = std::get_if<std::int64_t>(&value)) {
    to.set_int_value(*integer);
  } else if (const auto* real = std::get_if<double>(&value)) {
    to.set_double_value(*real);
  } else if (const auto* flag = std::get_if<bool>(&value)) {
    to.set_bool_value(*flag);
  } else {
    otlp::ArrayValue& list = *to.mutable_array_value();
    for (const std::string& item : std::get<std::vector<std::string>>(value)) {
      list.add_values()->set_string_value(well_formed(item));
    }
  }
}

template <class Owner>
void add(Owner& owner, std::string_view key, const AttributeValue& value) {
  otlp::KeyValue& pair = *owner.add_attributes();
  pair.set_key(well_formed(key));
  set(*pair.mutable_value(), value);
}

void add_body(otlp::Span& to, const std::string& key, const Payload& payload) {
  if (const auto* body = std::get_if<std::string>(&payload.body)) {
    if (body->empty()) return;
    const bool readable = is_readable_text(*body);
    add(to, key, readable ? *body : base64(*body));
    if (!readable) add(to, key + ".encoding", std::string("base64"));
  } else if (const auto* value = std::get_if<Value>(&payload.body)) {
    add(to, key, write_json(*value));
    add(to, key + ".encoding", std::string("json"));
  }
}

otlp::Span::SpanKind kind_of(SpanKind kind) {
  switch (kind) {
    case SpanKind::server:
      return otlp::Span::SPAN_KIND_SERVER;
    case SpanKind::client:
      return otlp::Span::SPAN_KIND_CLIENT;
    case SpanKind::producer:
      return otlp::Span::SPAN_KIND_PRODUCER;
    case SpanKind::consumer:
      return otlp::Span::SPAN_KIND_CONSUMER;
    case SpanKind::internal:
      break;
  }
  return otlp::Span::SPAN_KIND_INTERNAL;
}

otlp::Status::StatusCode code_of(StatusCode code) {
  switch (code) {
    case StatusCode::ok:
      return otlp::Status::STATUS_CODE_OK;
    case StatusCode::error:
      return otlp::Status::STATUS_CODE_ERROR;
    case StatusCode::unset:
      break;
  }
  return otlp::Status::STATUS_CODE_UNSET;
}

void fill(otlp::Span& to, const Span& span) {
  const Interaction& what = span.what;
  to.set_trace_id(octets(span.trace_id.high) + octets(span.trace_id.low));
  to.set_span_id(octets(span.span_id));
  if (span.parent.span_id != 0) to.set_parent_span_id(octets(span.parent.span_id));
  to.set_name(well_formed(what.name));
  to.set_kind(kind_of(span.kind));
  to.set_start_time_unix_nano(static_cast<std::uint64_t>(unix_nano(what.start)));
  to.set_end_time_unix_nano(static_cast<std::uint64_t>(unix_nano(what.end)));
  for (const Attribute& attribute : what.attributes.all()) add(to, attribute.key, attribute.value);
  add(to, "goldwire.peer.service", span.peer().service);
  if (span.parent.evidence != Evidence::none) {
    add(to, "goldwire.parent.evidence", std::string(name_of(span.parent.evidence)));
    add(to, "goldwire.parent.confidence", span.parent.confidence);
  }
  if (!what.incomplete.empty()) {
    std::vector<std::string> reasons;
    for (const std::string_view reason : what.incomplete.names()) reasons.emplace_back(reason);
    add(to, "goldwire.incomplete", std::move(reasons));
  }
  add_body(to, "goldwire.request.body", what.request_payload);
  add_body(to, "goldwire.response.body", what.response_payload);
  for (const Event& event : what.events) {
    otlp::Event& out = *to.add_events();
    out.set_time_unix_nano(static_cast<std::uint64_t>(unix_nano(event.time)));
    out.set_name(well_formed(event.name));
    for (const Attribute& attribute : event.attributes.all()) {
      add(out, attribute.key, attribute.value);
    }
  }
  if (what.status.code != StatusCode::unset || !what.status.message.empty()) {
    to.mutable_status()->set_code(code_of(what.status.code));
    to.mutable_status()->set_message(well_formed(what.status.message));
  }
}

/// Spans grouped by service, in the order in which each service first comes.
class Document {
 public:
  explicit Document(const Attributes& common) : common_(common) {}

  void take(const Span& span) { fill(*scope_of(span.service().service).add_spans(), span); }
  const otlp::TracesData& data() const { return data_; }

 private:
  otlp::ScopeSpans& scope_of(const std::string& service) {
    otlp::ScopeSpans*& scope = by_service_[service];
    if (scope != nullptr) return *scope;
    otlp::ResourceSpans& resource = *data_.add_resource_spans();
    resource.set_schema_url(std::string(semconv::kSchemaUrl));
    add(*resource.mutable_resource(), "service.name", service);
    for (const Attribute& one : common_.all())
      add(*resource.mutable_resource(), one.key, one.value);
    scope = resource.add_scope_spans();
    scope->mutable_scope()->set_name("goldwire");
    return *scope;
  }

  const Attributes& common_;
  otlp::TracesData data_;
  std::map<std::string, otlp::ScopeSpans*> by_service_;
};

}  // namespace

std::string otlp_protobuf(std::span<const SharedSpan> spans, const Attributes& resource) {
  Document document(resource);
  for (const SharedSpan& span : spans) document.take(*span);
  return document.data().SerializeAsString();
}

OtlpRejection read_otlp_rejection(std::string_view response) {
  otlp::ExportTraceServiceResponse message;
  const bool read = message.ParseFromArray(response.data(), static_cast<int>(response.size()));
  if (!read || message.partial_success().rejected_spans() < 0) return {};
  return {static_cast<std::uint64_t>(message.partial_success().rejected_spans()),
          message.partial_success().error_message()};
}

std::string otlp_json(std::span<const Span> spans) {
  const Attributes none;
  Document document(none);
  for (const Span& span : spans) document.take(span);
  std::string out;
  write_otlp_json(out, document.data());
  return out;
}

}  // namespace goldwire
