// The list: one line per protocol.
#include "protocols/registry.h"

#include <array>

#include "protocols/http1/conversation.h"
#include "protocols/kafka/conversation.h"
#include "protocols/postgres/conversation.h"

namespace goldwire {

std::span<const Protocol* const> protocols() {
  static const std::array list = {
      &http1::protocol(),
      &postgres::protocol(),
      &kafka::protocol(),
  };
  return list;
}

const Protocol* protocol_named(std::string_view name) {
  for (const Protocol* protocol : protocols()) {
    if (protocol->name == name) return protocol;
  }
  return nullptr;
}

Detection detect(Bytes client, Bytes server, bool direction_known, bool last) {
  Fit best = Fit::unsure;
  bool unsure = false;
  std::optional<Detected> found;
  const auto consider = [&](Bytes from, Bytes to, bool swapped) {
    for (const Protocol* protocol : protocols()) {
      if (best == Fit::certain) return;  // no later one can be fitter
      const Fit fit = protocol->detect(from, to);
      unsure = unsure || fit == Fit::unsure;
      if (fit <= best) continue;
      best = fit;
      found = Detected{protocol, swapped};
    }
  };
  consider(client, server, false);
  if (!direction_known) consider(server, client, true);

  if (best == Fit::certain || last) return {found, false};
  // What is only likely may still be contradicted by the silent side or by a protocol that is
  // unsure.
  if (unsure || (found && (client.empty() || server.empty()))) return {std::nullopt, true};
  return {found, false};
}

}  // namespace goldwire
