// Outputs: exchanges get what only the whole of them says.
#include "protocols/http1/outputs.h"

#include "protocols/http/event_stream.h"
#include "protocols/http1/conversation.h"

namespace goldwire::http1 {
namespace {

std::size_t octets_of(const http::Request& request) {
  return request.method.size() + request.target.size() + request.fields.held() +
         request.trailers.held() + request.body.kept.size();
}

/// gRPC-Web rides on any version of HTTP.
bool is_grpc_web(const Messages& messages) {
  constexpr std::string_view kType = "application/grpc-web";
  const http::Fields& fields =
      messages.has_request ? messages.request.fields : messages.response.fields;
  const std::string_view type = http::trimmed(fields.find("content-type").value_or(""));
  return http::same_name(type.substr(0, kType.size()), kType);
}

}  // namespace

std::size_t octets_of(const http::Response& response) {
  return response.reason.size() + response.fields.held() + response.trailers.held() +
         response.body.kept.size();
}

void Outputs::add(Pending& pending, std::size_t octets) {
  pending.held += octets;
  kept_ += octets;
}

void Outputs::count(Pending& pending) {
  const Messages& messages = *pending.messages;
  std::size_t octets = octets_of(messages.request) + octets_of(messages.response);
  for (const http::Interim& interim : messages.interims) octets += octets_of(interim.response);
  kept_ += octets - pending.held;
  pending.held = octets;
}

void Outputs::open(const Pending& pending) {
  const Exchange& exchange = pending.exchange;
  queue_.push_back(Opened{exchange.ordinal, *exchange.request.first, pending.waits});
}

void Outputs::announce_stream(Pending& pending) {
  const Messages& messages = *pending.messages;
  if (pending.waits || !messages.has_request) return;
  if (!http::is_event_stream(messages.response.fields)) return;
  pending.waits = true;
  open(pending);
}

void Outputs::settle(Pending&& pending) {
  kept_ -= pending.held;
  pending.exchange.protocol = protocol().name;
  if (is_grpc_web(*pending.messages)) pending.exchange.application = "grpc";
  pending.exchange.messages = std::move(pending.messages);
  queue_.push_back(std::move(pending.exchange));
}

Exchange Outputs::answered_elsewhere(Pending&& pending, Time time, std::uint64_t begin) {
  kept_ -= pending.held;
  Messages& messages = *pending.messages;
  messages.has_response = false;
  messages.interims.push_back({time, std::exchange(messages.response, {})});
  Exchange asked = std::move(pending.exchange);
  asked.request.begin -= begin;
  asked.request.end -= begin;
  asked.response = {};
  asked.messages = std::move(pending.messages);
  return asked;
}

}  // namespace goldwire::http1
