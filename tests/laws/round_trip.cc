// Round trip: a dialogue of two texts, heard again.
#include "tests/laws/round_trip.h"

#include <algorithm>

#include "protocols/registry.h"

namespace goldwire::laws {
namespace {

/// A connection on which nothing but `client` and then `server` was said.
Transcript dialogue(const Written& octets, bool midstream) {
  Transcript transcript;
  transcript.midstream = midstream;
  Time now = from_unix_nano(1'000'000'000);
  const auto say = [&](Side side, const std::string& said, std::uint64_t acked) {
    if (!said.empty()) transcript.add(Chunk{side, 0, as_bytes(said), now, acked});
    now += std::chrono::milliseconds(1);
  };
  say(Side::client, octets.client, 0);
  say(Side::server, octets.server, octets.client.size());
  transcript.add(Close{Side::client, Ending::fin, now});
  transcript.add(Close{Side::server, Ending::fin, now});
  return transcript;
}

/// Without what the protocol that was handed over to says.
Heard only_first(Heard heard, std::string_view protocol) {
  std::erase_if(heard.exchanges,
                [&](const HeardExchange& one) { return one.exchange.protocol != protocol; });
  return heard;
}

}  // namespace

bool is_writable(const Exchange& exchange) {
  const auto kept = [](const Payload& payload) { return payload.captured == payload.size; };
  return exchange.incomplete.empty() &&
         std::ranges::all_of(describe(exchange, {}), [&](const Interaction& interaction) {
           return kept(interaction.request_payload) && kept(interaction.response_payload);
         });
}

std::vector<std::string> lines_of(const HeardExchange& exchange) {
  Heard one;
  one.exchanges.push_back(exchange);
  return shown(one, kWritten);
}

Written written(const Exchange& exchange) {
  const Protocol& framed = *protocol_named(exchange.protocol);
  return {framed.encode(exchange, Side::client), framed.encode(exchange, Side::server)};
}

Heard read_again(const HeardExchange& exchange, const Written& octets) {
  const Protocol& framed = *protocol_named(exchange.exchange.protocol);
  Opening opening = exchange.opening();
  opening.asked = nullptr;  // what was asked before the hand-over is written, too
  Heard heard = only_first(hear(framed, opening, dialogue(octets, false)), framed.name);
  if (shown(heard, kWritten) == lines_of(exchange)) return heard;
  opening.midstream = true;
  return only_first(hear(framed, opening, dialogue(octets, true)), framed.name);
}

}  // namespace goldwire::laws
