// What the wire shows against what both peers themselves logged, message by message, on every
// capture of fixtures/websocket.
#include <fstream>
#include <gmock/gmock.h>
#include <map>
#include <zlib.h>

#include "protocols/base/json.h"
#include "protocols/base/semconv.h"
#include "protocols/websocket/message.h"
#include "tests/laws/hearing.h"
#include "tests/laws/recording.h"

namespace goldwire::websocket {
namespace {

const std::string kFolder = GOLDWIRE_SOURCE_DIR "/fixtures/websocket/";

/// One connection, as one side tells it.
struct Told {
  std::vector<std::string> sent;  ///< "text 5 103547413": type, size, Adler-32
  std::vector<std::string> received;
  std::vector<std::string> pings_sent;
  std::string close;  ///< "1000 done"
};
/// By path: no capture has one twice.
using ByPath = std::map<std::string, Told>;

std::string line_of(std::string_view type, std::string_view content) {
  const auto* octets = reinterpret_cast<const Bytef*>(content.data());
  const uLong sum = adler32(adler32(0, nullptr, 0), octets, static_cast<uInt>(content.size()));
  return std::string(type) + " " + std::to_string(content.size()) + " " + std::to_string(sum);
}

std::string text(const Value& line, std::string_view member) {
  const Value* value = line.find(member);
  if (value == nullptr) return "?";
  if (const Value::Number* number = value->number()) return number->text;
  return value->text() == nullptr ? "?" : *value->text();
}

ByPath logged(const std::string& name, std::string_view at) {
  std::ifstream in(kFolder + name + ".jsonl");
  ByPath out;
  for (std::string line; std::getline(in, line);) {
    const Value what = read_json(line).value();
    if (text(what, "at") != at) continue;
    Told& told = out[text(what, "path")];
    const std::string act = text(what, "what");
    const std::string type = text(what, "type");
    const std::string message = type + " " + text(what, "size") + " " + text(what, "adler32");
    if (act == "close") {
      told.close = text(what, "code") + " " + text(what, "reason");
    } else if (type == "ping" && act == "sent") {
      told.pings_sent.push_back(message);
    } else if (type == "text" || type == "binary") {
      (act == "sent" ? told.sent : told.received).push_back(message);
    }
  }
  return out;
}

void add_messages(const Voice& voice, std::vector<std::string>& data,
                  std::vector<std::string>& pings) {
  for (const Message& message : voice.messages) {
    if (message.type == Opcode::ping) pings.push_back(line_of("ping", message.content));
    if (!is_data(message.type)) continue;
    data.push_back(line_of(message.type == Opcode::text ? "text" : "binary", message.content));
  }
}

/// As the client would tell it.
ByPath seen(const std::string& name) {
  ByPath out;
  Limits limits;
  limits.body = 4U << 20;  // so that every message is kept, to be summed up here
  limits.held = 32U << 20;
  for (const laws::Recording& recording : laws::recordings_of(kFolder + name + ".pcap")) {
    for (const laws::HeardExchange& one :
         laws::hear(laws::reassembled(recording), limits).exchanges) {
      if (one.exchange.protocol != "websocket") continue;
      const auto& messages = static_cast<const Messages&>(*one.exchange.messages);
      const Interaction what = describe(one.exchange, {}).at(0);
      EXPECT_TRUE(what.incomplete.empty()) << what.name;
      Told& told = out[std::string(what.attributes.text(semconv::kUrlPath))];
      std::vector<std::string> answering_pings;
      add_messages(messages.client, told.sent, told.pings_sent);
      add_messages(messages.server, told.received, answering_pings);
      const auto code = what.attributes.integer(semconv::kWebsocketCloseCode);
      told.close = std::to_string(code.value_or(0)) + " " +
                   std::string(what.attributes.text(semconv::kWebsocketCloseReason));
    }
  }
  return out;
}

class PeersLog : public testing::TestWithParam<const char*> {};

TEST_P(PeersLog, SaysWhatTheWireSays) {
  const ByPath client = logged(GetParam(), "client");
  const ByPath server = logged(GetParam(), "server");
  const ByPath wire = seen(GetParam());
  ASSERT_FALSE(client.empty());
  ASSERT_EQ(wire.size(), client.size());
  std::size_t messages = 0;
  for (const auto& [path, told] : wire) {
    SCOPED_TRACE(path);
    ASSERT_TRUE(client.contains(path) && server.contains(path));
    EXPECT_EQ(told.sent, client.at(path).sent);
    EXPECT_EQ(told.sent, server.at(path).received);
    EXPECT_EQ(told.received, client.at(path).received);
    EXPECT_EQ(told.received, server.at(path).sent);
    EXPECT_EQ(told.pings_sent, client.at(path).pings_sent);
    EXPECT_EQ(told.close, client.at(path).close);
    messages += told.sent.size() + told.received.size();
  }
  EXPECT_GE(messages, 6U);
}

INSTANTIATE_TEST_SUITE_P(, PeersLog,
                         testing::Values("plain", "takeover", "no-takeover", "large", "closes",
                                         "python-client", "python-server", "python-plain",
                                         "browser"),
                         [](const auto& info) {
                           std::string name = info.param;
                           std::ranges::replace(name, '-', '_');
                           return name;
                         });

}  // namespace
}  // namespace goldwire::websocket
