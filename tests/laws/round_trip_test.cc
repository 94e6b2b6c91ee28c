// Law: what encode writes of a whole exchange reads as the same exchange, and is written the same
// again.
#include <algorithm>

#include "tests/laws/corpus.h"

namespace goldwire::laws {
namespace {

constexpr View kView{.extents = false, .wire_size = false, .part = false, .context = false};

/// A connection on which nothing but `client` and then `server` was said.
Transcript dialogue(const std::string& client, const std::string& server, bool midstream) {
  Transcript transcript;
  transcript.midstream = midstream;
  Time now = from_unix_nano(1'000'000'000);
  const auto say = [&](Side side, const std::string& octets, std::uint64_t acked) {
    if (!octets.empty()) transcript.add(Chunk{side, 0, as_bytes(octets), now, acked});
    now += std::chrono::milliseconds(1);
  };
  say(Side::client, client, 0);
  say(Side::server, server, client.size());
  transcript.add(Close{Side::client, Ending::fin, now});
  transcript.add(Close{Side::server, Ending::fin, now});
  return transcript;
}

std::vector<std::string> lines_of(const Protocol& protocol, const Exchange& exchange) {
  Heard one;
  one.exchanges.push_back(exchange);
  return shown(protocol, one, kView);
}

/// Nothing of it was left out for Limits.body: what was not kept cannot be written.
bool is_kept(const Protocol& protocol, const Exchange& exchange) {
  return std::ranges::all_of(protocol.describe(exchange), [](const Interaction& interaction) {
    const auto kept = [](const Payload& payload) { return payload.captured == payload.size; };
    return kept(interaction.request_payload) && kept(interaction.response_payload);
  });
}

/// What a fresh conversation reads; where a protocol needs a start-up first, one that was opened
/// midstream.
Heard read_again(const Protocol& protocol, const Exchange& exchange, const std::string& client,
                 const std::string& server) {
  Heard heard = hear(protocol, dialogue(client, server, false));
  if (shown(protocol, heard, kView) == lines_of(protocol, exchange)) return heard;
  return hear(protocol, dialogue(client, server, true));
}

TEST_P(Laws, WhatIsEncodedReadsAsTheSameExchange) {
  std::size_t tried = 0;
  for (const Recording& example : examples(60)) {
    SCOPED_TRACE(example.origin);
    for (const Exchange& exchange : hear(protocol(), reassembled(example)).exchanges) {
      if (!exchange.incomplete.empty() || !is_kept(protocol(), exchange)) continue;
      ++tried;
      const std::string client = protocol().encode(exchange, Side::client);
      const std::string server = protocol().encode(exchange, Side::server);
      const Heard again = read_again(protocol(), exchange, client, server);
      ASSERT_TRUE(same_lines(lines_of(protocol(), exchange), shown(protocol(), again, kView)))
          << "exchange " << exchange.ordinal << "\nclient " << client << "\nserver " << server;
      if (again.exchanges.size() != 1) continue;
      ASSERT_EQ(protocol().encode(again.exchanges[0], Side::client), client);
      ASSERT_EQ(protocol().encode(again.exchanges[0], Side::server), server);
    }
  }
  EXPECT_GT(tried, 0U) << "no whole exchange in the corpus";
}

INSTANTIATE_TEST_SUITE_P(, Laws, testing::ValuesIn(protocols().begin(), protocols().end()),
                         test_name);

}  // namespace
}  // namespace goldwire::laws
