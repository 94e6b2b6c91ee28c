// What `init` guesses about who is who.
#include "harness/commands/parties.h"

#include <gmock/gmock.h>

namespace goldwire {
namespace {

using testing::ElementsAre;

Span call(const char* client, const char* server, std::uint16_t port, std::string protocol) {
  Span span;
  span.kind = SpanKind::server;
  span.client.endpoint = {*Address::parse(client), 40000};
  span.server.endpoint = {*Address::parse(server), port};
  span.what.protocol = std::move(protocol);
  return span;
}

goldwire::Run run_of(std::vector<Span> spans) {
  goldwire::Run run;
  run.traces = {{.id = {}, .root_span_id = 0, .spans = std::move(spans)}};
  return run;
}

std::vector<std::string> lines(const std::vector<NamedParty>& parties) {
  std::vector<std::string> out;
  for (const NamedParty& party : parties) {
    std::string line = party.name + ":";
    for (const std::string& target : party.targets) line += " " + target;
    out.push_back(line);
  }
  return out;
}

TEST(Parties, AreNamedByHostElseByProtocol) {
  Span named = call("10.0.0.1", "10.0.0.2", 80, "http/1.1");
  named.what.attributes.set("server.address", std::string("orders.default.svc"));
  const auto run = run_of({named, call("10.0.0.2", "10.0.0.3", 5432, "postgresql"),
                           call("10.0.0.2", "10.0.0.4", 80, "http/1.1"),
                           call("10.0.0.2", "10.0.0.5", 80, "http/1.1")});
  EXPECT_THAT(lines(parties_of(run).services),
              ElementsAre("orders: 10.0.0.2", "postgresql: 10.0.0.3", "service-1: 10.0.0.4",
                          "service-2: 10.0.0.5"));
}

TEST(Parties, OneAddressWithSeveralPortsIsToldApartByPort) {
  const auto run = run_of({call("127.0.0.1", "127.0.0.1", 80, "http/1.1"),
                           call("127.0.0.1", "127.0.0.1", 5432, "postgresql")});
  EXPECT_THAT(lines(parties_of(run).services),
              ElementsAre("postgresql: 127.0.0.1:5432", "service: 127.0.0.1:80"));
}

TEST(Parties, ThirdPartiesAreExternal) {
  Span stripe = call("10.0.0.2", "10.0.0.9", 443, "http/1.1");
  stripe.server.external = true;
  stripe.what.external_api = "stripe";
  Span ses = call("10.0.0.2", "10.0.0.8", 443, "http/1.1");
  ses.server.external = true;
  ses.what.external_api = "aws";
  ses.what.attributes.set("rpc.system", std::string("aws-api"));
  ses.what.attributes.set("rpc.service", std::string("SES"));
  const Parties parties = parties_of(run_of({stripe, ses}));
  EXPECT_TRUE(parties.services.empty());
  EXPECT_THAT(lines(parties.external), ElementsAre("ses: 10.0.0.8:443", "stripe: 10.0.0.9:443"));
}

TEST(Parties, ConsumersAreNamedByTheirGroup) {
  Span receive = call("10.0.0.4", "10.0.0.7", 9092, "kafka");
  receive.kind = SpanKind::consumer;
  receive.what.attributes.set("messaging.consumer.group.name", std::string("mailer"));
  EXPECT_THAT(lines(parties_of(run_of({receive})).services),
              ElementsAre("kafka: 10.0.0.7", "mailer: 10.0.0.4"));
}

TEST(Parties, OutsideIsWhoCallsAndIsNeverCalled) {
  Span receive = call("10.0.0.4", "10.0.0.7", 9092, "kafka");
  receive.kind = SpanKind::consumer;
  const auto run = run_of({call("10.0.0.1", "10.0.0.2", 80, "http/1.1"),
                           call("10.0.0.2", "10.0.0.3", 80, "http/1.1"), receive});
  EXPECT_THAT(outside_addresses(run), ElementsAre("10.0.0.1"));
}

}  // namespace
}  // namespace goldwire
