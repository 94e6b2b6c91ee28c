// Stream: what is read of it, and what kind it is.
#include "protocols/http2/stream.h"

#include <charconv>

#include "protocols/http/event_stream.h"

namespace goldwire::http2 {

void Stream::touch(Side side, const Place& place) {
  Half& extent = this->extent(side);
  if (!extent.first) {
    extent.first = place.first;
    extent.begin = place.begin;
  }
  extent.end = place.end;
  extent.last = place.last;
}

bool Stream::over() const {
  const auto over = [](const StreamHalf& half) { return half.done; };
  // A request whose end may have been missed is over when it was answered.
  const StreamHalf& request = half(Side::client);
  return over(half(Side::server)) && (over(request) || request.doubted);
}

std::size_t Stream::octets() const {
  const auto octets_of = [](const http::Fields& fields, const http::Fields& trailers,
                            const http::Body& body) {
    return fields.held() + trailers.held() + body.kept.size();
  };
  const http::Request& request = messages->request;
  const http::Response& response = messages->response;
  std::size_t octets = octets_of(request.fields, request.trailers, request.body) +
                       octets_of(response.fields, response.trailers, response.body) +
                       request.target.size() + request.authority.size();
  for (const StreamHalf& half : halves) octets += half.keeper.held();
  return octets + interims;
}

bool is_miscounted(const Stream& stream, Side side) {
  const Messages& messages = *stream.messages;
  const bool client = side == Side::client;
  const http::Body& body = client ? messages.request.body : messages.response.body;
  const http::Fields& fields = client ? messages.request.fields : messages.response.fields;
  const auto said = fields.find("content-length");
  if (!said || !body.whole || !stream.half(side).done || messages.reset) return false;
  // What goes through a tunnel is no content.
  const std::uint16_t status = messages.response.status;
  if (messages.request.method == "CONNECT" && (client || status / 100 == 2)) return false;
  if (!client && body.size == 0) {
    // The length is that of a content which is not sent.
    const bool known = messages.has_request && status != 0;
    if (!known || messages.request.method == "HEAD" || status == 204 || status == 304) return false;
  }
  std::uint64_t length = 0;
  const auto [end, error] = std::from_chars(said->data(), said->data() + said->size(), length);
  return error != std::errc{} || end != said->data() + said->size() || length != body.size;
}

bool may_be_endless(const http::Request& request) {
  return request.method == "CONNECT" || http::accepts_event_stream(request.fields);
}

namespace {

bool has_grpc_type(const http::Fields& fields) {
  return fields.find("content-type").value_or("").starts_with("application/grpc");
}

}  // namespace

bool is_grpc(const http::Request& request) { return has_grpc_type(request.fields); }

bool may_be_grpc(const Stream& stream) {
  const Messages& messages = *stream.messages;
  return !stream.exchange.application.empty() || !messages.has_request ||
         messages.request.unknown_fields != 0;
}

bool sounds_like_grpc(const Stream& stream) {
  if (!may_be_grpc(stream)) return false;
  const http::Response& response = stream.messages->response;
  if (has_grpc_type(response.fields) || response.trailers.has("grpc-status")) return true;
  // Every call is a POST, and both sides send nothing but messages, if they come to it.
  const Messages& messages = *stream.messages;
  const http::LengthPrefixed& asked = stream.half(Side::client).counter;
  const http::LengthPrefixed& answered = stream.half(Side::server).counter;
  return messages.has_request &&
         (messages.request.method == "POST" || messages.request.method.empty()) &&
         asked.messages() + answered.messages() != 0 && asked.is_sound() && answered.is_sound();
}

std::optional<std::string> unnamed_status(const FieldSection& end) {
  constexpr std::size_t kLongest = 2;
  if (end.unknown != 1 || end.unnamed.size() != 1 || end.fields.has("grpc-status")) {
    return std::nullopt;
  }
  const std::string& value = end.unnamed.front();
  const bool number = !value.empty() && value.size() <= kLongest &&
                      value.find_first_not_of("0123456789") == std::string::npos;
  return number ? std::optional(value) : std::nullopt;
}

}  // namespace goldwire::http2
