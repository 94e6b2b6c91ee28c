// Fold: what comes or goes together, at a path that a rule can name.
#include "harness/diff/fold.h"

#include <gtest/gtest.h>

#include "harness/golden/rule.h"

namespace goldwire {
namespace {

/// Where the leaves at `paths` fold to when a run lacks them all and has `other` in their place.
std::vector<std::string> gone(const std::vector<std::string>& paths, const std::string& other) {
  GoldenSpan golden;
  for (const std::string& path : paths) {
    golden.leaves.push_back({path, LeafType::text, {{Piece::Kind::literal, "x"}}, false});
  }
  CanonicalSpan span;
  span.leaves.push_back({other, LeafType::text, "x"});
  std::vector<std::pair<const GoldenLeaf*, const Leaf*>> differing;
  for (const GoldenLeaf& leaf : golden.leaves) differing.emplace_back(&leaf, nullptr);
  std::vector<std::string> out;
  for (const Fold& fold : folded(golden, span, differing)) out.push_back(fold.path);
  return out;
}

TEST(Fold, AnObjectThatIsGoneIsOneDifference) {
  EXPECT_EQ(gone({"request.body.a.x", "request.body.a.y"}, "request.body.b"),
            std::vector<std::string>{"request.body.a"});
}

TEST(Fold, AQuotedNameIsNotCut) {
  EXPECT_EQ(gone({"request.body[\"a.b\"].x", "request.body[\"a.b\"].y"}, "request.body.b"),
            std::vector<std::string>{"request.body[\"a.b\"]"});
  EXPECT_EQ(gone({"request.body[\"a[0].b\"]"}, "request.body[\"a[0].c\"]"),
            std::vector<std::string>{"request.body[\"a[0].b\"]"});
}

TEST(Fold, TheRuleThatAcceptsAQuotedNameIsRead) {
  Rule rule;
  for (const std::string& path : gone({"request.body[\"a.b\"].x"}, "request.body.b")) {
    rule.path = path;
    const Result<Rule> read = Rule::parse(rule.line());
    ASSERT_TRUE(read) << rule.line();
    EXPECT_EQ(read->path, "request.body[\"a.b\"]");
  }
}

}  // namespace
}  // namespace goldwire
