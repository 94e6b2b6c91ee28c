// Sink: whatever a destination does, nobody waits for it and every span is counted once.
#include "agent/export/sink.h"

#include <algorithm>
#include <atomic>
#include <functional>
#include <gtest/gtest.h>
#include <latch>

#include "tests/agent/trace/span_maker.h"

namespace goldwire {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::hours;

SharedSpan numbered(std::uint64_t id) {
  return std::make_shared<const Span>(
      testing::span(id, SpanKind::server, "web", "bff", "GET /x", 0, 5));
}

/// A destination that does what the test says.
class Scripted final : public Destination {
 public:
  using Script = std::function<Delivery(std::span<const SharedSpan>, const std::stop_token&)>;
  explicit Scripted(Script script) : script_(std::move(script)) {}
  Delivery deliver(std::span<const SharedSpan> batch, const std::stop_token& stop) override {
    return script_(batch, stop);
  }
  BatchLimits batch() const override { return {4, 1U << 20, {}}; }

 private:
  Script script_;
};

TEST(Sink, GivesEverySpanOnInOrder) {
  std::vector<std::uint64_t> given;
  Sink sink(std::make_unique<Scripted>([&](auto batch, const auto&) {
              for (const SharedSpan& span : batch) given.push_back(span->span_id);
              return Delivery{batch.size(), {}};
            }),
            {});
  for (std::uint64_t id = 1; id <= 100; ++id) sink.take(numbered(id));
  sink.finish(Clock::now() + hours(1));
  ASSERT_EQ(given.size(), 100U);
  EXPECT_TRUE(std::ranges::is_sorted(given));
  EXPECT_EQ(sink.counts().written, 100U);
  EXPECT_EQ(sink.counts().failed, 0U);
  EXPECT_FALSE(sink.stuck());
}

TEST(Sink, WhatADestinationRefusesHasFailedAndItsComplaintIsKept) {
  Sink sink(std::make_unique<Scripted>([](auto batch, const auto&) {
              return Delivery{batch.size() / 2, "half is enough"};
            }),
            {});
  for (std::uint64_t id = 1; id <= 10; ++id) sink.take(numbered(id));
  sink.finish(Clock::now() + hours(1));
  const SinkCounts counts = sink.counts();
  EXPECT_EQ(counts.written + counts.failed, 10U);
  EXPECT_GE(counts.failed, 5U);
  EXPECT_EQ(counts.trouble, "half is enough");
}

TEST(Sink, ADestinationThatHangsHoldsNobodyUpAndItsLossesAreCounted) {
  std::latch entered(1);
  Sink sink(std::make_unique<Scripted>([&](auto, const std::stop_token& stop) {
              if (!entered.try_wait()) entered.count_down();
              std::mutex mutex;
              std::condition_variable_any never;
              std::unique_lock lock(mutex);
              never.wait(lock, stop, [] { return false; });
              return Delivery{};
            }),
            {5, 1U << 20});
  sink.take(numbered(1));
  entered.wait();  // one is in flight
  for (std::uint64_t id = 2; id <= 101; ++id) sink.take(numbered(id));
  EXPECT_EQ(sink.counts().dropped, 95U);
  sink.finish(Clock::now());
  const SinkCounts counts = sink.counts();
  EXPECT_EQ(counts.failed, 6U);
  EXPECT_EQ(counts.written, 0U);
  EXPECT_FALSE(sink.stuck());
}

TEST(Sink, LargeSpansFillTheQueueByTheirOctets) {
  std::latch entered(1);
  std::latch go(1);
  Sink sink(std::make_unique<Scripted>([&](auto batch, const auto&) {
              if (!entered.try_wait()) entered.count_down();
              go.wait();
              return Delivery{batch.size(), {}};
            }),
            {1000, 100'000});
  sink.take(numbered(1));
  entered.wait();
  const auto large = std::make_shared<const Span>(
      testing::with_request(Span(*numbered(2)), std::string(40'000, 'x')));
  for (int i = 0; i < 5; ++i) sink.take(large);
  go.count_down();
  sink.finish(Clock::now() + hours(1));
  EXPECT_EQ(sink.counts().dropped, 3U);
  EXPECT_EQ(sink.counts().written, 3U);
}

TEST(Sink, ADestinationThatCannotBeBrokenOffIsLeft) {
  std::atomic<bool> begun = false;
  std::latch go(1);
  Sink sink(std::make_unique<Scripted>([&](auto, const auto&) {
              begun = true;
              begun.notify_all();
              go.wait();
              return Delivery{};
            }),
            {});
  sink.take(numbered(1));
  begun.wait(false);
  sink.take(numbered(2));
  sink.finish(Clock::now());
  EXPECT_TRUE(sink.stuck());
  EXPECT_EQ(sink.counts().failed, 2U);
  go.count_down();
}

}  // namespace
}  // namespace goldwire
