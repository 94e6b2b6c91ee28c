// Lower case of ASCII letters, and of nothing else.
#include "protocols/base/ascii.h"

#include <gtest/gtest.h>

namespace goldwire {
namespace {

TEST(Ascii, OnlyLettersFromAToZHaveALowerCase) {
  for (int octet = 0; octet < 256; ++octet) {
    const auto c = static_cast<char>(octet);
    const bool upper = octet >= 'A' && octet <= 'Z';
    EXPECT_EQ(lower_case(c), static_cast<char>(upper ? octet + 32 : octet)) << octet;
  }
  EXPECT_EQ(lower_case("API.Stripe.com:443 \xc4"), "api.stripe.com:443 \xc4");
  EXPECT_EQ(lower_case(""), "");
}

}  // namespace
}  // namespace goldwire
