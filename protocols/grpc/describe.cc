// Describe: the call's HTTP first, then what gRPC says by it.
#include "protocols/grpc/describe.h"

#include <algorithm>
#include <array>
#include <utility>

#include "protocols/base/json.h"
#include "protocols/base/semconv.h"
#include "protocols/grpc/body.h"
#include "protocols/grpc/codec.h"
#include "protocols/grpc/protobuf.h"
#include "protocols/grpc/status.h"
#include "protocols/grpc/status_details.h"
#include "protocols/http/describe.h"
#include "protocols/http/message.h"
#include "protocols/http/target.h"

namespace goldwire::grpc {
namespace {

constexpr std::string_view kStatus = "grpc-status";
constexpr std::string_view kMessage = "grpc-message";
constexpr std::string_view kDetails = "grpc-status-details-bin";
constexpr std::uint16_t kHttpOk = 200;
/// An error.type that nothing is known of (OpenTelemetry, "error attributes").
constexpr std::string_view kUnknownError = "_OTHER";

/// "/package.Service/Method".
struct MethodName {
  std::string_view service;
  std::string_view method;
};

std::optional<MethodName> method_of(const http::Messages& messages) {
  if (!messages.has_request) return std::nullopt;
  const http::Request& request = messages.request;
  std::string_view path = http::read_target(request.method, request.target).path;
  if (!path.starts_with('/')) return std::nullopt;
  path.remove_prefix(1);
  const std::size_t slash = path.rfind('/');
  if (slash == std::string_view::npos || slash == 0 || slash + 1 == path.size()) {
    return std::nullopt;
  }
  return MethodName{path.substr(0, slash), path.substr(slash + 1)};
}

std::string_view field(const http::Fields& fields, std::string_view name) {
  return fields.find(name).value_or("");
}

/// How a call ended. Its fields stand in the trailers; in the header section of an answer that has
/// nothing else ("Trailers-Only"); in the body of gRPC-Web.
struct Ended {
  std::optional<std::int64_t> code;
  std::string message;
  std::optional<std::vector<std::string>> details;
};

/// What the details say of the code and the message, as a JSON text.
std::string said_apart(const StatusDetails& status) {
  return write_json(Value::Object{{"code", Value(Value::Number{std::to_string(status.code)})},
                                  {"message", Value(status.message)}});
}

Ended end_of(const http::Response& response, const http::Fields& in_body, const Schemas* schemas) {
  Ended out;
  for (const http::Fields* fields : {&response.trailers, &in_body, &response.fields}) {
    // It may stand beside a status that is not known.
    if (fields->has(kMessage)) out.message = http::percent_decoded(field(*fields, kMessage));
    if (!fields->has(kStatus)) continue;
    out.code = read_status(http::trimmed(field(*fields, kStatus)));
    if (const auto value = fields->find(kDetails)) {
      if (auto status = read_status_details(*value, schemas)) {
        const bool same = status->code == out.code && status->message == out.message;
        if (!same) status->details.insert(status->details.begin(), said_apart(*status));
        out.details = std::move(status->details);
      }
    }
    break;
  }
  return out;
}

/// Whether `key` is the attribute of a field that is told in another way: where a status stands
/// says nothing of the call.
bool is_told_otherwise(std::string_view key, const Ended& ended) {
  for (const std::string_view prefix :
       {semconv::kHttpResponseHeaderPrefix, semconv::kHttpResponseTrailerPrefix}) {
    if (!key.starts_with(prefix)) continue;
    const std::string_view name = key.substr(prefix.size());
    return (ended.code && (name == kStatus || name == kMessage)) ||
           (ended.details && name == kDetails);
  }
  // The name of the method is all that there is of a route, and the code says more than a reset.
  return key == semconv::kHttpRoute || (ended.code && key == semconv::kErrorType);
}

/// Binary metadata in the one spelling that every peer knows.
AttributeValue spelt(const Attribute& attribute) {
  AttributeValue value = attribute.value;
  auto* const lines = std::get_if<std::vector<std::string>>(&value);
  if (lines == nullptr || !attribute.key.ends_with("-bin")) return value;
  for (std::string& line : *lines) {
    if (line.starts_with('\0')) line = base64(std::string_view(line).substr(1));
  }
  return value;
}

void add_trailers(Attributes& out, const http::Fields& trailers) {
  std::string key;
  for (std::size_t i = 0; i < trailers.size(); ++i) {
    key.assign(semconv::kHttpResponseTrailerPrefix).append(lower_case(trailers[i].name));
    out.append(key, trailers[i].value);
  }
}

class Call {
 public:
  Call(const Exchange& exchange, const Terms& terms)
      : messages_(static_cast<const http::Messages&>(*exchange.messages)),
        schemas_(terms.schemas.get()),
        method_(method_of(messages_)),
        whole_(exchange.incomplete.empty()),
        out_(http::describe(exchange, kName, terms)) {
    if (schemas_ != nullptr && method_)
      types_ = schemas_->method(method_->service, method_->method);
  }

  Interaction describe() && {
    std::optional<Form> form = form_of(field(messages_.request.fields, "content-type"));
    const bool unknown =
        messages_.request.unknown_fields != 0 && !messages_.request.fields.has("content-type");
    if (unknown) form = kUnknownForm;
    std::optional<std::uint64_t> asked;
    std::optional<std::uint64_t> answered;
    if (messages_.has_request && form) {
      asked = take_body(messages_.request.body, messages_.request.fields, *form,
                        out_.request_payload, types_ ? types_->request : std::string())
                  .messages;
    }
    if (messages_.has_response) {
      const http::Fields& fields = messages_.response.fields;
      if (const auto type = fields.find("content-type")) form = form_of(*type);
      if (form) {
        DescribedBody body =
            take_body(messages_.response.body, fields, *form, out_.response_payload,
                      types_ ? types_->response : std::string());
        answered = body.messages;
        in_body_ = std::move(body.trailers);
        // What a body of gRPC-Web ends with may be what was not kept.
        whole_ = whole_ && (body.all_seen || form->dialect == Dialect::http2);
      }
    }
    const Ended ended = end_of(messages_.response, in_body_, schemas_);
    out_.attributes = attributes(ended, asked, answered);
    judge(ended);
    return std::move(out_);
  }

 private:
  /// Reads a half's messages into `payload`, which HTTP described.
  DescribedBody take_body(const http::Body& body, const http::Fields& fields, const Form& form,
                          Payload& payload, const std::string& type) {
    const ReadMessage read = [&](std::string_view octets) {
      // Where no field told that it is JSON, it tells itself: no message of protobuf begins so.
      if (form.json || octets.starts_with('{')) {
        auto value = read_json(octets);
        return value ? std::move(*value) : read_unknown(octets);
      }
      std::optional<Value> value;
      if (!type.empty()) value = schemas_->read(type, octets);
      return value ? std::move(*value) : read_unknown(octets);
    };
    DescribedBody described =
        describe_body(body, payload, form, field(fields, "grpc-encoding"), read);
    payload = std::move(described.payload);
    out_.incomplete.add(described.reasons);
    return described;
  }

  Attributes attributes(const Ended& ended, std::optional<std::uint64_t> asked,
                        std::optional<std::uint64_t> answered) {
    Attributes out;
    out.set(semconv::kRpcSystem, std::string(kName));
    out_.name = kName;
    if (method_) {
      out.set(semconv::kRpcService, std::string(method_->service));
      out.set(semconv::kRpcMethod, std::string(method_->method));
      out_.name = std::string(method_->service).append("/").append(method_->method);
    }
    if (ended.code) out.set(semconv::kRpcGrpcStatusCode, *ended.code);
    if (asked) out.set(semconv::kRpcRequestMessages, static_cast<std::int64_t>(*asked));
    if (answered) out.set(semconv::kRpcResponseMessages, static_cast<std::int64_t>(*answered));
    if (const auto timeout = messages_.request.fields.find("grpc-timeout")) {
      out.set(semconv::kRpcTimeout, std::string(*timeout));
    }
    if (ended.details) out.set(semconv::kRpcStatusDetails, *ended.details);
    add_trailers(out_.attributes, in_body_);
    for (const Attribute& attribute : out_.attributes.all()) {
      if (!is_told_otherwise(attribute.key, ended)) out.set(attribute.key, spelt(attribute));
    }
    return out;
  }

  void fail(std::string_view type) {
    out_.status.code = StatusCode::error;
    out_.attributes.set(semconv::kErrorType, std::string(type));
  }

  void judge(const Ended& ended) {
    if (ended.code) {
      // Some servers send a message with OK, too.
      out_.status = {StatusCode::unset, *ended.code == 0 ? std::string() : ended.message};
      if (!is_server_error(*ended.code)) return;
      const std::string_view name = status_name(*ended.code);
      return fail(name.empty() ? std::to_string(*ended.code) : name);
    }
    // Only a failure has something to say.
    if (messages_.response.unknown_fields != 0 && !ended.message.empty()) {
      fail(kUnknownError);
      out_.status.message = ended.message;
      return;
    }
    // A reset is HTTP's to tell.
    if (messages_.reset || !messages_.has_response) return;
    // Somebody in between answered, who speaks no gRPC.
    const std::uint16_t http = messages_.response.status;
    if (http != 0 && http != kHttpOk) return fail(std::to_string(http));
    // A client takes an answer without a status for one of UNKNOWN.
    if (whole_) fail("UNKNOWN");
  }

  const http::Messages& messages_;
  const Schemas* schemas_;
  std::optional<MethodName> method_;
  std::optional<Schemas::Method> types_;
  http::Fields in_body_;
  bool whole_;  ///< a status that is not there was not sent
  Interaction out_;
};

}  // namespace

std::vector<Interaction> describe(const Exchange& exchange, const Terms& terms) {
  std::vector<Interaction> out;
  out.push_back(Call(exchange, terms).describe());
  return out;
}

const Protocol& protocol() {
  static const Protocol grpc = {kName, nullptr, nullptr, &describe, nullptr};
  return grpc;
}

}  // namespace goldwire::grpc
