// When a consumer is behind, and when it is not.
#include "agent/trace/lag.h"

#include <gtest/gtest.h>

#include "tests/agent/trace/span_maker.h"

namespace goldwire {
namespace {

using testing::at;
using testing::span;
using testing::with_record;

Span sent(std::int64_t offset) {
  return with_record(span(1, SpanKind::producer, "a", "kafka", "send t", 0, 1), "t", 0, offset);
}
Span received(std::int64_t offset, int when) {
  return with_record(span(2, SpanKind::consumer, "b", "kafka", "receive t", when, when), "t", 0,
                     offset);
}
Commit committed(std::int64_t offset) {
  return {*Address::parse("10.0.0.1"), "g", "t", "0", offset, at(0)};
}

TEST(Lag, ConsumerIsBehindUntilItReceivedTheLastRecord) {
  Lag lag;
  lag.see(sent(4));
  EXPECT_FALSE(lag.behind(at(0))) << "nobody is known to consume";
  lag.see(received(4, 10));
  EXPECT_FALSE(lag.behind(at(10)));
  lag.see(sent(5));
  EXPECT_TRUE(lag.behind(at(20)));
  lag.see(received(5, 30));
  EXPECT_FALSE(lag.behind(at(30)));
}

TEST(Lag, ConsumerThatCommitsIsBehindUntilItCommittedWhatItReceived) {
  Lag lag;
  lag.see(sent(4));
  lag.see(committed(4));
  lag.see(received(4, 10));
  EXPECT_TRUE(lag.behind(at(11)));
  lag.see(committed(5));
  EXPECT_FALSE(lag.behind(at(12)));
}

TEST(Lag, CommitThatNeverComesIsNotWaitedForForEver) {
  Lag lag;
  lag.see(sent(4));
  lag.see(committed(4));
  lag.see(received(4, 10));
  EXPECT_TRUE(lag.behind(at(5'000)));
  EXPECT_FALSE(lag.behind(at(7'000)));
}

}  // namespace
}  // namespace goldwire
