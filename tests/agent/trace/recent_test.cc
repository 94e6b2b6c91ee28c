// Recent: bounded, and what is forgotten is the oldest.
#include "agent/trace/recent.h"

#include <gtest/gtest.h>
#include <string>

namespace goldwire {
namespace {

TEST(Recent, ForgetsWhatWasLearnedLongestAgo) {
  Recent<int, std::string> recent(3);
  for (int i = 0; i < 5; ++i) recent.learn(i, std::to_string(i));
  EXPECT_EQ(recent.find(0), nullptr);
  EXPECT_EQ(recent.find(1), nullptr);
  for (int i = 2; i < 5; ++i) {
    ASSERT_NE(recent.find(i), nullptr);
    EXPECT_EQ(*recent.find(i), std::to_string(i));
  }
}

TEST(Recent, LearningAnewChangesTheValueOnly) {
  Recent<int, std::string> recent(2);
  recent.learn(1, "one");
  recent.learn(2, "two");
  recent.learn(1, "uno");
  EXPECT_EQ(*recent.find(1), "uno");
  recent.learn(3, "three");
  EXPECT_EQ(recent.find(1), nullptr);
  EXPECT_EQ(*recent.find(2), "two");
}

}  // namespace
}  // namespace goldwire
