// The captures of fixtures/kafka, compared record by record with what their clients said.
#include <fstream>
#include <gmock/gmock.h>

#include "protocols/base/semconv.h"
#include "tests/protocols/kafka/transcript.h"

namespace goldwire::kafka {
namespace {

struct Case {
  const char* name;
  bool fetched_again = false;  ///< a rebalance made a consumer drop what it had fetched
};

/// A record as one line: where it is, and what is in it.
std::string line(std::string_view topic, const std::string& partition, std::int64_t offset,
                 Value key, Value value, Value headers) {
  return write_json(Value::List{Value(topic), Value(partition), Value::integer(offset),
                                std::move(key), std::move(value), std::move(headers)});
}

/// Text or octets as the clients' files spell them.
Value spelt(const Value& content) {
  if (const auto* text = content.text()) return base64(*text);
  if (const auto* blob = content.blob()) return base64(blob->octets);
  return nullptr;
}

struct Lines {
  std::vector<std::string> sent;
  std::vector<std::string> refused;  ///< without an offset: the broker gave none
  std::vector<std::string> received;
};

Lines said_by_clients(const std::string& path) {
  Lines lines;
  std::ifstream file(path);
  for (std::string text; std::getline(file, text);) {
    const Value entry = *read_json(text);
    const bool refused = !entry.find("error")->text()->empty();
    auto& list = *entry.find("what")->text() == "received" ? lines.received
                 : refused                                 ? lines.refused
                                                           : lines.sent;
    const std::int64_t offset = std::stoll(entry.find("offset")->number()->text);
    list.push_back(line(*entry.find("topic")->text(), entry.find("partition")->number()->text,
                        refused || offset < 0 ? -1 : offset, *entry.find("key"),
                        *entry.find("value"), *entry.find("headers")));
  }
  return lines;
}

Lines said_by_wire(const std::vector<Transcript>& transcripts) {
  Lines lines;
  for (const Transcript& transcript : transcripts) {
    for (const Interaction& it : hear(transcript).interactions()) {
      if (it.control) continue;
      EXPECT_TRUE(it.incomplete.empty()) << shown(it);
      const bool send = it.role == Role::send;
      const Value& record = std::get<Value>((send ? it.request_payload : it.response_payload).body);
      Value::List headers;
      for (const Value& header : *record.find("headers")->list()) {
        headers.push_back(Value::List{spelt(header.list()->front()), spelt(header.list()->back())});
      }
      auto& list = !send                                 ? lines.received
                   : it.status.code == StatusCode::error ? lines.refused
                                                         : lines.sent;
      list.push_back(
          line(it.attributes.text(semconv::kMessagingDestinationName),
               std::string(it.attributes.text(semconv::kMessagingDestinationPartitionId)),
               it.attributes.integer(semconv::kMessagingKafkaOffset).value_or(-1),
               spelt(*record.find("key")), spelt(*record.find("value")), std::move(headers)));
    }
  }
  return lines;
}

class Fixture : public testing::TestWithParam<Case> {
 protected:
  std::string path_ = std::string(GOLDWIRE_SOURCE_DIR) + "/fixtures/kafka/" + GetParam().name;
  std::vector<Transcript> transcripts_ = read_capture(path_ + ".pcap");
};

TEST_P(Fixture, GivesTheRecordsThatTheClientsSay) {
  Lines clients = said_by_clients(path_ + ".jsonl");
  Lines wire = said_by_wire(transcripts_);
  ASSERT_FALSE(clients.sent.empty() && clients.refused.empty());
  EXPECT_THAT(wire.sent, testing::UnorderedElementsAreArray(clients.sent));
  EXPECT_THAT(wire.refused, testing::IsSupersetOf(clients.refused));
  if (GetParam().fetched_again) {
    EXPECT_THAT(wire.received, testing::IsSupersetOf(clients.received));
  } else {
    EXPECT_THAT(wire.received, testing::UnorderedElementsAreArray(clients.received));
  }
}

TEST_P(Fixture, TakesEveryOctet) {
  for (const Transcript& transcript : transcripts_) {
    const Heard heard = hear(transcript);
    EXPECT_FALSE(heard.exchanges.empty());
    for (const Side side : {Side::client, Side::server}) {
      EXPECT_EQ(heard.accounts[index_of(side)], (Account{heard.fed[index_of(side)], 0, 0}));
    }
  }
}

TEST_P(Fixture, AnySplitGivesTheSameExchanges) {
  for (const Transcript& transcript : transcripts_) {
    const auto whole = shown(hear(transcript));
    for (const std::size_t split : {1U, 3U, 7U, 1000U}) {
      Hearing hearing;
      hearing.split = split;
      EXPECT_EQ(shown(hear(transcript, hearing)), whole) << "split every " << split;
    }
  }
}

TEST_P(Fixture, EncodesWhatItRead) {
  for (const Transcript& transcript : transcripts_) {
    for (const Exchange& exchange : hear(transcript).exchanges) {
      const auto& call = static_cast<const Call&>(*exchange.messages);
      if (!exchange.incomplete.empty()) continue;
      for (const Side side : {Side::client, Side::server}) {
        const Frame& frame = side == Side::client ? call.request : call.response;
        const std::string written = protocol().encode(exchange, side);
        EXPECT_EQ(written.size(), frame.length == 0 ? 0 : frame.length + kLengthSize);
        EXPECT_EQ(frame.length == 0 ? "" : written.substr(kLengthSize), frame.octets);
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Captures, Fixture,
                         testing::Values(Case{"codecs"}, Case{"acks"}, Case{"idempotent"},
                                         Case{"transaction"}, Case{"groups", true}, Case{"large"},
                                         Case{"errors"}, Case{"old-format"}, Case{"kafkajs"}),
                         [](const auto& info) {
                           std::string name = info.param.name;
                           std::erase(name, '-');
                           return name;
                         });

}  // namespace
}  // namespace goldwire::kafka
