// Rule: reading, writing and applying one line.
#include "harness/golden/rule.h"

#include <gtest/gtest.h>

namespace goldwire {
namespace {

TEST(Rule, EveryFormIsReadBackAsItWasWritten) {
  for (const char* line :
       {"noise bff -> accounts: POST /deposits @ response.header.date is timestamp",
        "rename a -> b: INSERT orders @ request.body.parameters[0] is order",
        "ignore payments -> stripe: POST /v1/x @ request.body.amount",
        "optional a -> b: GET /x @ response.body.note", "count a -> b: GET /is it is is 0..3",
        "unordered a -> [::1]:80: send topic", "anywhere * -> *: *"}) {
    const Result<Rule> rule = Rule::parse(line);
    ASSERT_TRUE(rule) << rule.error().line();
    EXPECT_EQ(rule->line(), line);
  }
}

TEST(Rule, OperationMayHoldColonsAndArrows) {
  const Result<Rule> rule = Rule::parse("ignore a -> b: POST /v1/x:run -> y @ path");
  ASSERT_TRUE(rule);
  EXPECT_EQ(rule->operation, "POST /v1/x:run -> y");
  EXPECT_EQ(rule->path, "path");
}

TEST(Rule, BrokenLinesSayWhatIsWrong) {
  for (const char* line :
       {"", "forget a -> b: c @ d", "ignore a b: c @ d", "ignore a -> b c @ d", "ignore a -> b: c",
        "noise a -> b: c @ d", "count a -> b: c is many", "count a -> b: c is 3..1",
        "count a -> b: c is 1..", "ignore a -> b:  @ d"}) {
    const Result<Rule> rule = Rule::parse(line);
    ASSERT_FALSE(rule) << line;
    EXPECT_FALSE(rule.error().remedy.empty());
  }
}

TEST(Rule, StarsStandForAnyCharacters) {
  EXPECT_TRUE(matches_glob("*", ""));
  EXPECT_TRUE(matches_glob("POST /*/x", "POST /a/b/x"));
  EXPECT_TRUE(matches_glob("items[*].id", "items[12].id"));
  EXPECT_TRUE(matches_glob("a*b*c", "abbbc"));
  EXPECT_FALSE(matches_glob("a*b", "abc"));
  EXPECT_FALSE(matches_glob("", "a"));
}

}  // namespace
}  // namespace goldwire
