// BoundedQueue: room, batches, and every way a wait can end.
#include "agent/export/bounded_queue.h"

#include <gtest/gtest.h>
#include <thread>

namespace goldwire {
namespace {

using Queue = BoundedQueue<int>;
using Items = std::vector<int>;

constexpr BatchLimits kAll{100, 1000, {}};
constexpr auto kNever = std::chrono::hours(1);

TEST(BoundedQueue, PushWithoutRoomIsRefusedAtOnce) {
  Queue queue({2, 1000});
  EXPECT_TRUE(queue.push(1, 1));
  EXPECT_TRUE(queue.push(2, 1));
  EXPECT_FALSE(queue.push(3, 1));
  EXPECT_EQ(queue.pull(kAll, {}), (Items{1, 2}));
  EXPECT_TRUE(queue.push(4, 1));
}

TEST(BoundedQueue, OctetsAreRoomToo) {
  Queue queue({100, 10});
  EXPECT_TRUE(queue.push(1, 6));
  EXPECT_FALSE(queue.push(2, 5));
  EXPECT_TRUE(queue.push(3, 4));
}

TEST(BoundedQueue, OneItemFitsIntoAnEmptyQueueHoweverLarge) {
  Queue queue({100, 10});
  EXPECT_TRUE(queue.push(1, 1'000'000));
  EXPECT_FALSE(queue.push(2, 1));
  EXPECT_EQ(queue.pull(kAll, {}), Items{1});
}

TEST(BoundedQueue, BatchesKeepBothLimitsAndTheOrder) {
  Queue queue({100, 1000});
  for (int i = 0; i < 5; ++i) queue.push(i, 4);
  EXPECT_EQ(queue.pull({2, 1000, {}}, {}), (Items{0, 1}));
  EXPECT_EQ(queue.pull({100, 8, {}}, {}), (Items{2, 3}));
  EXPECT_EQ(queue.pull({100, 1, {}}, {}), Items{4}) << "at least one";
  EXPECT_EQ(queue.size(), 0U);
}

TEST(BoundedQueue, CloseGivesWhatIsLeftWithoutWaitingForCompany) {
  Queue queue({100, 1000});
  queue.push(1, 1);
  queue.close();
  EXPECT_EQ(queue.pull({100, 1000, kNever}, {}), Items{1});
  EXPECT_EQ(queue.pull({100, 1000, kNever}, {}), Items{});
  EXPECT_FALSE(queue.push(2, 1));
}

TEST(BoundedQueue, AFullBatchDoesNotWaitForMore) {
  Queue queue({100, 1000});
  queue.push(1, 1);
  queue.push(2, 1);
  EXPECT_EQ(queue.pull({2, 1000, kNever}, {}), (Items{1, 2}));
}

TEST(BoundedQueue, PushWithPatienceGoesOnWhenRoomIsMade) {
  Queue queue({1, 1000});
  queue.push(1, 1);
  bool pushed = false;
  std::jthread other([&] { pushed = queue.push(2, 1, std::chrono::steady_clock::now() + kNever); });
  Items got;
  while (got.size() < 2) {
    for (const int item : queue.pull(kAll, {})) got.push_back(item);
  }
  other.join();
  EXPECT_TRUE(pushed);
  EXPECT_EQ(got, (Items{1, 2}));
}

TEST(BoundedQueue, StopEndsAPullThatWaitsAndLeavesWhatIsThere) {
  Queue queue({100, 1000});
  std::stop_source stop;
  Items got{-1};
  std::jthread other([&] { got = queue.pull(kAll, stop.get_token()); });
  stop.request_stop();
  other.join();
  EXPECT_EQ(got, Items{});
  queue.push(1, 1);
  EXPECT_EQ(queue.pull(kAll, stop.get_token()), Items{});
  EXPECT_EQ(queue.size(), 1U);
}

}  // namespace
}  // namespace goldwire
