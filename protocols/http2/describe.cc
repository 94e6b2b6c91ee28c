// Describe and encode: an exchange as HTTP describes it, and its frames.
#include "protocols/http/describe.h"

#include "protocols/base/semconv.h"
#include "protocols/http2/codec.h"
#include "protocols/http2/conversation.h"

namespace goldwire::http2 {
namespace {

const Messages& messages_of(const Exchange& exchange) {
  return static_cast<const Messages&>(*exchange.messages);
}

}  // namespace

std::vector<Interaction> describe(const Exchange& exchange, const Terms& terms) {
  const Messages& messages = messages_of(exchange);
  std::vector<Interaction> out;
  out.push_back(http::describe(exchange, "http/2", terms));
  if (messages.pushed) out.back().attributes.set(semconv::kHttp2Pushed, true);
  return out;
}

std::string encode(const Exchange& exchange, Side side) {
  const Messages& messages = messages_of(exchange);
  // What is promised on a stream is answered on another one.
  constexpr std::uint32_t kAsked = 1;
  const std::uint32_t answered = messages.pushed ? 2 : kAsked;
  const http::Reset* const reset = messages.reset ? &*messages.reset : nullptr;
  const bool server_stopped = reset != nullptr && reset->by == Side::server && !reset->goaway;
  std::string out;
  if (side == Side::client) {
    out = std::string(kPreface) + write_settings();
    if (messages.has_request && !messages.pushed) {
      out += write_request(messages.request, kAsked, !server_stopped);
    }
    return out;
  }
  out = write_settings();
  if (messages.pushed) out += write_promise(messages.request, kAsked, answered);
  for (const http::Interim& interim : messages.interims) {
    out += write_interim(interim.response, answered);
  }
  if (messages.has_response) out += write_response(messages.response, answered);
  if (server_stopped) out += write_reset(reset->code, answered);
  return out;
}

const Protocol& protocol() {
  static const Protocol http2 = {"http/2", &detect, &open, &describe, &encode};
  return http2;
}

}  // namespace goldwire::http2
