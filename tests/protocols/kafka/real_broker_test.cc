// Captures of a real Kafka 3.9 broker, compared with the broker's own request log and with what the
// clients counted. Runs where GOLDWIRE_CAPTURES names the folder that has them.
#include <cstdlib>
#include <set>
#include <zlib.h>

#include "protocols/base/semconv.h"
#include "protocols/kafka/api.h"
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
    }
    log_ = read_log(path_ + ".reqlog.gz");
  }

  std::string path_;
  std::vector<Heard> heard_;
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
