// The list: one line per protocol.
#include "protocols/registry.h"

#include <array>

#include "protocols/grpc/describe.h"
#include "protocols/http1/conversation.h"
#include "protocols/http2/conversation.h"
#include "protocols/kafka/conversation.h"
#include "protocols/postgres/conversation.h"
#include "protocols/websocket/conversation.h"

namespace goldwire {

std::span<const Protocol* const> protocols() {
  static const std::array list = {
      &http1::protocol(), &http2::protocol(),     &postgres::protocol(),
      &kafka::protocol(), &websocket::protocol(),
  };
  return list;
}

std::span<const Protocol* const> riders() {
  static const std::array list = {&grpc::protocol()};
  return list;
}

const Protocol* protocol_named(std::string_view name) {
  for (const std::span<const Protocol* const> list : {protocols(), riders()}) {
    for (const Protocol* protocol : list) {
      if (protocol->name == name) return protocol;
    }
  }
  return nullptr;
}

std::vector<Interaction> describe(const Exchange& exchange, const Terms& terms) {
  const Protocol* by =
      exchange.application.empty() ? nullptr : protocol_named(exchange.application);
  if (by == nullptr) by = protocol_named(exchange.protocol);
  return by->describe(exchange, terms);
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

  // It may be spoken either way round: more of it tells.
  const bool either_way = found && !found->swapped && !direction_known &&
                          found->protocol->detect(server, client) == best;
  if (last || (best == Fit::certain && !either_way)) return {found, false};
  // What is only likely may still be contradicted by the silent side or by a protocol that is
  // unsure.
  if (unsure || either_way || (found && (client.empty() || server.empty())))
    return {std::nullopt, true};
  return {found, false};
}

}  // namespace goldwire
