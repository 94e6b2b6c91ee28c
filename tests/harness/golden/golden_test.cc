// Golden: the patterns a canonical trace is written with.
#include "harness/golden/golden.h"

#include <gtest/gtest.h>

#include "harness/golden/pattern.h"

namespace goldwire {
namespace {

constexpr auto kLiteral = Piece::Kind::literal;
constexpr auto kNoise = Piece::Kind::noise;
constexpr auto kSymbol = Piece::Kind::symbol;

bool digits(const Piece&, std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

TEST(Pattern, ReadsBackWhatItSpells) {
  const Pattern pattern{
      {kLiteral, "{Order} "}, {kSymbol, "order#1"}, {kLiteral, " at "}, {kNoise, "timestamp"}};
  EXPECT_EQ(spell(pattern), "{{Order}} {order#1} at {timestamp}");
  EXPECT_EQ(read_pattern(spell(pattern)), pattern);
  EXPECT_EQ(read_pattern(""), Pattern{});
}

TEST(Pattern, RefusesBracesThatMeanNothing) {
  EXPECT_FALSE(read_pattern("a } b"));
  EXPECT_FALSE(read_pattern("a {b"));
  EXPECT_FALSE(read_pattern("a {} b"));
}

TEST(Pattern, CapturesWhatStandsBetweenLiterals) {
  const Pattern pattern{
      {kLiteral, "/a/"}, {kSymbol, "x#1"}, {kLiteral, "/b/"}, {kNoise, "integer"}};
  const auto found = captured(pattern, "/a/12/b/3", digits);
  ASSERT_TRUE(found);
  EXPECT_EQ(*found, (std::vector<std::string_view>{"12", "3"}));
  EXPECT_FALSE(captured(pattern, "/a/12/c/3", digits));
  EXPECT_FALSE(captured(pattern, "/a/x/b/3", digits));
  EXPECT_FALSE(captured(pattern, "/a/12/b/", digits));
}

TEST(Pattern, TriesFurtherWhenTheFirstAnchorIsInsideTheValue) {
  const Pattern pattern{{kNoise, "any"}, {kLiteral, "-"}, {kNoise, "integer"}};
  const PieceFits fits = [](const Piece& piece, std::string_view text) {
    return piece.text == "any" ? !text.empty() : digits(piece, text);
  };
  const auto found = captured(pattern, "a-b-7", fits);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->front(), "a-b");
}

TEST(Pattern, LongTextsThatFitNowhereStayCheap) {
  Pattern pattern;
  for (int i = 0; i < 12; ++i) {
    pattern.push_back({kNoise, "any"});
    pattern.push_back({kLiteral, "a"});
  }
  pattern.push_back({kLiteral, "b"});
  const std::string text(2000, 'a');
  EXPECT_FALSE(captured(pattern, text, [](const Piece&, std::string_view) { return true; }));
}

}  // namespace
}  // namespace goldwire
