// Value shapes: how they are spelled, and what of them a text has.
#include "harness/canonical/value_shape.h"

#include <gtest/gtest.h>

#include "harness/canonical/noise_kind.h"

namespace goldwire {
namespace {

bool has(std::string_view kind, std::string_view text) {
  return has_shape(*noise_kind_named(kind), text);
}

std::string kept_of(std::string_view kind, std::string_view text) {
  return name_of(kept(*noise_kind_named(kind), text, CallTime{}));
}

TEST(ValueShape, IsSpelledAsItIsRead) {
  for (const char* name :
       {"token given", "token 27", "token lower 25", "token upper 26", "token base64 12..",
        "token base64", "hex 32", "hex 20..", "text given", "integer positive", "integer unsigned",
        "integer negative", "decimal positive fraction", "decimal fraction", "timestamp zone",
        "timestamp fraction", "timestamp now+24h zone fraction"}) {
    const auto kind = noise_kind_named(name);
    ASSERT_TRUE(kind) << name;
    EXPECT_EQ(name_of(*kind), name);
    EXPECT_FALSE(kind->shape == ValueShape{}) << name;
  }
}

TEST(ValueShape, WhatIsNoShapeOfItsClassIsNotRead) {
  for (const char* name : {"token 0",
                           "token -1",
                           "token 27 27",
                           "token 27 lower",
                           "token ..",
                           "token 1e3",
                           "token 99999999999999999999",
                           "token  27",
                           "token 27 ",
                           "token positive",
                           "hex given",
                           "hex lower",
                           "integer 5",
                           "integer fraction",
                           "integer positive negative",
                           "uuid given",
                           "text 5",
                           "decimal zone",
                           "timestamp positive",
                           "timestamp zone zone",
                           "timestamp fraction zone",
                           "timestamp zone now",
                           "epoch zone",
                           "any given",
                           "octets 5"}) {
    EXPECT_FALSE(noise_kind_named(name)) << name;
  }
}

TEST(ValueShape, OfZeroTheSignIsNone) {
  EXPECT_TRUE(has("integer unsigned", "0"));
  EXPECT_TRUE(has("integer unsigned", "-0"));
  EXPECT_FALSE(has("integer positive", "0"));
  EXPECT_FALSE(has("decimal positive", "0.00e5"));
  EXPECT_TRUE(has("decimal positive", "0.001"));
  EXPECT_FALSE(has("decimal unsigned", "-0.001"));
  EXPECT_FALSE(has("integer negative", "0"));
  EXPECT_TRUE(has("integer negative", "-12"));
}

TEST(ValueShape, WhatATextLosesIsToldFromWhatItKeeps) {
  EXPECT_EQ(kept_of("token lower 25", "cjld2cjxh0000qzrmn831i7rn"), "token lower 25");
  EXPECT_EQ(kept_of("token lower 25", "cjld2cjx"), "token lower");
  EXPECT_EQ(kept_of("token lower 25", "CJLD2CJXH0000QZRMN831I7RN"), "token 25");
  EXPECT_EQ(kept_of("token lower 25", "CJLD"), "token given");
  EXPECT_EQ(kept_of("token lower 25", "undefined"), "token");
  EXPECT_EQ(kept_of("integer positive", "0"), "integer unsigned");
  EXPECT_EQ(kept_of("integer positive", "-1"), "integer");
  EXPECT_EQ(kept_of("timestamp zone fraction", "2026-11-22T15:03:52.1"), "timestamp fraction");
}

TEST(ValueShape, WhatTwoHaveInCommonIsTheWiderOfThem) {
  const auto both = [](std::string_view a, std::string_view b) {
    const std::string out = name_of(common(*noise_kind_named(a), *noise_kind_named(b)));
    EXPECT_EQ(name_of(common(*noise_kind_named(b), *noise_kind_named(a))), out);
    return out;
  };
  EXPECT_EQ(both("token lower 25", "token 25"), "token 25");
  EXPECT_EQ(both("token lower 25", "token upper 25"), "token base64 25");
  EXPECT_EQ(both("token 25", "token 12.."), "token 12..");
  EXPECT_EQ(both("token lower", "token given"), "token given");
  EXPECT_EQ(both("token lower", "token"), "token");
  EXPECT_EQ(both("integer positive", "integer unsigned"), "integer unsigned");
  EXPECT_EQ(both("integer positive", "integer negative"), "integer");
  EXPECT_EQ(both("timestamp now zone", "timestamp now"), "timestamp now");
  EXPECT_EQ(both("timestamp now zone", "timestamp zone fraction"), "timestamp zone");
}

}  // namespace
}  // namespace goldwire
