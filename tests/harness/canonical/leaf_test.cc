// Leaf: paths, and where a value stands.
#include "harness/canonical/leaf.h"

#include <gtest/gtest.h>

namespace goldwire {
namespace {

TEST(Leaf, IndicesSortAsNumbers) {
  EXPECT_TRUE(path_less("rows[2]", "rows[10]"));
  EXPECT_FALSE(path_less("rows[10]", "rows[2]"));
  EXPECT_TRUE(path_less("a", "a.b"));
  EXPECT_FALSE(path_less("a", "a"));
}

TEST(Leaf, MemberNamesThatWouldMisleadAreQuoted) {
  EXPECT_EQ(member_path("request.body", "amount"), "request.body.amount");
  EXPECT_EQ(member_path("request.body", "a.b"), "request.body[\"a.b\"]");
  EXPECT_EQ(member_path("request.body", ""), "request.body[\"\"]");
  EXPECT_EQ(member_path("p", "say \"hi\""), "p[\"say \\\"hi\\\"\"]");
  EXPECT_EQ(last_name("request.body[\"a.b\"]"), "a.b");
  EXPECT_EQ(last_name("request.body[\"a[b].c\"][2]"), "a[b].c");
  EXPECT_EQ(member_path("p", "a#2"), "p[\"a#2\"]");
  EXPECT_EQ(again_path(member_path("p", "a"), 2), "p.a#2");
}

TEST(Leaf, PlacesEndOutsideOfQuotedNames) {
  const std::string path = "p[\"a.b\\\"]\"].c[3]";
  std::vector<std::string> above;
  for (const std::size_t end : ends_above(path)) above.push_back(path.substr(0, end));
  EXPECT_EQ(above, (std::vector<std::string>{"p", "p[\"a.b\\\"]\"]", "p[\"a.b\\\"]\"].c"}));
}

TEST(Leaf, APathCoversWhatStandsUnderItOnly) {
  EXPECT_TRUE(is_under("request.body", "request.body"));
  EXPECT_TRUE(is_under("request.body.a", "request.body"));
  EXPECT_TRUE(is_under("rows[3]", "rows"));
  EXPECT_FALSE(is_under("request.bodyguard", "request.body"));
}

TEST(Leaf, ItemsOfListsAreCalledByTheList) {
  EXPECT_EQ(last_name("response.body.items[3].id"), "id");
  EXPECT_EQ(last_name("request.body.parameters[1]"), "parameters");
}

TEST(Leaf, OnlyItemsWithPartsLoseTheirIndex) {
  EXPECT_EQ(any_item("response.body.rows[3][1]"), "response.body.rows[*][1]");
  EXPECT_EQ(any_item("items[12].id"), "items[*].id");
  EXPECT_EQ(any_item("request.body.parameters[1]"), "request.body.parameters[1]");
  EXPECT_EQ(any_item("a[\"3\"].b"), "a[\"3\"].b");
}

}  // namespace
}  // namespace goldwire
