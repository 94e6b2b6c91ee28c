// Fuzzes the conversation of one protocol, GOLDWIRE_FUZZED: one target is built of this for each.
// The input is a Script (script.h).
#include <array>

#include "protocols/http1/conversation.h"
#include "protocols/registry.h"
#include "tests/fuzz/conversation.h"
#include "tests/fuzz/outcome.h"

namespace {

using namespace goldwire;

/// What HTTP/1 carried over to a WebSocket: nothing, without compression, with it, with it anew for
/// each message.
constexpr std::array<std::string_view, 4> kHandshakes = {
    "", "GET /chat\r\nhost: a\r\n\r\nupgrade: websocket\r\n\r\n",
    "GET /chat\r\nhost: a\r\n\r\nsec-websocket-extensions: permessage-deflate\r\n\r\n",
    "GET /chat\r\nhost: a\r\n\r\nsec-websocket-extensions: permessage-deflate; "
    "client_no_context_takeover; server_no_context_takeover\r\n\r\n"};

/// What HTTP/1 hands over to HTTP/2: a request that is answered there.
Switch upgraded() {
  constexpr std::string_view kAsked =
      "GET /a HTTP/1.1\r\nHost: b\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
      "HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n\r\n";
  constexpr std::string_view kAgreed =
      "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n";
  laws::Transcript transcript;
  transcript.add(Chunk{Side::client, 0, as_bytes(kAsked), {}, 0});
  transcript.add(Chunk{Side::server, 0, as_bytes(kAgreed), {}, kAsked.size()});
  return *fuzz::hear(http1::protocol(), {}, transcript).moved;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Protocol& protocol = *protocol_named(GOLDWIRE_FUZZED);
  static const Switch from_http1 = upgraded();
  const fuzz::Script script = fuzz::read_script(Bytes(data, size));
  Opening opening;
  opening.midstream = script.midstream;
  fuzz::Compare compare = fuzz::Compare::descriptions;
  if (protocol.name == "websocket") {
    opening.carried = kHandshakes[script.beginning % kHandshakes.size()];
  } else if (protocol.name.starts_with("http/")) {
    compare = fuzz::Compare::messages;
    const bool is_upgraded = protocol.name == "http/2" && script.beginning % 2 == 1;
    if (is_upgraded) opening.asked = &*from_http1.asked;
  }
  fuzz::obey_laws(protocol, opening, script, compare);
  return 0;
}
