// Guessing names, from the strongest hint to the weakest.
#include "harness/commands/parties.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>

#include "harness/canonical/outside.h"
#include "harness/files/nearest.h"
#include "harness/golden/rule.h"
#include "protocols/base/semconv.h"

namespace goldwire {
namespace {

struct Server {
  std::string name;
  bool external = false;
};

template <class Visit>
void each_span(const Run& run, Visit visit) {
  for (const Trace& trace : run.traces) {
    for (const Span& span : trace.spans) visit(span);
  }
  for (const Span& span : run.background) visit(span);
}

/// "api.stripe.com" -> "stripe"; "orders.default.svc" -> "orders".
std::string from_host(std::string_view host) {
  if (host.empty() || Address::parse(host) || host == "localhost") return {};
  for (const std::string_view prefix : {"api.", "www."}) {
    if (host.starts_with(prefix)) host.remove_prefix(prefix.size());
  }
  return std::string(host.substr(0, host.find('.')));
}

std::string guess(const Span& span) {
  if (span.server.named) return span.server.service;
  if (span.what.attributes.text(semconv::kRpcSystem) == "aws-api") {
    return plain_name(span.what.attributes.text(semconv::kRpcService));
  }
  if (!span.what.external_api.empty()) return span.what.external_api;
  const std::string host = from_host(span.what.attributes.text(semconv::kServerAddress));
  if (!host.empty()) return host;
  if (span.what.protocol.starts_with("http")) return "service";
  return span.what.protocol;
}

}  // namespace

Parties parties_of(const Run& run) {
  std::map<Endpoint, Server> servers;
  std::map<Address, std::set<std::uint16_t>> ports;
  each_span(run, [&](const Span& span) {
    Server& server = servers[span.server.endpoint];
    if (server.name.empty() || server.name == "service") server.name = guess(span);
    server.external = server.external || span.server.external;
    ports[span.server.endpoint.address].insert(span.server.endpoint.port);
  });
  // A service that only receives records is called by nobody, but is at work for others' causes.
  each_span(run, [&](const Span& span) {
    const Address& address = span.client.endpoint.address;
    if (span.kind != SpanKind::consumer || ports.contains(address)) return;
    const std::string_view group = span.what.attributes.text(semconv::kMessagingConsumerGroupName);
    Server& consumer = servers[{address, 0}];
    if (span.client.named) {
      consumer.name = span.client.service;
    } else if (consumer.name.empty() || consumer.name == "consumer") {
      consumer.name = group.empty() ? "consumer" : group;
    }
  });
  std::map<std::string, std::size_t> uses;
  for (const auto& [endpoint, server] : servers) ++uses[server.name];
  std::map<std::string, std::size_t> numbers;
  Parties parties;
  for (const auto& [endpoint, server] : servers) {
    const bool single = ports[endpoint.address].size() <= 1 && !server.external;
    std::string name = server.name;
    if (uses[name] > 1) name += fmt::format("-{}", ++numbers[server.name]);
    (server.external ? parties.external : parties.services)
        .push_back({name, {single ? endpoint.address.text() : endpoint.text()}});
  }
  std::ranges::sort(parties.services, {}, &NamedParty::name);
  std::ranges::sort(parties.external, {}, &NamedParty::name);
  return parties;
}

std::optional<std::vector<std::string>> others_than(std::string_view pattern, const Golden& golden,
                                                    const Services& services) {
  std::set<std::string> known{std::string(kOutside)};
  for (const ServiceName& one : services.names()) known.insert(one.name);
  for (const GoldenSpan& span : golden.spans) known.insert({span.caller, span.callee});
  const auto fits = [&](const std::string& name) { return matches_glob(pattern, name); };
  if (std::ranges::any_of(known, fits)) return std::nullopt;
  return nearest_first(pattern, {known.begin(), known.end()});
}

std::set<std::string> outside_addresses(const Run& run) {
  std::set<std::string> outside;
  each_span(run, [&](const Span& span) { outside.insert(span.client.endpoint.address.text()); });
  each_span(run, [&](const Span& span) {
    outside.erase(span.server.endpoint.address.text());
    if (span.kind == SpanKind::consumer) outside.erase(span.client.endpoint.address.text());
  });
  return outside;
}

}  // namespace goldwire
