// What is said of API calls against what the SDKs that made them know, on every capture of
// fixtures/apis. Their server is a loopback address: no name hangs on a host.
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <gtest/gtest.h>

#include "agent/trace/reading.h"
#include "protocols/base/json.h"
#include "protocols/base/semconv.h"

namespace goldwire::http {
namespace {

const std::string kFolder = GOLDWIRE_SOURCE_DIR "/fixtures/apis/";

std::vector<Span> spans_of_capture(const std::string& file) {
  ReadingOptions options;
  options.inputs = {file};
  Result<Reading> reading = read_run(options);
  if (!reading) throw std::runtime_error(reading.error().line());
  std::vector<Span> spans;
  for (Trace& trace : reading->run.traces) {
    for (Span& span : trace.spans) spans.push_back(std::move(span));
  }
  for (Span& span : reading->run.background) spans.push_back(std::move(span));
  std::ranges::sort(spans, {}, [](const Span& span) { return span.what.start; });
  return spans;
}

std::vector<Value> logged(const std::string& file) {
  std::ifstream in(file);
  std::vector<Value> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(*read_json(line));
  return lines;
}

std::string text_of(const Value& value) {
  if (value.text() != nullptr) return *value.text();
  if (value.number() != nullptr) return value.number()->text;
  std::string out;
  for (const Value& one : *value.list()) out += text_of(one) + ";";
  return out;
}

std::string text_of(const AttributeValue* value) {
  if (value == nullptr) return "absent";
  if (const auto* text = std::get_if<std::string>(value)) return *text;
  if (const auto* number = std::get_if<std::int64_t>(value)) return std::to_string(*number);
  std::string out;
  if (const auto* list = std::get_if<std::vector<std::string>>(value)) {
    for (const std::string& one : *list) out += one + ";";
  }
  return out;
}

void compare(const Span& span, const Value& line) {
  EXPECT_EQ(span.what.name, *line.find("name")->text());
  for (const Value::Member& one : *line.find("attributes")->object()) {
    EXPECT_EQ(text_of(span.what.attributes.find(one.first)), text_of(one.second))
        << span.what.name << ": " << one.first;
  }
  EXPECT_EQ(span.what.status.code == StatusCode::error, *line.find("failed")->boolean())
      << span.what.name;
  EXPECT_TRUE(span.what.incomplete.empty()) << span.what.name;
}

class ApiFixture : public testing::TestWithParam<std::string> {};

TEST_P(ApiFixture, SaysWhatTheSdkKnows) {
  const std::vector<Span> spans = spans_of_capture(kFolder + GetParam() + ".pcap");
  const std::vector<Value> lines = logged(kFolder + GetParam() + ".jsonl");
  ASSERT_EQ(spans.size(), lines.size());
  for (std::size_t i = 0; i < spans.size(); ++i) compare(spans[i], lines[i]);
}

TEST_P(ApiFixture, SaysWhoseApiItIs) {
  const std::string& name = GetParam();
  const bool own = name == "graphql" || name == "calls";
  const std::string external = own || name == "elastic" ? "" : name == "stripe" ? name : "aws";
  for (const Span& span : spans_of_capture(kFolder + name + ".pcap")) {
    const bool database = !span.what.attributes.text(semconv::kDbSystemName).empty();
    if (name != "calls") {
      EXPECT_EQ(span.what.external_api, external) << span.what.name;
    }
    const bool client = database || !external.empty();
    EXPECT_EQ(span.kind, client ? SpanKind::client : SpanKind::server) << span.what.name;
  }
}

std::vector<std::string> names() {
  std::vector<std::string> out;
  for (const auto& entry : std::filesystem::directory_iterator(kFolder)) {
    if (entry.path().extension() == ".pcap") out.push_back(entry.path().stem().string());
  }
  std::ranges::sort(out);
  return out;
}

INSTANTIATE_TEST_SUITE_P(All, ApiFixture, testing::ValuesIn(names()),
                         [](const auto& param) { return param.param; });

}  // namespace
}  // namespace goldwire::http
