// Endpoint: addresses as people write them.
#include "agent/wire/endpoint.h"

#include <gtest/gtest.h>

namespace goldwire {
namespace {

TEST(Address, ReadsAndWritesIpv4AndIpv6) {
  for (const char* text : {"10.0.0.1", "255.255.255.255", "2001:db8::1", "::1", "::"}) {
    const auto address = Address::parse(text);
    ASSERT_TRUE(address) << text;
    EXPECT_EQ(address->text(), text);
  }
  EXPECT_EQ(Address::parse("2001:DB8:0:0:0:0:0:1")->text(), "2001:db8::1");
}

TEST(Address, IsOneTypeForIpv4AndItsMappedForm) {
  EXPECT_EQ(Address::parse("::ffff:10.0.0.1"), Address::parse("10.0.0.1"));
  EXPECT_TRUE(Address::parse("10.0.0.1")->is_v4());
  EXPECT_FALSE(Address::parse("::1")->is_v4());
}

TEST(Address, RefusesWhatIsNone) {
  for (const char* text : {"", "10.0.0", "10.0.0.256", "host", "10.0.0.1:80", "[::1]", "1::2::3"}) {
    EXPECT_FALSE(Address::parse(text)) << text;
  }
  EXPECT_FALSE(Address::parse(std::string_view("10.0.0.1\0x", 10)));
}

TEST(Endpoint, PutsBracketsAroundIpv6Only) {
  EXPECT_EQ((Endpoint{*Address::parse("10.0.0.1"), 80}.text()), "10.0.0.1:80");
  EXPECT_EQ((Endpoint{*Address::parse("2001:db8::1"), 80}.text()), "[2001:db8::1]:80");
}

}  // namespace
}  // namespace goldwire
