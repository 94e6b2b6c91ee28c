// Codec: headers, and the passes over bodies that need no struct kept.
#include "protocols/kafka/codec.h"

#include <algorithm>
#include <type_traits>
#include <utility>

#include "protocols/kafka/bodies.h"
#include "protocols/kafka/field_value.h"

namespace goldwire::kafka {
namespace {

constexpr std::int16_t kUnsupportedVersion = 35;
constexpr std::int16_t kControlledShutdown = 7;

/// The header's own fields, up to where flexible headers have their tagged fields.
struct HeaderFields {
  std::int16_t api_key = 0;
  std::int16_t api_version = 0;
  std::int32_t correlation_id = 0;
  std::optional<std::string_view> client_id;

  static void visit(auto& v, auto& m) {
    v(field("apiKey"), m.api_key);
    v(field("apiVersion"), m.api_version);
    v(field("correlationId"), m.correlation_id);
    // The oldest header (ControlledShutdown 0) has no client id.
    if (m.api_key != kControlledShutdown || m.api_version != 0) {
      v(field("clientId").null(), m.client_id);
    }
  }
};

/// All that a response's header has.
struct ResponseHeaderFields {
  std::int32_t correlation_id = 0;
  static void visit(auto& v, auto& m) { v(field("correlationId"), m.correlation_id); }
};

template <class F>
auto with_body(int key, Side side, F&& f) {
  using R = decltype(f(std::type_identity<ProduceRequest>{}));
  return with_bodies<R>(key, R{}, [&]<class Request, class Response>() {
    return side == Side::client ? f(std::type_identity<Request>{})
                                : f(std::type_identity<Response>{});
  });
}

int response_version(int key, int version, FieldReader reader) {
  if (key != kApiVersions || version == 0) return version;
  std::int16_t error_code = 0;
  reader(field("errorCode"), error_code);
  return error_code == kUnsupportedVersion ? 0 : version;
}

Reading check_body(FieldReader reader, int key, Side side) {
  return with_body(key, side, [&]<class T>(std::type_identity<T>) {
    T body;
    reader.message(body);
    if (reader.lost()) return Reading::lost;
    return reader.complete() ? Reading::whole : Reading::malformed;
  });
}

}  // namespace

Decoded<RequestHeader> read_request_header(Frame& frame) {
  HeaderFields fields;
  FieldReader reader(frame, 0, 0, false);
  reader.message(fields);
  if (reader.stopped()) return std::unexpected(Malformed{"request header", reader.at()});
  frame.body = reader.at();
  if (flexible(fields.api_key, fields.api_version)) {
    FieldReader tags(frame, frame.body, 0, true);
    tags.tags();
    if (tags.stopped()) return std::unexpected(Malformed{"request header tags", tags.at()});
    frame.body = tags.at();
  }
  RequestHeader header{fields.api_key, fields.api_version, fields.correlation_id, {}};
  if (fields.client_id) header.client_id.emplace(*fields.client_id);
  return header;
}

Decoded<std::int32_t> read_response_header(Frame& frame, int key, int version) {
  FieldReader reader(frame, 0, 0, flexible_response_header(key, version));
  ResponseHeaderFields header;
  reader.message(header);
  if (reader.stopped()) return std::unexpected(Malformed{"response header", reader.at()});
  frame.body = reader.at();
  return header.correlation_id;
}

int response_version(int key, int version, const Frame& frame) {
  return response_version(key, version, FieldReader(frame, frame.body, 0, false));
}

Reading check_body(const Frame& frame, int key, int version, Side side) {
  if (side == Side::server) version = response_version(key, version, frame);
  return check_body(FieldReader(frame, frame.body, version, flexible(key, version), Keep::nothing),
                    key, side);
}

Reading check_strictly(Bytes octets, std::size_t length, std::size_t body, int key, int version,
                       Side side) {
  if (side == Side::server) {
    version = response_version(key, version, FieldReader(octets, length, body, 0, false));
  }
  FieldReader reader(octets, length, body, version, flexible(key, version), Keep::nothing);
  reader.be_strict();
  return check_body(reader, key, side);
}

std::optional<Value> body_value(const Frame& frame, int key, int version, Side side) {
  if (!described(key, version)) return std::nullopt;
  if (side == Side::server) version = response_version(key, version, frame);
  return with_body(key, side, [&]<class T>(std::type_identity<T>) -> std::optional<Value> {
    T body;
    if (read_body(frame, key, version, body) != Reading::whole) return std::nullopt;
    return FieldValue(version).message(body);
  });
}

std::optional<std::int16_t> produce_acks(const Frame& frame, int version) {
  FieldReader reader(frame, frame.body, version, flexible(kProduce, version), Keep::nothing);
  std::optional<std::string_view> transactional_id;
  std::int16_t acks = 0;
  reader(field("transactionalId").since(3).null(), transactional_id);
  reader(field("acks"), acks);
  if (reader.stopped()) return std::nullopt;
  return acks;
}

void wipe_secrets(Frame& frame, int version, Side side) {
  const auto wipe = [&]<class T>(std::type_identity<T>) {
    T body;
    if (read_body(frame, kSaslAuthenticate, version, body) != Reading::whole) {
      // Where the secret stands is not sure: nothing after the header stays.
      const std::size_t kept = std::min(frame.body, frame.octets.size());
      std::fill(frame.octets.begin() + static_cast<std::ptrdiff_t>(kept), frame.octets.end(), '\0');
      return;
    }
    if (body.auth_bytes.empty()) return;
    const auto at = static_cast<std::size_t>(body.auth_bytes.data() - frame.bytes().data());
    frame.octets.replace(at, body.auth_bytes.size(), body.auth_bytes.size(), '\0');
  };
  if (side == Side::client) {
    wipe(std::type_identity<SaslAuthenticateRequest>{});
  } else {
    wipe(std::type_identity<SaslAuthenticateResponse>{});
  }
}

void write_request_header(FieldWriter& out, const RequestHeader& header) {
  HeaderFields fields{header.api_key, header.api_version, header.correlation_id, header.client_id};
  FieldWriter plain(0, false);
  plain.message(fields);
  out.raw().text(plain.take());
  if (flexible(header.api_key, header.api_version)) out.varint(0);
}

void write_response_header(FieldWriter& out, int key, int version, std::int32_t correlation_id) {
  out.raw().i32(correlation_id);
  if (flexible_response_header(key, version)) out.varint(0);
}

std::string framed(std::string payload) {
  WireWriter out;
  out.u32(static_cast<std::uint32_t>(payload.size()));
  out.text(payload);
  return out.take();
}

std::string write_side(const Call& call, Side side) {
  const Frame& frame = side == Side::client ? call.request : call.response;
  if (frame.length == 0) return {};
  if (call.header && frame.whole() && described(call.header->api_key, call.header->api_version)) {
    RequestHeader header = *call.header;
    const int key = header.api_key;
    int version = header.api_version;
    if (side == Side::server) version = response_version(key, version, frame);
    const std::string written = with_body(key, side, [&]<class T>(std::type_identity<T>) {
      T body;
      if (read_body(frame, key, version, body) != Reading::whole) return std::string{};
      FieldWriter out(version, flexible(key, version));
      if (side == Side::client) {
        write_request_header(out, header);
      } else {
        write_response_header(out, key, version, header.correlation_id);
      }
      out.message(body);
      return framed(out.take());
    });
    if (!written.empty()) return written;
  }
  return framed(frame.octets);
}

}  // namespace goldwire::kafka
