// Law: any split of the bytes, and any order that causality allows, gives the same exchanges and
// accounts.
#include "tests/laws/corpus.h"

namespace goldwire::laws {
namespace {

/// Everything that was heard, but times.
std::vector<std::string> everything(const Protocol& protocol, const Heard& heard) {
  std::vector<std::string> lines = shown(protocol, heard, View{});
  for (const Fact& fact : heard.facts) {
    lines.push_back("fact " + std::string(fact.kind) + " " + fact.key + " = " + fact.value);
  }
  for (const Exchange& exchange : heard.exchanges) {
    std::string line = "exchange " + std::to_string(exchange.ordinal);
    for (const Half& half : {exchange.request, exchange.response}) {
      line += " " + std::to_string(half.begin) + "-" + std::to_string(half.end);
    }
    for (const std::string_view reason : exchange.incomplete.names())
      line.append(" ").append(reason);
    lines.push_back(line);
  }
  for (const Account& account : heard.accounts) {
    lines.push_back("account " + std::to_string(account.taken) + " " +
                    std::to_string(account.skipped) + " " + std::to_string(account.lost));
  }
  lines.push_back("opened " + std::to_string(heard.opened));
  std::sort(lines.begin(), lines.end());
  return lines;
}

TEST_P(Laws, AnySplitGivesTheSameExchanges) {
  for (const Recording& example : examples(40)) {
    SCOPED_TRACE(example.origin);
    const Transcript transcript = reassembled(example);
    const std::vector<std::string> whole = everything(protocol(), hear(protocol(), transcript));
    const auto hear_again = [&](const Transcript& told) {
      return same_lines(whole, everything(protocol(), hear(protocol(), told)));
    };
    ASSERT_TRUE(hear_again(bytewise(transcript))) << "bytewise";
    ASSERT_TRUE(hear_again(coalesced(transcript))) << "coalesced";
    for (const std::uint64_t seed : seeds(10)) {
      Random random(seed);
      ASSERT_TRUE(hear_again(split(transcript, random))) << "split with seed " << seed;
    }
  }
}

TEST_P(Laws, AnySplitOfALossyStreamGivesTheSameExchanges) {
  for (const Recording& example : examples(20)) {
    SCOPED_TRACE(example.origin);
    for (const std::uint64_t seed : seeds(5)) {
      Random random(seed);
      const Transcript transcript = reassembled(lossy(resegmented(example, 536), 5, random));
      const std::vector<std::string> whole = everything(protocol(), hear(protocol(), transcript));
      const auto hear_again = [&](const Transcript& told) {
        return same_lines(whole, everything(protocol(), hear(protocol(), told)));
      };
      ASSERT_TRUE(hear_again(bytewise(transcript))) << "bytewise, loss with seed " << seed;
      ASSERT_TRUE(hear_again(split(transcript, random))) << "split, loss with seed " << seed;
    }
  }
}

TEST_P(Laws, AnyCausalOrderGivesTheSameExchanges) {
  for (const Recording& example : examples(40)) {
    SCOPED_TRACE(example.origin);
    const Transcript transcript = reassembled(example);
    const std::vector<std::string> lines = shown(protocol(), hear(protocol(), transcript), View{});
    for (const std::uint64_t seed : seeds(5)) {
      Random random(seed);
      const Heard again = hear(protocol(), reordered(transcript, random));
      ASSERT_TRUE(same_lines(lines, shown(protocol(), again, View{}))) << "seed " << seed;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(, Laws, testing::ValuesIn(protocols().begin(), protocols().end()),
                         test_name);

}  // namespace
}  // namespace goldwire::laws
