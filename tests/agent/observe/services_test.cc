// Names for addresses: every form of the contract, the most specific first, and clear refusals.
#include <gmock/gmock.h>

#include "agent/observe/services_file.h"

namespace goldwire {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

Endpoint endpoint(const char* address, std::uint16_t port) {
  return {*Address::parse(address), port};
}

std::string name(const Services& services, const char* address, std::uint16_t port,
                 std::string_view host = {}) {
  const ServiceName* found = services.name(endpoint(address, port), host);
  return found == nullptr ? "-" : found->external ? found->name + "!" : found->name;
}

TEST(Services, ReadsEveryFormOfTheContract) {
  const auto services = read_services(R"(
services:
  bff: ["10.0.0.2"]
  orders-db: ["10.0.0.9:5432"]
  net: ["10.1.0.0/16"]
  postgres: [":5432"]
  six: ["2001:db8::1", "[2001:db8::2]:80"]
external:
  stripe: ["10.0.0.20:443", "api.stripe.com"]
)",
                                      "services.yaml");
  ASSERT_TRUE(services) << services.error().line();
  EXPECT_EQ(name(*services, "10.0.0.2", 1234), "bff");
  EXPECT_EQ(name(*services, "10.0.0.9", 5432), "orders-db");
  EXPECT_EQ(name(*services, "10.0.0.9", 80), "-");
  EXPECT_EQ(name(*services, "10.1.200.3", 80), "net");
  EXPECT_EQ(name(*services, "192.168.0.1", 5432), "postgres");
  EXPECT_EQ(name(*services, "2001:db8::1", 1), "six");
  EXPECT_EQ(name(*services, "2001:db8::2", 80), "six");
  EXPECT_EQ(name(*services, "2001:db8::2", 81), "-");
  EXPECT_EQ(name(*services, "10.0.0.20", 443), "stripe!");
  EXPECT_EQ(name(*services, "1.2.3.4", 443, "API.stripe.com"), "stripe!");
  EXPECT_EQ(name(*services, "1.2.3.4", 443), "-");
}

TEST(Services, TheMostSpecificRuleWins) {
  const auto services = read_services(R"(
services:
  any: ["10.0.0.0/8"]
  near: ["10.2.0.0/16"]
  port: [":80"]
  one: ["10.2.0.1"]
  exact: ["10.2.0.1:80"]
)",
                                      "s");
  ASSERT_TRUE(services);
  EXPECT_EQ(name(*services, "10.2.0.1", 80), "exact");
  EXPECT_EQ(name(*services, "10.2.0.1", 81), "one");
  EXPECT_EQ(name(*services, "10.2.0.2", 80), "near");
  EXPECT_EQ(name(*services, "10.3.0.2", 80), "any");
  EXPECT_EQ(name(*services, "11.3.0.2", 80), "port");
}

TEST(Services, RefusesWithFileLineAndRemedy) {
  const auto bad = read_services("services:\n  bff: [\"10.0.0.300\"]\n  x: [\"1.2.3.4:99999\"]\n",
                                 "services.yaml");
  // A name of digits and dots is no host either, but it cannot be told from one; the port can.
  ASSERT_FALSE(bad);
  EXPECT_THAT(bad.error().line(), HasSubstr("services.yaml:3"));
  EXPECT_FALSE(read_services("services: [", "s"));
  EXPECT_FALSE(read_services("services: 5", "s"));
  EXPECT_FALSE(read_services("services:\n  a: {b: c}", "s"));
  EXPECT_FALSE(read_services("services:\n  ? [a, b]\n  : [10.0.0.1]\n", "s"));
}

TEST(Services, AFileThatCannotBeReadIsNotTakenForAnEmptyOne) {
  for (const char* const file : {"/no/such/file", "/"}) {
    const auto services = load_services(file);
    ASSERT_FALSE(services) << file;
    EXPECT_THAT(services.error().line(), HasSubstr("cannot be read; name a services file"));
  }
}

TEST(Services, WhatTheFilesOrderWouldDecideIsRefused) {
  const auto error_of = [](const char* text) {
    const auto services = read_services(text, "s");
    return services ? "" : services.error().line();
  };
  EXPECT_THAT(error_of("services:\n  a: [10.0.0.1]\n  b: [10.0.0.1/32]\n"),
              StartsWith("s:3: 10.0.0.1/32 is both 'a' and 'b'; "));
  EXPECT_THAT(error_of("services:\n  a: [10.1.0.0/16]\n  b: [10.1.2.3/16]\n"),
              StartsWith("s:3: 10.1.2.3/16 is both 'a' and 'b'; "));
  EXPECT_THAT(error_of("services:\n  a: [API.x.com]\nexternal:\n  b: api.x.com\n"),
              StartsWith("s:4: api.x.com is both 'a' and 'b'; "));
  EXPECT_THAT(error_of("services:\n  a: [\"2001:db8::1\"]\n  b: [\"[2001:DB8:0::1]\"]\n"),
              StartsWith("s:3: [2001:DB8:0::1] is both 'a' and 'b'; "));
  EXPECT_THAT(error_of("external:\n  a: [10.0.0.1]\nservices:\n  a: [10.0.0.2]\n"),
              StartsWith("s:4: 'a' stands here and on line 2; "));
  EXPECT_THAT(error_of("services:\n  a: [10.0.0.1]\nservices:\n  b: [10.0.0.2]\n"),
              StartsWith("s:3: 'services' stands here and on line 1; "));
  EXPECT_EQ(error_of("services:\n  a: [\"10.0.0.1:80\", 10.0.0.1, 10.0.0.1]\n"
                     "  b: [\"10.0.0.1:81\", 10.0.0.0/30]\n"),
            "");
}

TEST(Services, AFileThatIsNoneIsRefused) {
  for (const char* const text : {"hello", "[]", "schema: 2\n", "servces:\n  a: [\"1.2.3.4\"]\n"}) {
    EXPECT_FALSE(read_services(text, "s")) << text;
  }
}

TEST(Services, OtherKeysAndAnEmptyFileAreNoMatter) {
  EXPECT_TRUE(read_services("", "s"));
  EXPECT_TRUE(read_services("schema: 1\nredaction: {}\n", "s"));
}

}  // namespace
}  // namespace goldwire
