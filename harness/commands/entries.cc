// From spans back to the messages they describe.
#include "harness/commands/entries.h"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <set>

#include "harness/canonical/outside.h"
#include "protocols/base/semconv.h"

namespace goldwire {
namespace {

std::vector<const Span*> entry_spans(const Run& run) {
  const Outside outside(run);
  std::vector<const Span*> out;
  for (const Trace& trace : run.traces) {
    for (const Span& span : trace.spans) {
      if (!span.what.control && outside.is_entry(span)) out.push_back(&span);
    }
  }
  std::ranges::sort(out, {}, [](const Span* span) {
    return std::tuple(span->what.start, span->connection, span->ordinal);
  });
  return out;
}

http::Fields fields_of_half(const Attributes& attributes, std::string_view prefix) {
  http::Fields out;
  for (const Attribute& attribute : attributes.all()) {
    if (!attribute.key.starts_with(prefix)) continue;
    const auto* const lines = std::get_if<std::vector<std::string>>(&attribute.value);
    const std::string_view name = std::string_view(attribute.key).substr(prefix.size());
    // The body is recorded decoded, and sent so.
    if (lines == nullptr || name == "content-encoding") continue;
    for (const std::string& line : *lines) out.add(name, line);
  }
  return out;
}

http::Body body_of(const Payload& payload) {
  http::Body out;
  if (const auto* const octets = std::get_if<std::string>(&payload.body)) out.kept = *octets;
  out.size = out.kept.size();
  return out;
}

std::string target_of(const Attributes& attributes) {
  std::string target(attributes.text(semconv::kUrlPath));
  const AttributeValue* const query = attributes.find(semconv::kUrlQuery);
  if (query != nullptr) target.append("?").append(attributes.text(semconv::kUrlQuery));
  return target;
}

std::string obstacle_of(const Interaction& what, const http::Request& request) {
  if (!what.protocol.starts_with("http/1.")) {
    return fmt::format("it is {}; only HTTP/1.x requests are driven", what.protocol);
  }
  if (request.method.empty() || what.incomplete.has(Reason::no_request)) {
    return "the request itself was not seen";
  }
  const Payload& payload = what.request_payload;
  if (payload.captured < payload.size) {
    return fmt::format("only {} of the {} octets of its body were recorded", payload.captured,
                       payload.size);
  }
  const bool touched = what.incomplete.has(Reason::gap) || what.incomplete.has(Reason::truncated) ||
                       what.incomplete.has(Reason::midstream);
  if (touched && what.response_payload.captured == what.response_payload.size) {
    return "a part of the request was lost";
  }
  if (request.method == "CONNECT" || request.fields.has("upgrade")) {
    return "it asks for another protocol on the connection";
  }
  return {};
}

replay::Recorded recorded(const Span& span) {
  const Interaction& what = span.what;
  replay::Recorded out;
  out.name = what.name;
  out.start = what.start;
  out.request.method = what.attributes.text(semconv::kHttpRequestMethod);
  out.request.target = target_of(what.attributes);
  out.request.version.minor = what.protocol == "http/1.0" ? 0 : 1;
  out.request.fields = fields_of_half(what.attributes, semconv::kHttpRequestHeaderPrefix);
  out.request.trailers = fields_of_half(what.attributes, semconv::kHttpRequestTrailerPrefix);
  out.request.body = body_of(what.request_payload);
  out.answer.status = static_cast<std::uint16_t>(
      what.attributes.integer(semconv::kHttpResponseStatusCode).value_or(0));
  out.answer.fields = fields_of_half(what.attributes, semconv::kHttpResponseHeaderPrefix);
  out.answer.body = body_of(what.response_payload);
  out.obstacle = obstacle_of(what, out.request);
  return out;
}

}  // namespace

replay::Entries entries_of(const Run& run) {
  replay::Entries out;
  for (const Span* const span : entry_spans(run)) out.push_back(recorded(*span));
  return out;
}

Result<std::string> entered_service(const Run& run) {
  std::set<std::string> services;
  for (const Span* const span : entry_spans(run)) services.insert(span->server.service);
  if (services.size() == 1) return *services.begin();
  if (services.empty()) {
    return failure("the recording holds no request from outside", {},
                   "name the system's own addresses in goldwire.yaml and record again");
  }
  return failure(
      fmt::format("the recorded requests went to several services: {}", fmt::join(services, ", ")),
      {}, "--target is one; narrow 'entries' in scenario.yaml and record again");
}

}  // namespace goldwire
