// Describe: attributes first, then the name an API gives the call, then the payloads.
#include "protocols/http/describe.h"

#include <fmt/format.h>

#include "protocols/base/ascii.h"
#include "protocols/base/semconv.h"
#include "protocols/http/api.h"
#include "protocols/http/content_coding.h"
#include "protocols/http/route.h"
#include "protocols/http/target.h"

namespace goldwire::http {
namespace {

void add_fields(Attributes& out, std::string_view prefix, const Fields& fields) {
  std::string key;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    key.assign(prefix).append(lower_case(fields[i].name));
    out.append(key, fields[i].value);
  }
}

/// Said by HTTP/2's ":scheme" and by a target in absolute form.
void add_scheme(Attributes& out, const Request& request, const Target& target) {
  const std::string_view scheme =
      target.scheme.empty() ? std::string_view(request.scheme) : target.scheme;
  if (!scheme.empty()) out.set(semconv::kUrlScheme, lower_case(scheme));
}

void add_server(Attributes& out, const Request& request, const Target& target) {
  std::string_view text = target.authority;
  if (text.empty()) text = request.authority;
  if (text.empty()) text = request.fields.find("host").value_or("");
  const Authority authority = read_authority(text);
  if (authority.host.empty()) return;
  out.set(semconv::kServerAddress, std::string(authority.host));
  if (authority.port) out.set(semconv::kServerPort, std::int64_t{*authority.port});
}

struct Described {
  Payload payload;
  std::optional<std::uint64_t> digest;  ///< of a content that is kept only in part
  Reasons reasons;
};

Described describe_body(const Body& body, const Fields& fields) {
  Described out;
  out.payload.wire_size = body.wire_size;
  out.payload.size = body.size;
  if (body.uncoded) {
    out.payload.size = body.uncoded->size;
    if (body.kept.size() < body.uncoded->size) out.digest = body.uncoded->digest;
    out.payload.captured = body.kept.size();
    out.payload.body = body.kept;
    return out;
  }
  if (body.whole && body.kept.size() < body.size) out.digest = body.digest;
  if (body.kept.empty()) return out;
  const std::string codings = content_codings(fields);
  Content content = decode_content(codings, body.kept);
  const bool all_kept = body.kept.size() == body.size;
  const bool coded = content.decoding != Decoding::unknown && !codings.empty();
  if (coded) out.payload.size = content.size;
  switch (content.decoding) {
    case Decoding::whole:
      if (content.octets.size() < content.size && all_kept) {
        out.digest = content.digest != 0 ? content.digest : body.digest;
      }
      break;
    case Decoding::cut:
      // A body that was not kept to its end, or not seen to it, says so elsewhere or here.
      if (all_kept && body.whole) out.reasons.add(Reason::undecodable);
      if (!all_kept && body.whole) out.reasons.add(Reason::limit);
      break;
    case Decoding::limit:
      out.reasons.add(Reason::limit);
      break;
    case Decoding::unknown:
    case Decoding::damaged:
      out.reasons.add(Reason::undecodable);
      break;
  }
  out.payload.captured = content.octets.size();
  out.payload.body = std::move(content.octets);
  return out;
}

/// What is kept only in part is compared by its digest.
void add_digest(Attributes& out, std::string_view key, std::optional<std::uint64_t> digest) {
  if (digest) out.set(key, fmt::format("{:016x}", *digest));
}

void describe_request(Interaction& out, const Request& request, const Terms& terms) {
  Attributes& attributes = out.attributes;
  const Target target = read_target(request.method, request.target);
  attributes.set(semconv::kHttpRequestMethod, request.method);
  out.name = request.method;
  if (!target.path.empty()) {
    attributes.set(semconv::kUrlPath, std::string(target.path));
    const std::string route = route_of(target.path, terms.routes);
    attributes.set(semconv::kHttpRoute, route);
    out.name += " " + route;
  }
  if (target.query) attributes.set(semconv::kUrlQuery, std::string(*target.query));
  add_scheme(attributes, request, target);
  add_server(attributes, request, target);
  add_fields(attributes, semconv::kHttpRequestHeaderPrefix, request.fields);
  add_fields(attributes, semconv::kHttpRequestTrailerPrefix, request.trailers);
  if (request.unknown_fields != 0) {
    attributes.set(semconv::kHttpRequestUnknownFields, std::int64_t{request.unknown_fields});
  }
  Described body = describe_body(request.body, request.fields);
  out.request_payload = std::move(body.payload);
  out.incomplete.add(body.reasons);
  add_digest(attributes, semconv::kHttpRequestBodyDigest, body.digest);
}

void describe_response(Interaction& out, const Response& response) {
  Attributes& attributes = out.attributes;
  // A status that stood in what was compressed before joining is not known.
  if (response.status != 0) {
    attributes.set(semconv::kHttpResponseStatusCode, std::int64_t{response.status});
  }
  add_fields(attributes, semconv::kHttpResponseHeaderPrefix, response.fields);
  add_fields(attributes, semconv::kHttpResponseTrailerPrefix, response.trailers);
  if (response.unknown_fields != 0) {
    attributes.set(semconv::kHttpResponseUnknownFields, std::int64_t{response.unknown_fields});
  }
  if (response.status >= 500) {
    out.status.code = StatusCode::error;
    attributes.set(semconv::kErrorType, std::to_string(response.status));
  }
  Described body = describe_body(response.body, response.fields);
  out.response_payload = std::move(body.payload);
  out.incomplete.add(body.reasons);
  add_digest(attributes, semconv::kHttpResponseBodyDigest, body.digest);
}

Event describe_interim(const Interim& interim) {
  Event event{"http.response.interim", interim.time, {}};
  event.attributes.set(semconv::kHttpResponseStatusCode, std::int64_t{interim.response.status});
  add_fields(event.attributes, semconv::kHttpResponseHeaderPrefix, interim.response.fields);
  return event;
}

/// What a peer gave up is an error; what needs no more of its request is none.
void add_reset(Interaction& out, const Reset& reset) {
  const std::string_view by = reset.by == Side::client ? "client" : "server";
  out.attributes.set(semconv::kHttp2ResetCode, reset.name);
  out.attributes.set(semconv::kHttp2ResetBy, std::string(by));
  if (reset.code == 0 && !reset.goaway) return;
  out.status.code = StatusCode::error;
  out.status.message = reset.goaway ? fmt::format("not looked at: GOAWAY {}", reset.name)
                                    : fmt::format("reset by the {}: {}", by, reset.name);
  if (out.attributes.text(semconv::kErrorType).empty()) {
    out.attributes.set(semconv::kErrorType, reset.name);
  }
}

std::string version_text(const Version& version) {
  return version.major >= 2 ? std::to_string(version.major)
                            : fmt::format("{}.{}", version.major, version.minor);
}

}  // namespace

Interaction describe(const Exchange& exchange, std::string_view protocol, const Terms& terms) {
  const auto& messages = static_cast<const Messages&>(*exchange.messages);
  Interaction out;
  out.role = Role::call;
  out.name = "HTTP";  // what the conventions call a span whose method is not known
  out.protocol = protocol;
  out.request = exchange.request;
  out.response = exchange.response;
  out.start = exchange.request.first.value_or(exchange.response.first.value_or(Time{}));
  out.end = exchange.response.last.value_or(exchange.request.last.value_or(out.start));
  if (exchange.request.last && *exchange.request.last > out.end) out.end = *exchange.request.last;
  out.incomplete = exchange.incomplete;
  if (messages.has_request) describe_request(out, messages.request, terms);
  const Version version =
      messages.has_request ? messages.request.version : messages.response.version;
  out.attributes.set(semconv::kNetworkProtocolVersion, version_text(version));
  if (messages.has_response) describe_response(out, messages.response);
  if (messages.reset) add_reset(out, *messages.reset);
  for (const Interim& interim : messages.interims) out.events.push_back(describe_interim(interim));
  if (messages.has_request) describe_api(out, messages, terms);
  return out;
}

}  // namespace goldwire::http
