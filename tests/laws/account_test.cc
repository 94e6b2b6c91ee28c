// Law: every octet is accounted for: taken + skipped + lost is all that reassembly told, per side.
#include "tests/laws/adversary.h"
#include "tests/laws/corpus.h"

namespace goldwire::laws {
namespace {

TEST_P(Laws, EveryOctetIsTakenSkippedOrLost) {
  const auto account_of = [&](const Transcript& transcript) {
    return open_account(hear(transcript));
  };
  for (const Recording& example : examples(40)) {
    SCOPED_TRACE(example.origin);
    ASSERT_EQ(account_of(reassembled(example)), "");
    for (const std::uint64_t seed : seeds(5)) {
      SCOPED_TRACE(seed);
      Random random(seed);
      ASSERT_EQ(account_of(split(reassembled(example), random)), "");
      ASSERT_EQ(account_of(reassembled(lossy(resegmented(example, 536), 1, random))), "");
      ASSERT_EQ(
          account_of(split(reassembled(lossy(resegmented(example, 536), 20, random)), random)), "");
      ASSERT_EQ(account_of(reassembled(shuffled(duplicated(example, random), random))), "");
      const std::size_t late = below(random, example.segments.size());
      ASSERT_EQ(account_of(reassembled(joined_late(example, late))), "") << "joined after " << late;
    }
  }
}

TEST_P(Laws, AWholeConnectionIsTakenToTheLastOctet) {
  std::uint64_t taken = 0;
  std::uint64_t fed = 0;
  for (const Recording& example : examples(60)) {
    const Heard heard = hear(reassembled(example));
    for (const std::size_t side : {0U, 1U}) {
      taken += heard.accounts[side].taken;
      fed += heard.fed[side] - heard.accounts[side].lost;
    }
  }
  // A connection that the capture's end cut may leave the last, unfinished message over.
  EXPECT_GE(static_cast<double>(taken), 0.99 * static_cast<double>(fed));
}

TEST_P(Laws, EveryOctetOfAnAttackIsAccountedFor) {
  for (const Recording& example : examples(3)) {
    SCOPED_TRACE(example.origin);
    for (const std::uint64_t seed : seeds(3)) {
      for (const Attack& attack : attacks(example, 30'000, seed)) {
        ASSERT_EQ(open_account(hear(attack.transcript)), "") << attack.name << ", seed " << seed;
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(, Laws, testing::ValuesIn(described_protocols()), test_name);

}  // namespace
}  // namespace goldwire::laws
