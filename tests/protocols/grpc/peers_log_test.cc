// What the wire shows against what the peers themselves logged, call by call, on every capture of
// fixtures/grpc.
#include <algorithm>
#include <fmt/format.h>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <sstream>

#include "agent/observe/connection.h"
#include "protocols/base/json.h"
#include "protocols/base/semconv.h"
#include "protocols/grpc/descriptors.h"
#include "protocols/registry.h"
#include "tests/laws/recording.h"

namespace goldwire::grpc {
namespace {

const std::string kFolder = GOLDWIRE_SOURCE_DIR "/fixtures/grpc/";
/// What a client says of a call that it gave up itself.
constexpr std::int64_t kCancelled = 1;
constexpr std::int64_t kDeadlineExceeded = 4;

class Exchanges final : public Observer {
 public:
  void observed(Observed&& observed) override {
    if (auto* exchange = std::get_if<Exchange>(&observed.what)) all.push_back(std::move(*exchange));
  }
  std::vector<Exchange> all;
};

Terms ledger_terms() {
  std::ifstream in(kFolder + "ledger.binpb", std::ios::binary);
  std::ostringstream octets;
  octets << in.rdbuf();
  Terms terms;
  terms.schemas = *read_descriptors(octets.str(), "ledger.binpb");
  return terms;
}

/// Through dissection, reassembly and detection; by the call's own number.
std::map<std::string, std::vector<Interaction>> calls_on_wire(const std::string& name,
                                                              const Terms& terms) {
  Ledger ledger;
  Exchanges heard;
  const ConnectionLimits limits;
  for (const laws::Recording& recording : laws::recordings_of(kFolder + name + ".pcap")) {
    const auto segment = [](const laws::OwnedSegment& owned) {
      Segment out = owned.segment;
      out.payload = as_bytes(owned.octets);
      return out;
    };
    Connection connection(segment(recording.segments.front()), limits, ledger, heard);
    for (const laws::OwnedSegment& owned : recording.segments) connection.take(segment(owned));
    connection.finish(Ending::end_of_capture, recording.segments.back().segment.time);
  }
  std::map<std::string, std::vector<Interaction>> calls;
  for (const Exchange& exchange : heard.all) {
    for (Interaction& it : describe(exchange, terms)) {
      EXPECT_EQ(it.protocol, "grpc") << it.name;
      const AttributeValue* const call = it.attributes.find("http.request.header.x-call");
      if (call == nullptr) {
        ADD_FAILURE() << it.name << " has no number";
        continue;
      }
      calls[std::get<std::vector<std::string>>(*call).front()].push_back(std::move(it));
    }
  }
  return calls;
}

/// In one spelling: the peers write 64-bit numbers as text, wholes as 1.0, octets as base64, and
/// shorten what is long.
Value plain(const Value& value) {
  const auto brief = [](const std::string& text) {
    return text.size() > 200 ? fmt::format("{}#{}", text.substr(0, 40), text.size()) : text;
  };
  if (const auto* number = value.number()) {
    const std::string& text = number->text;
    return text.ends_with(".0") ? text.substr(0, text.size() - 2) : text;
  }
  if (const auto* blob = value.blob()) return brief(base64(blob->octets));
  if (const auto* text = value.text()) return brief(*text);
  if (const auto* list = value.list()) {
    Value::List out;
    for (const Value& item : *list) out.push_back(plain(item));
    return out;
  }
  if (const auto* object = value.object()) {
    Value::Object out;
    for (const auto& [name, member] : *object) out.emplace_back(name, plain(member));
    std::ranges::sort(out, {}, &Value::Member::first);
    return out;
  }
  return value;
}

std::string messages(const Payload& payload) {
  const Value* const list = std::get_if<Value>(&payload.body);
  return list == nullptr ? "[]" : write_json(plain(*list));
}

class PeersLog : public testing::TestWithParam<const char*> {};

TEST_P(PeersLog, SaysWhatTheWireShows) {
  const auto calls = calls_on_wire(GetParam(), ledger_terms());
  std::ifstream in(kFolder + GetParam() + ".jsonl");
  std::size_t made = 0;
  std::size_t given_up = 0;
  for (std::string text; std::getline(in, text);) {
    const Value line = *read_json(text);
    if (*line.find("role")->text() != "client") continue;
    ++made;
    const std::string& number = *line.find("call")->text();
    SCOPED_TRACE("call " + number);
    ASSERT_TRUE(calls.contains(number));
    const Interaction& it = calls.at(number).back();  // one refused for a GOAWAY is made again
    EXPECT_EQ(it.name, "bank.Ledger/" + *line.find("method")->text());
    EXPECT_EQ(messages(it.request_payload), write_json(plain(*line.find("requests"))));
    EXPECT_EQ(it.attributes.integer(semconv::kRpcRequestMessages),
              line.find("requests")->list()->size());
    const std::int64_t said = std::stoll(line.find("code")->number()->text);
    const auto code = it.attributes.integer(semconv::kRpcGrpcStatusCode);
    if (!code) {
      ++given_up;
      EXPECT_TRUE(said == kCancelled || said == kDeadlineExceeded) << said;
      EXPECT_FALSE(it.incomplete.empty());
      continue;
    }
    EXPECT_EQ(code, said);
    // A server that has answered may stop a client that still sends.
    const bool stopped = it.attributes.text(semconv::kHttp2ResetCode) == "NO_ERROR";
    EXPECT_TRUE(it.incomplete.empty() || stopped);
    if (said != 0 && said != kDeadlineExceeded) {  // the clients' own words for these differ
      EXPECT_EQ(it.status.message, *line.find("message")->text());
    }
    // A client drops the one answer of a call that failed.
    const std::string& method = *line.find("method")->text();
    if (said != 0 && (method == "Post" || method == "Import")) continue;
    EXPECT_EQ(messages(it.response_payload), write_json(plain(*line.find("responses"))));
    EXPECT_EQ(it.attributes.integer(semconv::kRpcResponseMessages),
              line.find("responses")->list()->size());
  }
  EXPECT_EQ(calls.size(), made);
  EXPECT_GT(made, 10U);
  EXPECT_LE(given_up, 3U);
}

INSTANTIATE_TEST_SUITE_P(Captures, PeersLog,
                         testing::Values("python-python", "python-node", "node-python", "node-node",
                                         "many-python", "many-node", "goaway-python", "goaway-node",
                                         "web"),
                         [](const auto& info) {
                           std::string name = info.param;
                           std::erase(name, '-');
                           return name;
                         });

class Details : public testing::TestWithParam<const char*> {};

TEST_P(Details, OfAStatusAndBinaryMetadataAreTold) {
  const auto calls = calls_on_wire(GetParam(), ledger_terms());
  constexpr const char* kRefused = "8";  // in peers/calls.json
  const AttributeValue* const details =
      calls.at(kRefused).back().attributes.find(semconv::kRpcStatusDetails);
  ASSERT_NE(details, nullptr);
  EXPECT_THAT(std::get<std::vector<std::string>>(*details),
              testing::ElementsAre(R"({"@type":"type.googleapis.com/bank.Fault",)"
                                   R"("field":"amount","reason":"below zero"})"));
  constexpr const char* kWithMetadata = "2";
  const AttributeValue* const metadata =
      calls.at(kWithMetadata).back().attributes.find("http.request.header.trace-bin");
  ASSERT_NE(metadata, nullptr);
  EXPECT_THAT(std::get<std::vector<std::string>>(*metadata),
              testing::ElementsAre(testing::StartsWith("AQIDBAU")));
}

INSTANTIATE_TEST_SUITE_P(Captures, Details,
                         testing::Values("python-python", "python-node", "node-python", "node-node",
                                         "web"),
                         [](const auto& info) {
                           std::string name = info.param;
                           std::erase(name, '-');
                           return name;
                         });

}  // namespace
}  // namespace goldwire::grpc
