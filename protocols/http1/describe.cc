// Describe and encode: from an Exchange's messages to OpenTelemetry's words, and back to bytes.
#include "protocols/http/describe.h"

#include "protocols/http1/codec.h"
#include "protocols/http1/conversation.h"

namespace goldwire::http1 {
namespace {

const Messages& messages_of(const Exchange& exchange) {
  return static_cast<const Messages&>(*exchange.messages);
}

}  // namespace

std::vector<Interaction> describe(const Exchange& exchange, const Terms& terms) {
  const Messages& messages = messages_of(exchange);
  const http::Version version =
      messages.has_request ? messages.request.version : messages.response.version;
  std::vector<Interaction> out;
  out.push_back(http::describe(exchange, version.minor == 0 ? "http/1.0" : "http/1.1", terms));
  return out;
}

std::string encode(const Exchange& exchange, Side side) {
  const Messages& messages = messages_of(exchange);
  if (side == Side::client) {
    return messages.has_request ? write_request(messages.request, messages.request_framing)
                                : std::string();
  }
  std::string out;
  for (const http::Interim& interim : messages.interims) {
    out += write_response(interim.response, Framing::none);
  }
  if (messages.has_response) out += write_response(messages.response, messages.response_framing);
  return out;
}

const Protocol& protocol() {
  static const Protocol http1 = {"http/1.1", &detect, &open, &describe, &encode};
  return http1;
}

}  // namespace goldwire::http1
