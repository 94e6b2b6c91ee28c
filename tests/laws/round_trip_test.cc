// Law: what encode writes of a whole exchange reads as the same exchange, and is written the same
// again.
#include "tests/laws/round_trip.h"

#include "tests/laws/corpus.h"

namespace goldwire::laws {
namespace {

TEST_P(Laws, WhatIsEncodedReadsAsTheSameExchange) {
  std::size_t tried = 0;
  for (const Recording& example : examples(60)) {
    SCOPED_TRACE(example.origin);
    for (const HeardExchange& one : of_protocol(protocol(), hear(reassembled(example))).exchanges) {
      if (!is_writable(one.exchange)) continue;
      ++tried;
      const Written octets = written(one.exchange);
      const Heard again = read_again(one, octets);
      ASSERT_TRUE(same_lines(lines_of(one), shown(again, kWritten)))
          << "exchange " << one.exchange.ordinal << "\nclient " << octets.client << "\nserver "
          << octets.server;
      if (again.exchanges.size() != 1) continue;
      const Written twice = written(again.exchanges[0].exchange);
      ASSERT_EQ(twice.client, octets.client);
      ASSERT_EQ(twice.server, octets.server);
    }
  }
  EXPECT_GT(tried, 0U) << "no whole exchange in the corpus";
}

INSTANTIATE_TEST_SUITE_P(, Laws, testing::ValuesIn(described_protocols()), test_name);

}  // namespace
}  // namespace goldwire::laws
