// Queue: order, and that what was popped is let go.
#include "protocols/base/queue.h"

#include <deque>
#include <gtest/gtest.h>
#include <memory>

namespace goldwire {
namespace {

TEST(Queue, ActsAsADequeWhateverIsDoneToIt) {
  Queue<int> queue;
  std::deque<int> model;
  unsigned dice = 1;
  for (int step = 0; step < 10'000; ++step) {
    dice = dice * 1'664'525 + 1'013'904'223;
    const unsigned face = (dice >> 16) % 16;
    // Phases in which it grows, and phases in which it runs empty.
    const bool grows = step % 400 < 200;
    if (face == 0) {
      queue.push_front(step);
      model.push_front(step);
    } else if (face == 1 && model.size() > 2) {
      queue.erase(queue.begin() + 1);
      model.erase(model.begin() + 1);
    } else if (face == 2 && model.size() > 8) {
      queue.shrink(8);
      model.resize(8);
    } else if (grows ? face < 12 : face < 5) {
      queue.push_back(step);
      model.push_back(step);
    } else if (!model.empty()) {
      queue.pop_front();
      model.pop_front();
    }
    ASSERT_EQ(std::deque<int>(queue.begin(), queue.end()), model);
    ASSERT_EQ(queue.empty(), model.empty());
    if (model.empty()) continue;
    ASSERT_EQ(queue.front(), model.front());
    ASSERT_EQ(queue.back(), model.back());
    ASSERT_EQ(queue[model.size() / 2], model[model.size() / 2]);
  }
}

TEST(Queue, GivesWhatItTakesFromTheFront) {
  Queue<std::unique_ptr<int>> queue;
  EXPECT_EQ(queue.take_front(), std::nullopt);
  for (int i = 0; i < 100; ++i) queue.push_back(std::make_unique<int>(i));
  for (int i = 0; i < 100; ++i) {
    const auto taken = queue.take_front();
    ASSERT_TRUE(taken.has_value());
    EXPECT_EQ(**taken, i);
  }
  EXPECT_TRUE(queue.empty());
}

TEST(Queue, LetsGoOfWhatWasPopped) {
  Queue<std::shared_ptr<int>> queue;
  const auto kept = std::make_shared<int>(7);
  for (int i = 0; i < 8; ++i) queue.push_back(kept);
  queue.pop_front();
  EXPECT_EQ(kept.use_count(), 8);
  queue.clear();
  EXPECT_EQ(kept.use_count(), 1);
}

}  // namespace
}  // namespace goldwire
