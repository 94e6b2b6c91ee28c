// OtlpConfig: the specification's variables, and one clear line for each that is wrong.
#include "agent/export/otlp_config.h"

#include <cstdlib>
#include <gtest/gtest.h>
#include <map>

namespace goldwire {
namespace {

/// The environment of one test; gone after it.
class Environment {
 public:
  explicit Environment(const std::map<std::string, std::string>& variables)
      : variables_(variables) {
    for (const auto& [name, value] : variables_) ::setenv(name.c_str(), value.c_str(), 1);
  }
  ~Environment() {
    for (const auto& [name, value] : variables_) ::unsetenv(name.c_str());
  }
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;

 private:
  const std::map<std::string, std::string> variables_;
};

using Variables = std::map<std::string, std::string>;

OtlpConfig config_of(const Variables& variables) {
  const Environment environment(variables);
  auto config = OtlpConfig::read();
  EXPECT_TRUE(config) << config.error().line();
  return config && *config ? **config : OtlpConfig();
}

/// The Error's line for one variable beside a good endpoint.
std::string error_of(const std::string& name, const std::string& value) {
  Variables variables{{"OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost:4318"}};
  variables[name] = value;
  const Environment environment(variables);
  const auto config = OtlpConfig::read();
  return config ? "" : config.error().line();
}

TEST(OtlpConfig, WithoutAnEndpointThereIsNone) {
  const auto unset = OtlpConfig::read();
  ASSERT_TRUE(unset);
  EXPECT_FALSE(*unset);
  const Environment empty(
      {{"OTEL_EXPORTER_OTLP_ENDPOINT", ""}, {"OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"}});
  const auto config = OtlpConfig::read();
  ASSERT_TRUE(config);
  EXPECT_FALSE(*config);
}

TEST(OtlpConfig, TheGeneralEndpointIsABase) {
  EXPECT_EQ(config_of({{"OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost:4318"}}).url(),
            "http://localhost:4318/v1/traces");
  EXPECT_EQ(config_of({{"OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost:4318/"}}).url(),
            "http://localhost:4318/v1/traces");
  EXPECT_EQ(config_of({{"OTEL_EXPORTER_OTLP_ENDPOINT", "https://example.com/otlp?key=1"}}).url(),
            "https://example.com/otlp/v1/traces?key=1");
}

TEST(OtlpConfig, TheTracesEndpointWinsAndIsTakenAsItIs) {
  const Variables both{{"OTEL_EXPORTER_OTLP_ENDPOINT", "http://a:1"},
                       {"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://b:2/spans"}};
  EXPECT_EQ(config_of(both).url(), "http://b:2/spans");
  EXPECT_EQ(config_of({{"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://b:2"}}).url(), "http://b:2/");
}

TEST(OtlpConfig, HostAndPortComeFromTheUrl) {
  const OtlpConfig plain = config_of({{"OTEL_EXPORTER_OTLP_ENDPOINT", "http://[::1]"}});
  EXPECT_EQ(plain.host, "::1");
  EXPECT_EQ(plain.port, "80");
  EXPECT_EQ(plain.authority, "[::1]");
  EXPECT_FALSE(plain.tls);
  const OtlpConfig secure = config_of({{"OTEL_EXPORTER_OTLP_ENDPOINT", "https://example.com"}});
  EXPECT_EQ(secure.port, "443");
  EXPECT_TRUE(secure.tls);
}

TEST(OtlpConfig, EverySettingIsRead) {
  const OtlpConfig config = config_of(
      {{"OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost:4318"},
       {"OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"},
       {"OTEL_EXPORTER_OTLP_HEADERS", "api-key=a%20b%2C, x = y=z ,"},
       {"OTEL_EXPORTER_OTLP_TIMEOUT", "1500"},
       {"OTEL_EXPORTER_OTLP_TRACES_COMPRESSION", "gzip"},
       {"OTEL_EXPORTER_OTLP_CERTIFICATE", "/ca.pem"},
       {"OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE", "/me.pem"},
       {"OTEL_EXPORTER_OTLP_CLIENT_KEY", "/me.key"},
       {"OTEL_SERVICE_NAME", "watcher"},
       {"OTEL_RESOURCE_ATTRIBUTES", "service.name=other,deployment.environment.name=test%3D1"}});
  const std::vector<std::pair<std::string, std::string>> headers{{"api-key", "a b,"}, {"x", "y=z"}};
  EXPECT_EQ(config.headers, headers);
  EXPECT_EQ(config.timeout, std::chrono::milliseconds(1500));
  EXPECT_TRUE(config.gzip);
  EXPECT_EQ(config.certificate, "/ca.pem");
  EXPECT_EQ(config.client_certificate, "/me.pem");
  EXPECT_EQ(config.client_key, "/me.key");
  EXPECT_EQ(config.resource.text("deployment.environment.name"), "test=1");
  EXPECT_EQ(config.resource.text("goldwire.agent.name"), "watcher");
  EXPECT_EQ(config.resource.find("service.name"), nullptr);
}

TEST(OtlpConfig, WhatIsWrongIsNamedWithItsVariableAndARemedy) {
  EXPECT_EQ(error_of("OTEL_EXPORTER_OTLP_ENDPOINT", "localhost:4318"),
            "OTEL_EXPORTER_OTLP_ENDPOINT: 'localhost:4318' is no http or https URL; write "
            "http://HOST:4318");
  EXPECT_NE(error_of("OTEL_EXPORTER_OTLP_ENDPOINT", "http://me:secret@host").find("holds a user"),
            std::string::npos);
  EXPECT_EQ(error_of("OTEL_EXPORTER_OTLP_ENDPOINT", "http://me:secret@host").find("secret"),
            std::string::npos);
  EXPECT_EQ(error_of("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"),
            "OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' is not spoken by this agent; write http/protobuf, "
            "and the receiver's port for it (4318 as a rule)");
  EXPECT_EQ(error_of("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "http/json").substr(0, 52),
            "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'http/json' is n");
  EXPECT_EQ(error_of("OTEL_EXPORTER_OTLP_HEADERS", "novalue"),
            "OTEL_EXPORTER_OTLP_HEADERS: 'novalue' is no NAME=VALUE; write name=value,name=value");
  EXPECT_NE(error_of("OTEL_EXPORTER_OTLP_HEADERS", "a=%0d%0ax: y").find("can be no HTTP header"),
            std::string::npos);
  EXPECT_NE(error_of("OTEL_EXPORTER_OTLP_HEADERS", "a=100%").find("percent"), std::string::npos);
  for (const char* const timeout : {"0", "-1", "10s", "99999999999"}) {
    EXPECT_NE(error_of("OTEL_EXPORTER_OTLP_TIMEOUT", timeout).find("milliseconds"),
              std::string::npos)
        << timeout;
  }
  EXPECT_NE(error_of("OTEL_EXPORTER_OTLP_COMPRESSION", "zstd").find("write gzip or none"),
            std::string::npos);
}

}  // namespace
}  // namespace goldwire
