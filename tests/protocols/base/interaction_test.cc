// Attributes: unique names in the order they were described.
#include "protocols/base/interaction.h"

#include <gtest/gtest.h>

namespace goldwire {
namespace {

TEST(Attributes, KeepTheirOrderAndOneValuePerName) {
  Attributes attributes;
  attributes.set("b", std::string("1"));
  attributes.set("a", std::int64_t{2});
  attributes.set("b", std::string("3"));
  ASSERT_EQ(attributes.all().size(), 2U);
  EXPECT_EQ(attributes.all()[0].key, "b");
  EXPECT_EQ(attributes.text("b"), "3");
  EXPECT_EQ(attributes.integer("a"), 2);
}

TEST(Attributes, ALookupOfAnotherTypeFindsNothing) {
  Attributes attributes;
  attributes.set("a", std::int64_t{2});
  EXPECT_EQ(attributes.text("a"), "");
  EXPECT_EQ(attributes.text("absent"), "");
  EXPECT_EQ(attributes.integer("absent"), std::nullopt);
  EXPECT_EQ(attributes.find("absent"), nullptr);
  EXPECT_NE(attributes.find("a"), nullptr);
}

TEST(Attributes, AppendMakesAndExtendsAList) {
  Attributes attributes;
  attributes.append("h", "1");
  attributes.append("h", "2");
  EXPECT_EQ(*attributes.find("h"), AttributeValue(std::vector<std::string>{"1", "2"}));
  attributes.set("h", std::string("x"));
  attributes.append("h", "3");
  EXPECT_EQ(*attributes.find("h"), AttributeValue(std::vector<std::string>{"3"}));
  EXPECT_EQ(attributes.all().size(), 1U);
}

}  // namespace
}  // namespace goldwire
