// Law: any split of the bytes, and any order that causality allows, gives the same exchanges and
// accounts.
#include "tests/laws/corpus.h"

namespace goldwire::laws {
namespace {

TEST_P(Laws, AnySplitGivesTheSameExchanges) {
  for (const Recording& example : examples(40)) {
    SCOPED_TRACE(example.origin);
    const Transcript transcript = reassembled(example);
    const std::vector<std::string> whole = everything(hear(transcript));
    const auto hear_again = [&](const Transcript& told) {
      return same_lines(whole, everything(hear(told)));
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
      const std::vector<std::string> whole = everything(hear(transcript));
      const auto hear_again = [&](const Transcript& told) {
        return same_lines(whole, everything(hear(told)));
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
    const std::vector<std::string> lines = shown(hear(transcript), View{});
    for (const std::uint64_t seed : seeds(5)) {
      Random random(seed);
      const Heard again = hear(reordered(transcript, random));
      ASSERT_TRUE(same_lines(lines, shown(again, View{}))) << "seed " << seed;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(, Laws, testing::ValuesIn(described_protocols()), test_name);

}  // namespace
}  // namespace goldwire::laws
