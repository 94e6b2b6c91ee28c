// Shard: flows by tuple, clocks by vantage, limits kept and counted.
#include "agent/observe/shard.h"

#include <deque>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <set>

#include "agent/observe/position.h"
#include "tests/agent/observe/tcp_flow.h"

namespace goldwire::testing {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::StartsWith;

constexpr auto kClient = Side::client;
constexpr auto kServer = Side::server;

/// A shard and what it learns.
struct Watch {
  explicit Watch(const ShardLimits& its_limits = {}) : limits(its_limits) {}

  void hear(const Segment& segment) { shard.take(segment, FlowKey::of(segment)); }
  void hear(const std::vector<Segment>& segments) {
    for (const Segment& segment : segments) hear(segment);
  }
  const Ledger& ledger() const { return shard.ledger(); }
  /// The ids of the spans of all exchanges.
  std::vector<std::uint64_t> ids() const {
    std::vector<std::uint64_t> out;
    for (const Observed& one : notes.of_exchanges()) {
      const auto& exchange = std::get<Exchange>(one.what);
      out.push_back(interaction_id(*one.connection, exchange.request, exchange.response, 0));
    }
    return out;
  }

  const ShardLimits limits;
  Notes notes;
  Shard shard{limits, notes};
};

/// One client of many.
TcpFlow flow_of(int number) {
  return TcpFlow(endpoint("10.0.0.1", static_cast<std::uint16_t>(20'000 + number)),
                 endpoint("10.0.0.2", 80));
}

TEST(FlowKey, IsTheSameForBothDirections) {
  TcpFlow flow;
  EXPECT_EQ(FlowKey::of(flow.syn()), FlowKey::of(flow.syn_ack()));
  EXPECT_EQ(FlowKey::of(flow.syn()).hash, FlowKey::of(flow.syn_ack()).hash);
}

TEST(Shard, TupleUsedAgainIsAnotherConnection) {
  Watch watch;
  for (const std::uint32_t start : {1000U, 900'000U}) {
    TcpFlow flow(endpoint("10.0.0.1", 40'000), endpoint("10.0.0.2", 80), start, start + 7);
    flow.wait(seconds(start / 1000));
    watch.hear(flow.handshake());
    watch.hear(flow.say(kClient, get("/a")));
    watch.hear(flow.say(kServer, ok("a")));
    if (start == 1000) watch.hear(flow.fins());
  }
  EXPECT_THAT(watch.notes.exchanges(), ElementsAre("GET /a -> 200 a", "GET /a -> 200 a"));
  const auto exchanges = watch.notes.of_exchanges();
  EXPECT_NE(exchanges[0].connection->id, exchanges[1].connection->id);
  EXPECT_NE(watch.ids()[0], watch.ids()[1]);
  EXPECT_EQ(watch.ledger().connections, 2U);
}

TEST(Shard, TupleUsedAgainWithoutAnEndSettlesTheOldConnection) {
  Watch watch;
  TcpFlow old;
  watch.hear(old.handshake());
  watch.hear(old.say(kClient, get("/lost")));
  TcpFlow young(endpoint("10.0.0.1", 40'000), endpoint("10.0.0.2", 80), 900'000, 910'000);
  young.now = old.now;
  watch.hear(young.handshake());
  watch.hear(young.say(kClient, get("/a")));
  watch.hear(young.say(kServer, ok("a")));
  EXPECT_THAT(watch.notes.exchanges(),
              ElementsAre(StartsWith("GET /lost -> - [no-response"), "GET /a -> 200 a"));
}

TEST(Shard, TupleUsedAgainKeepsItsFirstExchangeAlsoWhenTheSynWasMissed) {
  for (const std::uint32_t start : {30'000U, 900'000'000U}) {
    for (const bool ended : {true, false}) {
      Watch watch;
      TcpFlow old;
      watch.hear(old.handshake());
      watch.hear(old.say(kClient, get("/a")));
      watch.hear(old.say(kServer, ok("a")));
      if (ended) watch.hear(old.fins());
      // Within its window an unfinished stream's numbers prove nothing.
      if (!ended && start == 30'000U) continue;
      TcpFlow young(endpoint("10.0.0.1", 40'000), endpoint("10.0.0.2", 80), start, start + 7);
      young.now = old.now + seconds(1);
      static_cast<void>(young.handshake());
      watch.hear(young.say(kClient, get("/b")));
      watch.hear(young.ack(kServer));
      watch.hear(young.say(kServer, ok("b")));
      watch.hear(young.say(kClient, get("/c")));
      watch.hear(young.say(kServer, ok("c")));
      watch.hear(young.fins());
      EXPECT_THAT(watch.notes.exchanges(),
                  ElementsAre("GET /a -> 200 a", "GET /b -> 200 b", "GET /c -> 200 c"))
          << start << ended;
      EXPECT_EQ(watch.ledger().connections, 2U);
      EXPECT_EQ(watch.ledger().out_of_window, 0U);
    }
  }
}

TEST(Shard, OctetsThatFitNowhereAreTold) {
  Watch watch;
  TcpFlow flow;
  watch.hear(flow.handshake());
  watch.hear(flow.say(kClient, get("/a")));
  TcpFlow other(endpoint("10.0.0.1", 40'000), endpoint("10.0.0.2", 80), 900'000'000, 7);
  watch.hear(other.say(kClient, get("/b")));
  watch.hear(flow.say(kServer, ok("a")));
  watch.shard.finish(Ending::end_of_capture, flow.now + hours(1));
  EXPECT_THAT(watch.notes.exchanges(), ElementsAre("GET /a -> 200 a"));
  std::vector<std::uint64_t> refused;
  for (const Observed& one : watch.notes.all) {
    if (const auto* octets = std::get_if<Refused>(&one.what)) refused.push_back(octets->octets);
  }
  EXPECT_THAT(refused, ElementsAre(get("/b").size()));
  EXPECT_EQ(watch.ledger().out_of_window, get("/b").size());
}

TEST(Shard, SynSentAgainIsTheSameConnection) {
  Watch watch;
  TcpFlow flow;
  const Segment syn = flow.syn();
  watch.hear(syn);
  watch.hear(syn);
  watch.hear({flow.syn_ack(), flow.ack(kClient)});
  watch.hear(flow.say(kClient, get("/a")));
  watch.hear(flow.say(kServer, ok("a")));
  EXPECT_THAT(watch.notes.exchanges(), ElementsAre("GET /a -> 200 a"));
  EXPECT_EQ(watch.ledger().connections, 1U);
}

TEST(Shard, SegmentWithoutOctetsMakesNoConnection) {
  Watch watch;
  TcpFlow flow;
  watch.hear(flow.ack(kClient));
  Segment reset = flow.ack(kServer);
  reset.rst = true;
  watch.hear(reset);
  watch.hear(flow.fin(kClient));
  EXPECT_EQ(watch.ledger().connections, 0U);
}

TEST(Shard, LateOctetsOfAnEndedConnectionAreCountedAndSayNothing) {
  Watch watch;
  TcpFlow flow;
  watch.hear(flow.handshake());
  watch.hear(flow.say(kClient, get("/a")));
  const Segment answer = flow.say(kServer, ok("a"));
  watch.hear(answer);
  watch.hear(flow.fins());
  Segment again = answer;
  again.time = flow.now;
  watch.hear(again);
  watch.shard.finish(Ending::end_of_capture);
  EXPECT_THAT(watch.notes.exchanges(), ElementsAre("GET /a -> 200 a"));
  EXPECT_EQ(watch.ledger().connections, 1U);
  const Ledger& ledger = watch.ledger();
  EXPECT_EQ(ledger.retransmitted + ledger.duplicated + ledger.out_of_window, answer.payload.size());
}

TEST(Shard, SilentFlowIsClosedByTheClockOfItsOwnVantage) {
  Watch watch;
  TcpFlow silent = flow_of(1);
  watch.hear(silent.handshake());
  watch.hear(silent.say(kClient, get("/silent")));
  TcpFlow busy = flow_of(2);
  watch.hear(busy.handshake());
  for (int minute = 0; minute < 16; ++minute) {
    busy.wait(minutes(1));
    watch.hear(busy.say(kClient, get("/busy")));
    watch.hear(busy.say(kServer, ok("b")));
    watch.shard.advance(0, busy.now);
  }
  EXPECT_EQ(watch.ledger().expired, 1U);
  const auto exchanges = watch.notes.exchanges();
  EXPECT_EQ(std::ranges::count_if(exchanges,
                                  [](const auto& one) { return one.starts_with("GET /silent"); }),
            1);
}

TEST(Shard, TcpsKeepAlivesPutNoProofBySilenceOff) {
  Watch watch;
  TcpFlow joined = flow_of(1);  // its first answer is doubtful until a second has passed
  watch.hear(joined.say(kClient, get("/joined")));
  watch.hear(joined.say(kServer, ok("x")));
  EXPECT_THAT(watch.notes.exchanges(), IsEmpty());
  for (int probe = 0; probe < 4; ++probe) {
    joined.wait(std::chrono::milliseconds(700));
    watch.hear(joined.ack(kClient));
    watch.shard.advance(0, joined.now);
  }
  EXPECT_THAT(watch.notes.exchanges(), ElementsAre("GET /joined -> 200 x"));
}

TEST(Shard, OneVantagesClockAnHourAheadDoesNotCloseAnothersFlows) {
  Watch watch;
  TcpFlow here = flow_of(1);
  watch.hear(here.handshake());
  watch.hear(here.say(kClient, get("/here")));
  TcpFlow ahead = flow_of(2);
  ahead.vantage = 1;
  ahead.wait(hours(1));
  watch.hear(ahead.handshake());
  for (int i = 0; i < 10; ++i) {
    ahead.wait(seconds(2));
    watch.hear(ahead.say(kClient, get("/ahead")));
    watch.hear(ahead.say(kServer, ok("x")));
    watch.shard.advance(1, ahead.now);
  }
  EXPECT_EQ(watch.ledger().expired, 0U);
  watch.hear(here.say(kServer, ok("still here")));
  EXPECT_EQ(watch.notes.exchanges().back(), "GET /here -> 200 still here");
}

TEST(Shard, TimeThatGoesOnWithoutPacketsClosesSilentFlows) {
  Watch watch;
  TcpFlow flow;
  watch.hear(flow.handshake());
  watch.hear(flow.say(kClient, get("/a")));
  watch.shard.advance(0, flow.now + minutes(14));
  EXPECT_EQ(watch.ledger().expired, 0U);
  watch.shard.advance(0, flow.now + minutes(16));
  EXPECT_EQ(watch.ledger().expired, 1U);
  EXPECT_THAT(watch.notes.exchanges(), ElementsAre(StartsWith("GET /a -> - [no-response")));
}

TEST(Shard, TimeThatGoesOnWithoutPacketsGivesUpAHole) {
  Watch watch;
  TcpFlow flow;
  watch.hear(flow.handshake());
  watch.hear(flow.say(kClient, get("/a")));
  const std::string answer = ok("abcdef");
  watch.hear(flow.say(kServer, answer.substr(0, answer.size() - 6)));
  flow.lose(kServer, "abc");
  watch.hear(flow.say(kServer, "def"));
  EXPECT_THAT(watch.notes.exchanges(), IsEmpty());
  watch.shard.advance(0, flow.now + minutes(1));
  EXPECT_EQ(watch.ledger().holes, 1U);
  ASSERT_EQ(watch.notes.exchanges().size(), 1U);
  EXPECT_THAT(watch.notes.exchanges().front(), ::testing::HasSubstr("[gap"));
}

TEST(Shard, TooManyFlowsGiveUpTheOneSilentForLongest) {
  ShardLimits limits;
  limits.flows = 10;
  Watch watch(limits);
  std::vector<TcpFlow> flows;
  for (int i = 0; i < 15; ++i) {
    flows.push_back(flow_of(i));
    flows.back().wait(seconds(i));
    watch.hear(flows.back().handshake());
    watch.hear(flows.back().say(kClient, get("/" + std::to_string(i))));
  }
  EXPECT_EQ(watch.ledger().evicted, 5U);
  const auto exchanges = watch.notes.exchanges();
  ASSERT_EQ(exchanges.size(), 5U);
  for (std::size_t i = 0; i < 5; ++i) {
    EXPECT_THAT(exchanges[i], StartsWith("GET /" + std::to_string(i) + " -> - [no-response"));
  }
  watch.hear(flows.back().say(kServer, ok("kept")));
  EXPECT_EQ(watch.notes.exchanges().back(), "GET /14 -> 200 kept");
}

TEST(Shard, EndedFlowsAreForgottenBeforeOneThatLivesIsGivenUp) {
  ShardLimits limits;
  limits.flows = 10;
  Watch watch(limits);
  TcpFlow alive = flow_of(0);
  watch.hear(alive.handshake());
  watch.hear(alive.say(kClient, get("/alive")));
  for (int i = 1; i < 100; ++i) {
    TcpFlow flow = flow_of(i);
    watch.hear(flow.handshake());
    watch.hear(flow.say(kClient, get("/short")));
    watch.hear(flow.say(kServer, ok("x")));
    watch.hear(flow.fins());
  }
  EXPECT_EQ(watch.ledger().evicted, 0U);
  watch.hear(alive.say(kServer, ok("yes")));
  EXPECT_EQ(watch.notes.exchanges().back(), "GET /alive -> 200 yes");
}

TEST(Shard, TooManyOctetsAreGivenUpByThoseWhoHoldMostAndOthersKeepTheirs) {
  ShardLimits limits;
  limits.held = 100'000;
  Watch watch(limits);
  std::deque<TcpFlow> quiet;
  for (int i = 0; i < 5; ++i) {
    watch.hear(quiet.emplace_back(flow_of(i)).handshake());
    watch.hear(quiet.back().say(kClient, post("/quiet", std::string(1'000, 'q'))));
  }
  // Behind a hole that nothing proves, connection after connection.
  std::deque<TcpFlow> behind;
  for (int i = 5; i < 30; ++i) {
    TcpFlow& flow = behind.emplace_back(flow_of(i));
    flow.wait(seconds(i));
    watch.hear(flow.handshake());
    flow.lose(kClient, std::string(100, 'x'));
    for (int k = 0; k < 4; ++k) watch.hear(flow.say(kClient, std::string(5'000, 'y')));
  }
  EXPECT_EQ(watch.ledger().evicted, 0U) << "nobody is given up";
  EXPECT_GE(watch.ledger().holes, 20U) << "of 25, 5 fit into the limit";
  EXPECT_GT(watch.ledger().limit_hits, 0U);
  for (TcpFlow& flow : quiet) {
    watch.hear(flow.say(kServer, ok("kept")));
    EXPECT_EQ(watch.notes.exchanges().back(),
              "POST /quiet " + std::string(1'000, 'q') + " -> 200 kept");
  }
  watch.shard.finish(Ending::end_of_capture);
  const Ledger& ledger = watch.ledger();
  EXPECT_EQ(ledger.delivered, ledger.taken_bytes + ledger.skipped_bytes + ledger.unknown_bytes);
}

TEST(Shard, LastFlowThatHoldsTooMuchSheds) {
  ShardLimits limits;
  limits.held = 50'000;
  Watch watch(limits);
  TcpFlow flow;
  watch.hear(flow.handshake());
  for (int i = 0; i < 20; ++i) {
    watch.hear(flow.say(kClient, post("/" + std::to_string(i), std::string(10'000, 'x'))));
  }
  EXPECT_GT(watch.ledger().limit_hits, 0U);
  EXPECT_EQ(watch.ledger().evicted, 0U);
}

TEST(SpanIds, AreTheSameAtTwoVantagesAndForWhoJoinedLate) {
  Watch near;
  Watch far;
  Watch late;
  TcpFlow flow;
  const auto heard_by = [](std::initializer_list<Watch*> watches, Segment segment) {
    for (Watch* const watch : watches) {
      watch->hear(segment);
      segment.time += hours(1);  // every vantage has a clock of its own
    }
  };
  for (const Segment& segment : flow.handshake()) heard_by({&near, &far}, segment);
  heard_by({&near, &far}, flow.say(kClient, get("/0")));
  heard_by({&near, &far}, flow.say(kServer, ok("0")));
  for (int i = 1; i < 4; ++i) {
    heard_by({&near, &far, &late}, flow.say(kClient, get("/" + std::to_string(i))));
    heard_by({&near, &far, &late}, flow.say(kServer, ok(std::to_string(i))));
  }
  // A provisional pair of the late one is told at the end.
  for (Watch* const watch : {&near, &far, &late}) watch->shard.finish(Ending::end_of_capture);
  const auto ids = near.ids();
  ASSERT_EQ(ids.size(), 4U);
  EXPECT_EQ(std::set(ids.begin(), ids.end()).size(), 4U);
  EXPECT_EQ(far.ids(), ids);
  const auto of_late = late.ids();
  ASSERT_EQ(of_late.size(), 3U);
  EXPECT_TRUE(std::equal(of_late.begin(), of_late.end(), ids.begin() + 1));
}

/// Many connections that take turns, so that each rests between any two of its exchanges; some end,
/// some lose an answer, one speaks what nobody knows.
void take_turns(Watch& watch) {
  std::deque<TcpFlow> flows;
  for (int i = 0; i < 12; ++i) watch.hear(flows.emplace_back(flow_of(i)).handshake());
  for (int round = 0; round < 6; ++round) {
    for (int i = 0; i < 12; ++i) {
      TcpFlow& flow = flows[static_cast<std::size_t>(i)];
      if (i == 3 && round > 2) continue;
      const std::string path = "/" + std::to_string(i) + "/" + std::to_string(round);
      watch.hear(flow.say(kClient, i == 5 ? "\1\2\3\4" : get(path)));
      if (i == 7 && round == 3) {
        flow.lose(kServer, ok("lost"));
      } else {
        watch.hear(flow.say(kServer, i == 5 ? "\5\6\7" : ok(path)));
      }
      if (i == 3 && round == 2) watch.hear(flow.fins());
    }
  }
}

TEST(Shard, ConnectionsThatRestTellTheSame) {
  std::vector<std::vector<std::string>> told;
  std::vector<std::vector<std::uint64_t>> ids;
  std::vector<Ledger> ledgers;
  for (const std::size_t ready : {100U, 1U, 0U}) {
    ShardLimits limits;
    limits.ready = ready;
    Watch watch(limits);
    take_turns(watch);
    watch.shard.finish(Ending::end_of_capture);
    told.push_back(watch.notes.exchanges());
    ids.push_back(watch.ids());
    ledgers.push_back(watch.ledger());
  }
  EXPECT_GT(told[0].size(), 60U);
  for (const std::size_t i : {1U, 2U}) {
    EXPECT_EQ(told[i], told[0]);
    EXPECT_EQ(ids[i], ids[0]);
    EXPECT_EQ(ledgers[i], ledgers[0]);
  }
}

TEST(Shard, FourConnectionsThatRestCountAsOne) {
  ShardLimits limits;
  limits.flows = 10;
  limits.ready = 2;
  Watch watch(limits);
  for (int i = 0; i < 60; ++i) {
    TcpFlow flow = flow_of(i);
    watch.hear(flow.handshake());
    watch.hear(flow.say(kClient, get("/")));
    watch.hear(flow.say(kServer, ok("")));
    // The 2 that are ready, and 8 for 35 that rest.
    EXPECT_EQ(watch.ledger().evicted, i < 37 ? 0U : static_cast<unsigned>(i) - 36U) << i;
  }
}

}  // namespace
}  // namespace goldwire::testing
