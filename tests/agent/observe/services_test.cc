// Names for addresses: every form of the contract, the most specific first, and clear refusals.
#include "agent/observe/services.h"

#include <gtest/gtest.h>

namespace goldwire {
namespace {

Endpoint endpoint(const char* address, std::uint16_t port) {
  return {*Address::parse(address), port};
}

std::string name(const Services& services, const char* address, std::uint16_t port,
                 std::string_view host = {}) {
  const ServiceName* found = services.name(endpoint(address, port), host);
  return found == nullptr ? "-" : found->external ? found->name + "!" : found->name;
}

TEST(Services, ReadsEveryFormOfTheContract) {
  const auto services = Services::parse(R"(
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
  const auto services = Services::parse(R"(
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
  const auto bad = Services::parse("services:\n  bff: [\"10.0.0.300\"]\n  x: [\"1.2.3.4:99999\"]\n",
                                   "services.yaml");
  // A name of digits and dots is no host either, but it cannot be told from one; the port can.
  ASSERT_FALSE(bad);
  EXPECT_NE(bad.error().line().find("services.yaml:3"), std::string::npos) << bad.error().line();
  EXPECT_FALSE(Services::parse("services: [", "s"));
  EXPECT_FALSE(Services::parse("services: 5", "s"));
  EXPECT_FALSE(Services::parse("services:\n  a: {b: c}", "s"));
  EXPECT_FALSE(Services::load("/no/such/file"));
}

TEST(Services, AFileThatIsNoneIsRefused) {
  for (const char* const text : {"hello", "[]", "schema: 2\n", "servces:\n  a: [\"1.2.3.4\"]\n"}) {
    EXPECT_FALSE(Services::parse(text, "s")) << text;
  }
}

TEST(Services, OtherKeysAndAnEmptyFileAreNoMatter) {
  EXPECT_TRUE(Services::parse("", "s"));
  EXPECT_TRUE(Services::parse("schema: 1\nredaction: {}\n", "s"));
}

}  // namespace
}  // namespace goldwire
