// RingOrder: made-up rings whose kernel hides packets until a block's time is over, and a made-up
// clock.
#include "agent/capture/ring_order.h"

#include <algorithm>
#include <deque>
#include <gtest/gtest.h>
#include <vector>

namespace goldwire::testing {
namespace {

using std::chrono::hours;
using std::chrono::microseconds;
using std::chrono::milliseconds;

constexpr Duration kHold = milliseconds(20);
constexpr Duration kLate = milliseconds(30);
const Time kStart = from_unix_nano(1'700'000'000'000'000'000);

Packet stamped(Time time) {
  Packet packet;
  packet.time = time;
  return packet;
}

RingOrder order_of(const std::vector<Ring>& rings) {
  RingOrder order;
  for (std::size_t i = 0; i < rings.size(); ++i) order.see(i, rings[i]);
  return order;
}

/// A ring whose block is shown `hold` after it was begun, filled or not.
struct Hiding {
  std::deque<Time> hidden;
  std::deque<Time> shown;
  Time next_showing;

  void look(Time now) {
    while (next_showing <= now) {
      while (!hidden.empty() && hidden.front() < next_showing) {
        shown.push_back(hidden.front());
        hidden.pop_front();
      }
      next_showing += kHold;
    }
  }
};

struct Given {
  Time stamp;
  Time at;
};

/// Looks at the rings every millisecond until all they hold was given.
std::vector<Given> read_all(std::vector<Hiding> hiding) {
  std::size_t left = 0;
  for (const Hiding& one : hiding) left += one.hidden.size();
  std::vector<Ring> rings(hiding.size());
  std::vector<Given> given;
  for (Time now = kStart; given.size() < left; now += milliseconds(1)) {
    for (;;) {
      for (std::size_t i = 0; i < rings.size(); ++i) {
        if (rings[i].head) continue;
        hiding[i].look(now);
        if (hiding[i].shown.empty()) {
          rings[i].show_nothing(now, kLate);
        } else {
          rings[i].show(stamped(hiding[i].shown.front()));
          hiding[i].shown.pop_front();
        }
      }
      const RingOrder order = order_of(rings);
      if (!order.earliest() || order.must_wait(now)) break;
      Ring& ring = rings[*order.earliest()];
      given.push_back({ring.head->time, now});
      ring.head.reset();
    }
  }
  return given;
}

Duration longest_wait(const std::vector<Given>& given) {
  Duration longest{};
  for (const Given& one : given) longest = std::max(longest, one.at - one.stamp);
  return longest;
}

TEST(RingOrder, RequestsAndAnswersOnTwoInterfacesComeInOrderOfTime) {
  std::vector<Hiding> rings{{{}, {}, kStart + milliseconds(3)},
                            {{}, {}, kStart + milliseconds(17)}};
  for (int i = 0; i < 5'000; ++i) {
    rings[0].hidden.push_back(kStart + i * microseconds(200));
    rings[1].hidden.push_back(kStart + i * microseconds(200) + microseconds(70));
  }
  const auto given = read_all(rings);
  EXPECT_TRUE(std::ranges::is_sorted(given, {}, &Given::stamp));
  EXPECT_LE(longest_wait(given), kLate + milliseconds(1));
}

TEST(RingOrder, SilentRingHoldsAnotherForTheBlockTimeAndNoLonger) {
  std::vector<Hiding> rings{{{}, {}, kStart + milliseconds(3)},
                            {{}, {}, kStart + milliseconds(17)}};
  for (int i = 0; i < 2'000; ++i) rings[0].hidden.push_back(kStart + i * microseconds(500));
  const auto given = read_all(rings);
  EXPECT_TRUE(std::ranges::is_sorted(given, {}, &Given::stamp));
  EXPECT_LE(longest_wait(given), kLate + milliseconds(1));
}

TEST(RingOrder, SingleRingIsNotDelayed) {
  std::vector<Hiding> rings{{{}, {}, kStart + milliseconds(3)}};
  for (int i = 0; i < 2'000; ++i) rings[0].hidden.push_back(kStart + i * microseconds(500));
  EXPECT_LE(longest_wait(read_all(rings)), kHold) << "what the kernel itself does";
}

TEST(RingOrder, HeadWaitsUntilTheOtherRingWasSeenEmptyLateEnough) {
  std::vector<Ring> rings(2);
  rings[0].show(stamped(kStart));
  EXPECT_TRUE(order_of(rings).must_wait(kStart + hours(1))) << "never looked at";
  rings[1].show_nothing(kStart + kLate - microseconds(1), kLate);
  EXPECT_TRUE(order_of(rings).must_wait(kStart + kLate));
  EXPECT_EQ(order_of(rings).until(kLate), kStart + kLate);
  rings[1].show_nothing(kStart + kLate, kLate);
  EXPECT_FALSE(order_of(rings).must_wait(kStart + kLate));
  EXPECT_EQ(order_of(rings).earliest(), 0U);
}

TEST(RingOrder, HeadThatIsOlderThanWhatTheOtherRingGaveLastNeedsNoLook) {
  std::vector<Ring> rings(2);
  rings[1].show(stamped(kStart + milliseconds(2)));
  rings[1].head.reset();
  rings[0].show(stamped(kStart + milliseconds(1)));
  EXPECT_TRUE(order_of(rings).is_certain());
  rings[0].show(stamped(kStart + milliseconds(3)));
  EXPECT_FALSE(order_of(rings).is_certain());
  rings[1].end();
  EXPECT_TRUE(order_of(rings).is_certain());
}

TEST(RingOrder, ClockPutBackHoldsNothingAndIsFollowed) {
  std::vector<Ring> rings(2);
  rings[0].show(stamped(kStart));
  rings[1].show_nothing(kStart - hours(1), kLate);
  EXPECT_FALSE(order_of(rings).must_wait(kStart - hours(1))) << "stamped by the clock before";
  rings[1].show_nothing(kStart, kLate);
  rings[1].show_nothing(kStart - hours(1), kLate);
  EXPECT_EQ(rings[1].complete, kStart - hours(1) - kLate);
}

}  // namespace
}  // namespace goldwire::testing
