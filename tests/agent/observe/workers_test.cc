// Workers: what several threads observe is what one observes, thing by thing.
#include "agent/observe/workers.h"

#include <deque>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <random>
#include <semaphore>

#include "agent/observe/observation.h"
#include "tests/agent/observe/packet_flow.h"

namespace goldwire::testing {
namespace {

/// Which connection said which exchange; an Observer that may be described to by many threads.
class Told final : public Observer {
 public:
  void observed(Observed&& observed) override {
    const auto* exchange = std::get_if<Exchange>(&observed.what);
    lines.push_back(fmt::format("{} {} {} {}", observed.settled.time_since_epoch().count(),
                                observed.connection->client.text(), observed.what.index(),
                                exchange == nullptr ? 0 : exchange->ordinal));
    described += observed.description ? 1 : 0;
  }
  void describe(Observed& observed) const override {
    observed.description = std::make_shared<Description>();
  }
  std::vector<std::string> lines;
  std::size_t described = 0;
};

/// Packets of many connections side by side, several at the same time, some lost, with pauses in
/// which flows fall silent.
std::vector<Packet> busy_host(std::deque<PacketFlow>& flows) {
  std::mt19937 random(7);
  std::vector<Packet> packets;
  std::int64_t now = 0;
  for (std::uint16_t port = 40'000; port < 40'300; ++port) flows.emplace_back(port);
  for (int round = 0; round < 40; ++round) {
    for (PacketFlow& flow : flows) {
      if (random() % 3 == 0) ++now;
      const Packet asked = flow.say(Side::client, get("/a"), now);
      if (random() % 50 != 0) packets.push_back(asked);
      if (random() % 5 == 0) ++now;
      packets.push_back(flow.say(Side::server, ok("answer"), now));
    }
    if (round % 10 == 9) now += 1'000'000;
  }
  return packets;
}

std::pair<std::vector<std::string>, Ledger> told_by(std::size_t workers,
                                                    const std::vector<Packet>& packets) {
  Told told;
  ShardLimits limits;
  limits.flows = 12;  // of about 19 a shard: some are given up
  Observation observation(limits, told, nullptr, workers);
  for (const Packet& packet : packets) observation.take(packet);
  observation.finish(Ending::end_of_capture);
  EXPECT_EQ(told.described, told.lines.size());
  return {std::move(told.lines), observation.ledger()};
}

TEST(Workers, AnyNumberTellsTheSameInTheSameOrder) {
  std::deque<PacketFlow> flows;
  const std::vector<Packet> packets = busy_host(flows);
  const auto one = told_by(1, packets);
  EXPECT_GT(one.first.size(), 20'000U);
  EXPECT_GT(one.second.evicted, 0U);
  EXPECT_GT(one.second.holes, 0U);
  for (const std::size_t count : {2U, 3U, 4U, 16U}) {
    const auto several = told_by(count, packets);
    EXPECT_EQ(several.first, one.first) << count << " workers";
    EXPECT_EQ(several.second, one.second) << count << " workers";
  }
}

TEST(Workers, PayloadsLargerThanABatchAreWhole) {
  const std::string large(300'000, 'x');
  PacketFlow flow(40'000);
  Told told;
  Observation observation({}, told, nullptr, 2);
  observation.take(flow.say(Side::client, get("/a"), 1));
  const std::string answer = ok(large);
  for (std::size_t at = 0; at < answer.size(); at += 60'000) {
    observation.take(flow.say(Side::server, std::string_view(answer).substr(at, 60'000), 2));
  }
  observation.finish(Ending::end_of_capture);
  EXPECT_EQ(observation.ledger().taken_bytes, answer.size() + get("/a").size());
  EXPECT_EQ(observation.ledger().incomplete, 0U);
}

TEST(Workers, WhatWaitsIsToldWhenItIsHandedOver) {
  class Signalling final : public Observer {
   public:
    void observed(Observed&& observed) override {
      if (std::holds_alternative<Opened>(observed.what)) told.release();
    }
    std::counting_semaphore<> told{0};
  };
  Signalling observer;
  Observation observation({}, observer, nullptr, 4);
  PacketFlow flow(40'000);
  observation.take(flow.say(Side::client, get("/a"), 1));
  observation.take(flow.say(Side::server, ok("a"), 2));
  observation.take(flow.say(Side::client, get("/b"), 3));
  observation.take(flow.say(Side::server, ok("b"), 4));
  observation.take(flow.say(Side::client, get("/c"), 5));
  observation.hand_over();
  observer.told.acquire();
  observer.told.acquire();
  observation.advance(from_unix_nano(1'700'000'000'000'000'000) + std::chrono::milliseconds(7));
  observer.told.acquire();
}

TEST(Workers, AnObservationGivenUpMidwayEndsItsThreads) {
  Told told;
  std::deque<PacketFlow> flows;
  Observation observation({}, told, nullptr, 4);
  for (const Packet& packet : busy_host(flows)) observation.take(packet);
}

}  // namespace
}  // namespace goldwire::testing
