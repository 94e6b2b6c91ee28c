// What the agent exports, read by OpenTelemetry's own software, against what it wrote to a file.
#include <filesystem>
#include <gtest/gtest.h>
#include <map>
#include <sstream>

#include "agent/trace/jsonl.h"
#include "protocols/base/json.h"
#include "protocols/base/semconv.h"
#include "tests/agent/agent_process.h"
#include "tests/agent/traffic.h"

namespace goldwire::testing {
namespace {

namespace fs = std::filesystem;

const std::string kFolder = GOLDWIRE_SOURCE_DIR "/tests/agent/otlp_receiver";

/// The attributes of a span or resource, each as JSON of {"stringValue": ...} and the like.
std::map<std::string, std::string> attributes_of(const Value& owner) {
  std::map<std::string, std::string> all;
  const Value* const list = owner.find("attributes");
  if (list == nullptr || list->list() == nullptr) return all;
  for (const Value& one : *list->list()) {
    all[*one.find("key")->text()] = write_json(*one.find("value"));
  }
  return all;
}

/// An attribute as OTLP spells it, integers as text.
std::string spelled(const AttributeValue& value) {
  const auto object = [](const char* type, Value inner) {
    return write_json(Value::Object{{type, std::move(inner)}});
  };
  if (const auto* text = std::get_if<std::string>(&value)) return object("stringValue", *text);
  if (const auto* number = std::get_if<std::int64_t>(&value)) {
    return object("intValue", std::to_string(*number));
  }
  if (const auto* flag = std::get_if<bool>(&value)) return object("boolValue", *flag);
  Value::List items;
  for (const std::string& item : std::get<std::vector<std::string>>(value)) {
    items.push_back(Value::Object{{"stringValue", item}});
  }
  return object("arrayValue", Value::Object{{"values", std::move(items)}});
}

std::string text(const Value& owner, std::string_view name) {
  const Value* const value = owner.find(name);
  return value == nullptr || value->text() == nullptr ? "" : *value->text();
}

void expect_same(const Span& written, const Value& received) {
  EXPECT_EQ(text(received, "traceId"), written.trace_id.hex());
  EXPECT_EQ(text(received, "parentSpanId"),
            written.parent.span_id == 0 ? "" : hex(written.parent.span_id));
  EXPECT_EQ(text(received, "name"), written.what.name);
  EXPECT_EQ(text(received, "kind"), "SPAN_KIND_" + std::string(name_of(written.kind)));
  EXPECT_EQ(text(received, "startTimeUnixNano"), std::to_string(unix_nano(written.what.start)));
  EXPECT_EQ(text(received, "endTimeUnixNano"), std::to_string(unix_nano(written.what.end)));
  const Value* const status = received.find("status");
  EXPECT_EQ(status == nullptr ? "" : text(*status, "code"),
            written.what.status.code == StatusCode::error ? "STATUS_CODE_ERROR" : "");
  const auto attributes = attributes_of(received);
  for (const Attribute& one : written.what.attributes.all()) {
    const auto found = attributes.find(one.key);
    ASSERT_NE(found, attributes.end()) << one.key;
    EXPECT_EQ(found->second, spelled(one.value)) << one.key;
  }
  const auto* const body = std::get_if<std::string>(&written.what.response_payload.body);
  if (body != nullptr && !body->empty()) {
    // Octets that are no text go as base64, as in the file.
    const bool is_text = body->find('\xff') == std::string::npos;
    EXPECT_EQ(attributes.at("goldwire.response.body"), spelled(is_text ? *body : base64(*body)));
  }
  const auto resource = attributes_of(*received.find("resource"));
  EXPECT_EQ(resource.at("service.name"), spelled(written.service().service));
  EXPECT_EQ(resource.at("deployment.environment.name"), spelled(std::string("test")));
  EXPECT_EQ(text(received, "schemaUrl"), semconv::kSchemaUrl);
  EXPECT_EQ(text(*received.find("scope"), "name"), "goldwire");
}

TEST(ForeignReceiver, ReadsEverySpanAsItWasWritten) {
  NEEDS_CAPTURE();
  ASSERT_TRUE(fs::exists(GOLDWIRE_SOURCE_DIR "/tests/node_modules"))
      << "the receiver's packages are missing: npm ci --prefix tests";
  Child receiver({"node", kFolder + "/receiver.js"}, {});
  ASSERT_TRUE(receiver.output->read_until("listening ")) << receiver.errors->all();
  ASSERT_TRUE(receiver.output->read_until("\n"));
  const std::string port = receiver.output->text().substr(std::string("listening ").size());

  Receiver shop([](std::size_t number) {
    Reply reply;
    reply.status = number == 1 ? 503 : 200;
    reply.body = number == 2 ? std::string("\x00\xff\xfe octets", 10) : R"({"hello":"wörld"})";
    return reply;
  });
  const fs::path spans_file =
      fs::temp_directory_path() / ("goldwire-" + std::to_string(::getpid()) + ".jsonl");
  Agent agent(
      {"-o", spans_file.string(), "--filter", "tcp port " + shop.port()},
      {.environment = {
           "OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.30.3:" + port.substr(0, port.find('\n')),
           "OTEL_EXPORTER_OTLP_COMPRESSION=gzip", "OTEL_EXPORTER_OTLP_HEADERS=api-key=s%3D1",
           "OTEL_RESOURCE_ATTRIBUTES=deployment.environment.name=test"}});
  ASSERT_TRUE(agent.ready()) << agent.errors->all();
  Caller caller(shop);
  caller.get("/a?b=c");
  caller.ask(http::verb::post, "/fails", R"({"amount":5})");
  caller.get("/octets");
  EXPECT_EQ(agent.end(), 0) << agent.errors->all();
  EXPECT_EQ(agent.exported("otlp", "written"), 3U);

  std::map<std::string, Span> written;
  std::ifstream in(spans_file);
  for (std::string line; std::getline(in, line);) {
    Span span = *read_span(line);
    written[hex(span.span_id)] = span;
  }
  fs::remove(spans_file);
  ASSERT_EQ(written.size(), 3U);

  receiver.close_input();
  std::size_t received = 0;
  std::istringstream lines(receiver.output->all());
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with('{')) continue;
    const auto request = read_json(line);
    ASSERT_TRUE(request) << line;
    EXPECT_EQ(text(*request, "path"), "/v1/traces");
    const Value& headers = *request->find("headers");
    EXPECT_EQ(text(headers, "content-type"), "application/x-protobuf");
    EXPECT_EQ(text(headers, "content-encoding"), "gzip");
    EXPECT_EQ(text(headers, "api-key"), "s=1");
    EXPECT_TRUE(*request->find("same")->boolean()) << "a field that OpenTelemetry does not know";
    for (const Value& span : *request->find("spans")->list()) {
      ++received;
      ASSERT_TRUE(written.contains(text(span, "spanId"))) << line;
      expect_same(written.at(text(span, "spanId")), span);
    }
  }
  EXPECT_EQ(received, 3U) << receiver.errors->all();
}

}  // namespace
}  // namespace goldwire::testing
