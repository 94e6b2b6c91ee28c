// Captures of a real Kafka 3.9 broker, compared with the broker's own request log and with what the
// clients counted. Runs where GOLDWIRE_CAPTURES names the folder that has them.
#include <cstdlib>
#include <set>
#include <zlib.h>

#include "protocols/base/semconv.h"
#include "protocols/kafka/api.h"
#include "protocols/kafka/codec.h"
#include "tests/protocols/kafka/transcript.h"

namespace goldwire::kafka {
namespace {

std::string inflated(const std::string& path) {
  gzFile file = gzopen(path.c_str(), "rb");
  std::string out;
  char buffer[65536];
  for (int read = 0; (read = gzread(file, buffer, sizeof buffer)) > 0;) {
    out.append(buffer, static_cast<std::size_t>(read));
  }
  gzclose(file);
  return out;
}

using Counts = std::map<std::pair<int, int>, int>;  // requests by key and version

/// What stands in the broker's log of requests that came to its client listener.
struct Log {
  Counts requests;
  std::vector<Value> entries;
};

int integer(const Value& value, std::string_view name) {
  return std::stoi(value.find(name)->number()->text);
}

Log read_log(const std::string& path) {
  Log log;
  const std::string text = inflated(path);
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string line = text.substr(at, end - at);
    at = end + 1;
    const std::size_t open = line.find('{');
    const std::size_t close = line.rfind(" (kafka.request.logger)");
    if (open == std::string::npos || close == std::string::npos) continue;
    auto entry = read_json(std::string_view(line).substr(open, close - open));
    if (!entry) throw std::runtime_error("log line: " + line.substr(0, 200));
    if (*entry->find("listener")->text() != "PLAINTEXT") continue;
    const Value& header = *entry->find("requestHeader");
    ++log.requests[{integer(header, "requestApiKey"), integer(header, "requestApiVersion")}];
    log.entries.push_back(std::move(*entry));
  }
  return log;
}

class RealBroker : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    const char* const folder = std::getenv("GOLDWIRE_CAPTURES");
    if (folder == nullptr)
      GTEST_SKIP() << "GOLDWIRE_CAPTURES is not set: no real broker's captures";
    path_ = std::string(folder) + "/real-kafka/" + GetParam();
    for (const Transcript& transcript : read_capture(path_ + ".pcap")) {
      heard_.push_back(hear(transcript));
      client_ports_.push_back(transcript.client_port);
    }
    log_ = read_log(path_ + ".reqlog.gz");
  }

  std::string path_;
  std::vector<Heard> heard_;
  std::vector<int> client_ports_;
  Log log_;
};

TEST_P(RealBroker, SeesEveryRequestThatTheBrokerLogged) {
  Counts seen;
  for (const Heard& heard : heard_) {
    for (const Exchange& exchange : heard.exchanges) {
      const auto& call = static_cast<const Call&>(*exchange.messages);
      ASSERT_TRUE(call.header);
      ++seen[{call.header->api_key, call.header->api_version}];
    }
    for (const Side side : {Side::client, Side::server}) {
      const Account& account = heard.accounts[index_of(side)];
      EXPECT_EQ(account.taken, heard.fed[index_of(side)]);
      EXPECT_EQ(account.skipped + account.lost, 0U);
    }
  }
  EXPECT_EQ(seen, log_.requests);
}

TEST_P(RealBroker, EveryAnsweredExchangeIsWhole) {
  std::size_t whole = 0;
  for (const Heard& heard : heard_) {
    for (const Exchange& exchange : heard.exchanges) {
      const auto& call = static_cast<const Call&>(*exchange.messages);
      whole += exchange.incomplete.empty() ? 1 : 0;
      Reasons unanswered;
      unanswered.add(Reason::no_response);
      EXPECT_TRUE(exchange.incomplete.empty() || exchange.incomplete == unanswered)
          << api(call.header->api_key)->name << ' ' << call.header->api_version << ": "
          << (exchange.incomplete.empty() ? "" : exchange.incomplete.names().front());
    }
  }
  std::printf("%s: %zu exchanges whole\n", GetParam(), whole);
  EXPECT_GT(whole, 20U);
}

/// "127.0.0.1:29092-127.0.0.1:60724-0": the broker's side, the client's, and a count.
int client_port(const Value& entry) {
  const std::string& connection = *entry.find("connection")->text();
  const std::size_t end = connection.rfind('-');
  return std::stoi(connection.substr(connection.rfind(':', end) + 1));
}

TEST_P(RealBroker, ReadsEveryFieldAsTheBrokerDid) {
  std::map<std::pair<int, int>, const Call*> calls;  // by client port and correlation id
  for (std::size_t i = 0; i < heard_.size(); ++i) {
    for (const Exchange& exchange : heard_[i].exchanges) {
      const auto& call = static_cast<const Call&>(*exchange.messages);
      calls[{client_ports_[i], call.header->correlation_id}] = &call;
    }
  }
  std::size_t compared = 0;
  for (const Value& entry : log_.entries) {
    const Value& header = *entry.find("requestHeader");
    const auto found = calls.find({client_port(entry), integer(header, "correlationId")});
    ASSERT_NE(found, calls.end()) << write_json(header);
    const Call& call = *found->second;
    const int key = call.header->api_key;
    const int version = call.header->api_version;
    EXPECT_EQ(call.header->client_id.value_or(""), *header.find("clientId")->text());
    const auto request = body_value(call.request, key, version, Side::client);
    ASSERT_TRUE(request);
    EXPECT_EQ(write_json(*request), write_json(*entry.find("request")));
    ++compared;
    if (!call.answered) continue;
    const auto response = body_value(call.response, key, version, Side::server);
    ASSERT_TRUE(response);
    EXPECT_EQ(write_json(*response), write_json(*entry.find("response")));
    ++compared;
  }
  std::printf("%s: %zu messages equal the broker's own reading\n", GetParam(), compared);
  EXPECT_GT(compared, 100U);
}

/// What the clients counted (captures' README.md), by what was done to which topic.
struct Tally {
  int records = 0;
  int headers = 0;
  int nulls = 0;
  friend bool operator==(const Tally&, const Tally&) = default;
  friend void PrintTo(const Tally& tally, std::ostream* out) {
    *out << tally.records << " records, " << tally.headers << " headers, " << tally.nulls
         << " nulls";
  }
};
using Tallies = std::map<std::string, Tally>;

const Tallies& expected(const std::string& capture) {
  // A transaction that librdkafka aborts before it sends leaves nothing on the wire: 20 of 30. kcat
  // was given its 50 lines as one record each time, as the offsets in the broker's log say too;
  // three readers.
  static const std::map<std::string, Tallies> all = {
      {"kafka39-librdkafka-2.15.1",
       {{"send rd2-topic", {1000, 2000, 30}},
        {"send rd2-txn", {20, 0, 0}},
        {"receive rd2-topic", {1000, 2000, 30}}}},
      {"kafka39-java-classic",
       {{"send j-topic-classic", {1000, 1000, 30}},
        {"send j-txn", {20, 0, 0}},
        {"receive j-topic-classic", {1000, 1000, 30}},
        {"receive j-txn", {20, 0, 0}}}},
      {"kafka39-kafkajs",
       {{"send kjs-topic", {500, 1000, 50}},
        {"send kjs-txn", {3, 0, 0}},
        {"receive kjs-topic", {500, 1000, 50}}}},
      {"kafka39-platformatic",
       {{"send plt-topic", {400, 400, 0}}, {"receive plt-topic", {400, 400, 0}}}},
      {"kafka39-kcat", {{"send kcat-t", {5, 10, 0}}, {"receive kcat-t", {15, 30, 0}}}},
  };
  return all.at(capture);
}

TEST_P(RealBroker, GivesEveryRecordThatTheClientsCounted) {
  std::map<std::string, std::string> topics;  // what agent/trace does: ids from any connection
  for (const Heard& heard : heard_) {
    for (const Fact& fact : heard.facts) {
      if (fact.kind == "kafka.topic-id") topics[fact.key] = fact.value;
    }
  }
  Tallies seen;
  std::map<std::string, std::string> sent;  // by topic, partition and offset
  std::size_t links = 0;
  for (const bool receiving : {false, true}) {
    for (const Heard& heard : heard_) {
      for (const Interaction& it : heard.interactions()) {
        if (it.control) continue;
        ASSERT_EQ(it.role, it.name.starts_with("send ") ? Role::send : Role::receive) << it.name;
        if ((it.role == Role::receive) != receiving) continue;
        EXPECT_TRUE(it.incomplete.empty()) << shown(it);
        std::string topic(it.attributes.text(semconv::kMessagingDestinationName));
        if (topic.empty()) topic = topics[std::string(it.attributes.text(semconv::kKafkaTopicId))];
        Tally& tally = seen[(receiving ? "receive " : "send ") + topic];
        const Payload& payload = receiving ? it.response_payload : it.request_payload;
        const Value& record = std::get<Value>(payload.body);
        ++tally.records;
        tally.headers += static_cast<int>(record.find("headers")->list()->size());
        tally.nulls += record.find("value")->is_null() ? 1 : 0;
        const auto offset = it.attributes.integer(semconv::kMessagingKafkaOffset);
        if (!offset) continue;
        const std::string place =
            topic + '/' +
            std::string(it.attributes.text(semconv::kMessagingDestinationPartitionId)) + '/' +
            std::to_string(*offset);
        if (!receiving) {
          EXPECT_TRUE(sent.emplace(place, write_json(record)).second) << place;
        } else if (const auto same = sent.find(place); same != sent.end()) {
          EXPECT_EQ(same->second, write_json(record)) << place;
          ++links;
        }
      }
    }
  }
  EXPECT_EQ(seen, expected(GetParam()));
  std::printf("%s: %zu records received where they were sent\n", GetParam(), links);
  EXPECT_GE(links, 15U);
}

INSTANTIATE_TEST_SUITE_P(Captures, RealBroker,
                         testing::Values("kafka39-librdkafka-2.15.1", "kafka39-java-classic",
                                         "kafka39-kafkajs", "kafka39-platformatic", "kafka39-kcat"),
                         [](const auto& info) {
                           std::string name = info.param;
                           std::erase_if(name, [](char c) { return !std::isalnum(c); });
                           return name;
                         });

}  // namespace
}  // namespace goldwire::kafka
