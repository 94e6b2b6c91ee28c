// A connection whose directions pass different interfaces (an asymmetric route, a pair of TAPs),
// captured live. Needs root.
#include <chrono>
#include <gtest/gtest.h>
#include <string>

#include "agent/capture/live_capture.h"
#include "agent/observe/observation.h"
#include "tests/agent/capture/own_network.h"
#include "tests/agent/observe/packet_flow.h"

namespace goldwire::testing {
namespace {

/// A broadcast that carries `ip`.
std::string frame_of(const Packet& ip) {
  std::string frame(12, '\xff');
  frame += std::string_view("\x08\x00", 2);
  frame += as_text(ip.bytes);
  return frame;
}

TEST(OneWayInterfaces, GiveWholeExchanges) {
  NEEDS_OWN_NETWORK(network);
  ASSERT_TRUE(OwnNetwork::add_pair("a0", "a1") && OwnNetwork::add_pair("b0", "b1"));
  LiveOptions options;
  options.interfaces = {"a0", "b0"};
  options.filter = "tcp";
  const auto capture = LiveCapture::open(options);
  ASSERT_TRUE(capture) << capture.error().line();
  Notes notes;
  Observation observation({}, notes);
  bool ended = false;
  const auto read = [&] {
    const auto arrival = (*capture)->next();
    ASSERT_TRUE(arrival) << arrival.error().line();
    if (const auto* packet = std::get_if<Packet>(&*arrival)) observation.take(*packet);
    ended = std::holds_alternative<End>(*arrival);
  };

  const FrameSender there("a1");
  const FrameSender back("b1");
  PacketFlow flow(40'000);
  std::size_t sent = 0;
  // Both rings hand over many blocks.
  const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(500);
  for (; std::chrono::steady_clock::now() < until; ++sent) {
    const std::string path = "/" + std::to_string(sent);
    ASSERT_TRUE(there.send_frame(frame_of(flow.say(Side::client, get(path), 0))));
    ASSERT_TRUE(back.send_frame(frame_of(flow.say(Side::server, ok(path), 0))));
    read();
  }
  (*capture)->drain();
  while (!ended && !HasFatalFailure()) read();
  observation.finish(Ending::end_of_capture);

  const auto exchanges = notes.exchanges();
  ASSERT_EQ(exchanges.size(), sent);
  for (std::size_t i = 0; i < sent; ++i) {
    const std::string path = "/" + std::to_string(i);
    ASSERT_EQ(exchanges[i], "GET " + path + " -> 200 " + path);
  }
  EXPECT_EQ(observation.ledger().holes, 0U);
}

}  // namespace
}  // namespace goldwire::testing
