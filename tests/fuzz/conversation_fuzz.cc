// Fuzzes every protocol of the registry: the input is a protocol and a script of chunks, holes and
// closes. Whatever it says: no crash, held memory under its limit, every octet accounted for, and
// what was heard can be described and encoded.
#include <cstdlib>
#include <iostream>

#include "protocols/base/wire_reader.h"
#include "protocols/registry.h"
#include "tests/laws/hearing.h"

namespace {

using namespace goldwire;

constexpr Limits kLimits{.body = 4096, .frame = 64U << 10, .held = 64U << 10, .pending = 32};

[[noreturn]] void broken(const std::string& law) {
  std::cerr << law << "\n";
  std::abort();
}

/// Two octets say what comes next (side, kind, length), then the octets of a chunk.
laws::Transcript scripted(WireReader& script) {
  laws::Transcript transcript;
  transcript.midstream = (script.u8() & 1) != 0;
  std::array<std::uint64_t, 2> offset{};
  Time now{};
  while (script.remaining() > 2) {
    const std::uint16_t order = script.u16();
    const Side side = (order & 1) == 0 ? Side::client : Side::server;
    const std::size_t i = index_of(side);
    const std::uint64_t length = order >> 4;
    now += std::chrono::milliseconds(1);
    if ((order & 0xE) == 2 && length != 0) {
      transcript.add(Gap{side, offset[i], length, Loss::acknowledged, now});
      offset[i] += length;
    } else {
      const Bytes octets = script.bytes(std::min<std::size_t>(length, script.remaining()));
      if (octets.empty()) continue;
      transcript.add(Chunk{side, offset[i], octets, now, offset[1 - i]});
      offset[i] += octets.size();
    }
  }
  transcript.add(Close{Side::client, Ending::fin, now});
  transcript.add(Close{Side::server, Ending::end_of_capture, now});
  return transcript;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  WireReader script(Bytes(data, size));
  const Protocol& protocol = *protocols()[script.u8() % protocols().size()];
  const laws::Transcript transcript = scripted(script);
  laws::overhear(protocol, transcript, kLimits, [](const Conversation& conversation) {
    if (conversation.held() > kLimits.held + 65536) broken("holds more than its limit");
  });
  const laws::Heard heard = laws::hear(protocol, transcript, kLimits);
  if (const std::string open = laws::open_account(heard); !open.empty()) broken(open);
  laws::shown(protocol, heard, laws::View{});
  for (const Exchange& exchange : heard.exchanges) {
    if (!exchange.incomplete.empty()) continue;
    protocol.encode(exchange, Side::client);
    protocol.encode(exchange, Side::server);
  }
  return 0;
}
