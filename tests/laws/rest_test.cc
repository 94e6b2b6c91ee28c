// Law: a conversation that was put to rest and woken goes on as if it had not been.
#include "tests/laws/adversary.h"
#include "tests/laws/corpus.h"

namespace goldwire::laws {
namespace {

/// All that was heard, in the order of its telling.
std::vector<std::string> as_told(const Heard& heard) {
  std::vector<std::string> lines = shown(heard, View{});
  for (const auto& [exchange, carried, asked] : heard.exchanges) {
    lines.push_back("exchange " + std::to_string(exchange.ordinal));
    for (const Half& half : {exchange.request, exchange.response}) {
      lines.back() += " " + std::to_string(half.begin) + "-" + std::to_string(half.end);
    }
  }
  for (const Fact& fact : heard.facts) lines.push_back(fact.key + " = " + fact.value);
  for (const Account& account : heard.accounts) {
    lines.push_back("account " + std::to_string(account.taken) + " " +
                    std::to_string(account.skipped) + " " + std::to_string(account.lost));
  }
  lines.push_back("opened " + std::to_string(heard.opened));
  return lines;
}

TEST_P(Laws, RestingChangesNothing) {
  std::size_t rested = 0;
  for (const Recording& example : examples(80)) {
    SCOPED_TRACE(example.origin);
    std::vector<Transcript> transcripts{reassembled(example)};
    for (const std::uint64_t seed : seeds(20)) {
      Random random(seed);
      transcripts.push_back(split(transcripts.front(), random));
      const Recording small = resegmented(example, 536);
      const Recording late = joined_late(small, random() % (small.segments.size() + 1));
      transcripts.push_back(reassembled(lossy(small, 5, random)));
      transcripts.push_back(reassembled(lossy(small, 30, random)));
      transcripts.push_back(reassembled(lossy(late, 5, random)));
    }
    for (const Transcript& transcript : transcripts) {
      const Heard again = hear_with_rests(transcript);
      ASSERT_TRUE(same_lines(as_told(hear(transcript)), as_told(again)));
      rested += again.rested;
    }
  }
  // The others have no small form.
  if (protocol().name == "http/1.1") {
    EXPECT_GT(rested, 1000U);
  }
}

INSTANTIATE_TEST_SUITE_P(, Laws, testing::ValuesIn(described_protocols()), test_name);

}  // namespace
}  // namespace goldwire::laws
